"""The blocks that most of an HTML page is made of, read in one step.

`read_simple` knows text, the usual references and pairs of inline elements without attributes
(links: `href` alone) around plain text, up to the block's own end tag. Anything else is None: then
the reader goes tag by tag. The law that keeps it honest: what this module reads, the reader reads
alike.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.formats.document_runs import SEPARATOR, has_words
from pipeline.formats.document_spans import Tag
from pipeline.text.space import collapse

__all__ = ["NEXT_BLOCK", "SIMPLE_BLOCKS", "SimpleBlock", "read_simple"]

SIMPLE_BLOCKS = frozenset({"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "dt", "dd"})
NEXT_BLOCK = re.compile(rf"[ \t\n\r\f]*+<({'|'.join(sorted(SIMPLE_BLOCKS))})>")
"""White space, and the start tag of such a block."""
_TEXT = r"(?:[^<&]++|&(?:amp|lt|gt|quot);)++"
_PIECE = re.compile(
    rf"({_TEXT})"
    rf"|<(code|strong|em|b|i|sup|sub|small)>(?=[^\s<])({_TEXT})</\2>"
    rf'|<a href="[^"]*+">(?=[^\s<])({_TEXT})</a>'
)
_IS_TEXT, _IS_PAIR, _IS_LINK = 1, 3, 4
_WHITE = " \t\n\r\f"


class SimpleBlock(NamedTuple):
    """A block's one segment, and where the block ends."""

    source: str
    """Empty: the block holds no text."""
    start: int
    end: int
    tags: tuple[Tag, ...]
    labels: tuple[str, ...]
    behind: int


def read_simple(text: str, name: str, at: int, high: int) -> SimpleBlock | None:
    """The block `name` whose start tag ends at `at`; None when it is not that simple."""
    closing = f"</{name}>"
    first = text.find("<", at, high)
    if first >= 0 and text.startswith(closing, first, high):
        raw = text[at:first]
        if "&" not in raw:
            source = collapse(raw)
            if source and not has_words(source):
                return None
            start, end = _bare(raw, at)
            return SimpleBlock(source, start, end, (), (), first + len(closing))
    parts: list[str] = []
    tags: list[Tag] = []
    labels: list[str] = []
    begin, has_link, has_text = at, False, False
    match = _PIECE.match
    while (found := match(text, at, high)) is not None:
        kind = found.lastindex or 0
        piece = found.group(kind)
        if kind == _IS_TEXT:
            parts.append(piece)
        else:
            number = len(tags) + 1
            start, stop = found.span(kind)
            tags.append(Tag(at, start, (stop, found.end())))
            labels.append("<a href>" if kind == _IS_LINK else f"<{found.group(2)}>")
            parts.append(f"<{number}>{piece}</{number}>")
            has_link = has_link or kind == _IS_LINK
        has_text = has_text or (kind != _IS_LINK and SEPARATOR.fullmatch(piece) is None)
        at = found.end()
    if not text.startswith(closing, at, high) or (has_link and not has_text):
        return None
    source = collapse("".join(parts))
    if source and not has_words(source):
        return None
    return SimpleBlock(
        source.replace("&quot;", '"') if "&" in source else source,
        *_bare(text[begin:at], begin),
        tuple(tags),
        tuple(labels),
        at + len(closing),
    )


def _bare(raw: str, begin: int) -> tuple[int, int]:
    """Where the text begins and ends without the white space around it."""
    return begin + len(raw) - len(raw.lstrip(_WHITE)), begin + len(raw.rstrip(_WHITE))
