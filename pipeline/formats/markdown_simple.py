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
    rf"|\[(?=[^\W_]|`)((?:{_WORDS}|{_LABEL_CODE})+?)(\]\([^\s()<>\\&]*+\))"
    rf"|{_BEFORE}\*\*{_MARKED}\*\*{_BEHIND}"
    rf"|{_BEFORE}\*{_MARKED}\*{_BEHIND}"
    rf"|{_BEFORE}_{_MARKED}_{_BEHIND}"
)
"""Text, a code span, a link's label and the rest of it, strong, and twice emphasised text."""
_INNER = lazy(rf"({_WORDS})|({_CODE})")
_NO_LINK = lazy(r"\]\((?:vbscript|javascript|file|data):", re.IGNORECASE)


def read_simple(content: str, base: int = 0) -> list[Simple] | None:
    """The segments of a block's content, which has no white space at its ends; or None.

    `base` is the offset of the content, where its lines stand in the document as they are.
    """
    if " \n" in content or ("](" in content and _NO_LINK.search(content) is not None):
        return None
    parts: list[str] = []
    tags: list[Tag] = []
    labels: list[str] = []
    links: list[tuple[int, int]] = []
    at, has_text, size = 0, False, len(content)
    for text, code, link, rest, strong, *marked in _PIECE.findall(content):
        if text:
            parts.append(text)
            at += len(text)
            has_text = has_text or text[0].isalnum() or SEPARATOR.fullmatch(text) is None
            continue
        inner, label, width = _pair(code, link, strong, *marked)
        number, start = len(tags) + 1, at + width
        stop = start + len(inner)
        end = stop + (len(rest) if link else width)
        tags.append(Tag(base + at, base + start, (base + stop, base + end)))
        labels.append(label)
        if link:
            links.append((start, stop))
        else:
            has_text = has_text or SEPARATOR.fullmatch(inner) is None
        if not code and "`" in inner:
            inner = _with_code(inner, base + start, tags, labels)
        parts.append(f"<{number}>{inner}</{number}>")
        at = end
    if at != size:  # something between the pieces is none
        return None
    if links and not has_text:
        return _links(content, links, base)
    source = collapse("".join(parts))
    if not has_words(source):
        return None
    return [Simple(source, base, base + size, tuple(tags), tuple(labels))]


def _pair(code: str, link: str, strong: str, *marked: str) -> tuple[str, str, int]:
    """(inner text, label, length of the opening mark) of the piece that is there."""
    if code:
        return code[1:-1], "<code>", 1
    if link:
        return link, "<a href>", 1
    if strong:
        return strong, "<strong>", 2
    return marked[0] or marked[1], "<em>", 1


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
        if found.lastindex == 1:
            parts.append(found.group())
            continue
        number = len(tags) + 1
        low, high = base + found.start(), base + found.end()
        tags.append(Tag(low, low + 1, (high - 1, high)))
        labels.append("<code>")
        parts.append(f"<{number}>{found.group()[1:-1]}</{number}>")
    return "".join(parts)
