"""The inline content that most blocks have, without the library's inline rules.

`read_simple` knows text, code spans, links without a title, and strong and emphasised words whose
marks stand at the borders of words. Anything else, and anything that could pair differently after
CommonMark's rules, is None: then the library reads it. The law that keeps it honest: what this
module reads, the library reads alike.
"""

from __future__ import annotations

import re

from pipeline.formats.document_runs import SEPARATOR, has_words
from pipeline.formats.document_spans import Tag
from pipeline.text.space import collapse

__all__ = ["Simple", "read_simple"]

Simple = tuple[str, tuple[Tag, ...], tuple[str, ...]]
"""(message text, tags, what they stand for)."""

_WORDS = r"(?:[^\\`*_\[\]<&!]++|!(?!\[)|&(?=[ \n])|(?<=[^\W_])_++(?=[^\W_]))++"
_CODE = r"(?<!`)`(?!`)[^`\n<&\s](?:[^`\n<&]*[^`\n<&\s])?`(?!`)"
_LABEL_CODE = r"(?<!`)`(?!`)[^`\n<&\s\[\]](?:[^`\n<&\[\]]*[^`\n<&\s\[\]])?`(?!`)"
_MARKED = rf"(?=[^\W_]|`)((?:{_WORDS}|{_CODE})+?)(?<=[^\W_]|[`:.])"
_BEFORE, _BEHIND = r"(?<![^\s(])", r"(?![^\s.,:;)])"
_PIECE = re.compile(
    rf"({_WORDS})|({_CODE})"
    rf"|\[(?=[^\W_]|`)((?:{_WORDS}|{_LABEL_CODE})+?)\]\([^\s()<>\\&]*+\)"
    rf"|{_BEFORE}\*\*{_MARKED}\*\*{_BEHIND}"
    rf"|{_BEFORE}\*{_MARKED}\*{_BEHIND}"
    rf"|{_BEFORE}_{_MARKED}_{_BEHIND}"
)
_INNER = re.compile(rf"({_WORDS})|({_CODE})")
_NO_LINK = re.compile(r"\]\((?:vbscript|javascript|file|data):", re.IGNORECASE)
_TEXT, _SPAN, _LINK, _STRONG = 1, 2, 3, 4
_LABELS = ("", "", "<code>", "<a href>", "<strong>", "<em>", "<em>")
_MARKS = (0, 0, 1, 1, 2, 1, 1)


def read_simple(content: str, base: int) -> Simple | None:
    """The segment of a block's content that stands at `base`, or None."""
    if " \n" in content or _NO_LINK.search(content) is not None:
        return None
    parts: list[str] = []
    tags: list[Tag] = []
    labels: list[str] = []
    at, has_link, has_text = 0, False, False
    match = _PIECE.match
    while at < len(content):
        found = match(content, at)
        if found is None:
            return None
        kind = found.lastindex or 0
        end = found.end()
        text = found.group(kind)
        if kind == _TEXT:
            parts.append(text)
            has_text = has_text or SEPARATOR.fullmatch(text) is None
        else:
            number = len(tags) + 1
            low = base + at
            start = low + _MARKS[kind]
            stop = base + (end - 1 if kind == _SPAN else found.end(kind))
            tags.append(Tag(low, start, (stop, base + end)))
            labels.append(_LABELS[kind])
            if kind == _SPAN:
                text = text[1:-1]
            elif "`" in text:
                text = _with_code(text, start, tags, labels)
            parts.append(f"<{number}>{text}</{number}>")
            has_link = has_link or kind == _LINK
            has_text = has_text or (kind != _LINK and SEPARATOR.fullmatch(text) is None)
        at = end
    source = collapse("".join(parts))
    if (has_link and not has_text) or not has_words(source):
        return None
    return source, tuple(tags), tuple(labels)


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
