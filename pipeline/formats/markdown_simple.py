"""The inline content that most blocks have, without the library's inline rules.

`read_simple` knows text, code spans, links without a title, and strong and emphasised words whose
marks stand at the borders of words. Anything else, and anything that could pair differently after
CommonMark's rules, is None: then the library reads it. The law that keeps it honest: what this
module reads, the library reads alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from pipeline.formats.document_runs import SEPARATOR, has_words
from pipeline.formats.document_spans import Tag
from pipeline.text.patterns import lazy
from pipeline.text.space import collapse

__all__ = ["Simple", "place_tags", "read_simple"]


class Simple(NamedTuple):
    """A segment; its offsets and those of its tags count from `base`."""

    source: str
    start: int
    end: int
    tags: tuple[Tag, ...]
    labels: tuple[str, ...]
    role: str = ""
    """`link` for a link that is a segment of its own."""


_WORDS = r"(?:[^\\`*_\[\]<&!]++|!(?!\[)|&(?=[ \n])|(?<=[^\W_])_++(?=[^\W_]))++"
_CODE = r"(?<!`)`(?!`)[^`\n<&\s](?:[^`\n<&]*[^`\n<&\s])?`(?!`)"
_LABEL_CODE = r"(?<!`)`(?!`)[^`\n<&\s\[\]](?:[^`\n<&\[\]]*[^`\n<&\s\[\]])?`(?!`)"
_MARKED = rf"(?=[^\W_]|`)((?:{_WORDS}|{_CODE})+?)(?<=[^\W_]|[`:.])"
_BEFORE, _BEHIND = r"(?<![^\s(])", r"(?![^\s.,:;)])"
_PIECE = lazy(
    rf"({_WORDS})|({_CODE})"
    rf"|\[(?=[^\W_]|`)((?:{_WORDS}|{_LABEL_CODE})+?)\]\([^\s()<>\\&]*+\)"
    rf"|{_BEFORE}\*\*{_MARKED}\*\*{_BEHIND}"
    rf"|{_BEFORE}\*{_MARKED}\*{_BEHIND}"
    rf"|{_BEFORE}_{_MARKED}_{_BEHIND}"
)
_INNER = lazy(rf"({_WORDS})|({_CODE})")
_NO_LINK = lazy(r"\]\((?:vbscript|javascript|file|data):", re.IGNORECASE)
_TEXT, _SPAN, _LINK, _STRONG = 1, 2, 3, 4
_LABELS = ("", "", "<code>", "<a href>", "<strong>", "<em>", "<em>")
_MARKS = (0, 0, 1, 1, 2, 1, 1)


def read_simple(content: str, base: int = 0) -> list[Simple] | None:
    """The segments of a block's content, which has no white space at its ends; or None.

    `base` is the offset of the content, where its lines stand in the document as they are.
    """
    if " \n" in content or _NO_LINK.search(content) is not None:
        return None
    parts: list[str] = []
    tags: list[Tag] = []
    labels: list[str] = []
    links: list[tuple[int, int]] = []
    at, has_text, size = 0, False, len(content)
    match = _PIECE.match
    while at < size:
        found = match(content, at)
        if found is None:
            return None
        kind = found.lastindex or 0
        text = found.group(kind)
        end = found.end()
        if kind == _TEXT:
            parts.append(text)
            has_text = has_text or SEPARATOR.fullmatch(text) is None
        else:
            number = len(tags) + 1
            start, stop = found.span(kind)
            if kind == _SPAN:
                start, stop, text = start + 1, stop - 1, text[1:-1]
            tags.append(Tag(base + at, base + start, (base + stop, base + end)))
            labels.append(_LABELS[kind])
            if kind == _LINK:
                links.append((start, stop))
            else:
                has_text = has_text or SEPARATOR.fullmatch(text) is None
            if kind != _SPAN and "`" in text:
                text = _with_code(text, base + start, tags, labels)
            parts.append(f"<{number}>{text}</{number}>")
        at = end
    if links and not has_text:
        return _links(content, links, base)
    source = collapse("".join(parts))
    if not has_words(source):
        return None
    return [Simple(source, base, base + size, tuple(tags), tuple(labels))]


def _links(content: str, links: Sequence[tuple[int, int]], base: int) -> list[Simple] | None:
    """Links with nothing but separators between them: each one is a segment, without its tag."""
    made = []
    for start, stop in links:
        tags: list[Tag] = []
        labels: list[str] = []
        label = content[start:stop].rstrip(" \t\n\v")
        low = base + start
        source = collapse(_with_code(label, low, tags, labels))
        if not has_words(source):
            return None
        made.append(Simple(source, low, low + len(label), tuple(tags), tuple(labels), "link"))
    return made


def place_tags(tags: Sequence[Tag], place: Callable[[int], int]) -> tuple[Tag, ...]:
    """The tags with the document's offsets."""
    return tuple(
        Tag(
            place(tag.start),
            place(tag.end),
            tag.close and (place(tag.close[0]), place(tag.close[1])),
        )
        for tag in tags
    )


def _with_code(text: str, base: int, tags: list[Tag], labels: list[str]) -> str:
    """The text inside a pair, its code spans as tags."""
    parts = []
    for found in _INNER.finditer(text):
        if found.lastindex == _TEXT:
            parts.append(found.group())
            continue
        number = len(tags) + 1
        low, high = base + found.start(), base + found.end()
        tags.append(Tag(low, low + 1, (high - 1, high)))
        labels.append("<code>")
        parts.append(f"<{number}>{found.group()[1:-1]}</{number}>")
    return "".join(parts)
