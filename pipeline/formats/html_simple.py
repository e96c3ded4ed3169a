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
    rf'|(<a href="[^"]*+">)(?=[^\s<])({_TEXT})</a>'
)
"""Text, the name and text of a pair, the start tag and text of a link."""
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
    close = text.find(closing, at, high)
    if close < 0:
        return None
    raw = text[at:close]
    start, end = _bare(raw, at)
    if "<" not in raw and "&" not in raw:
        source = collapse(raw)
        if source and not has_words(source):
            return None
        return SimpleBlock(source, start, end, (), (), close + len(closing))
    parts: list[str] = []
    tags: list[Tag] = []
    labels: list[str] = []
    has_link, has_text = False, False
    for piece, pair, inner, link, label in _PIECE.findall(raw):
        if piece:
            parts.append(piece)
            at += len(piece)
            has_text = has_text or piece[0].isalnum() or SEPARATOR.fullmatch(piece) is None
            continue
        number, words = len(tags) + 1, inner or label
        low = at + (len(link) or len(pair) + len("<>"))
        stop = low + len(words)
        behind = stop + len(pair or "a") + len("</>")
        tags.append(Tag(at, low, (stop, behind)))
        labels.append("<a href>" if link else f"<{pair}>")
        parts.append(f"<{number}>{words}</{number}>")
        has_link = has_link or bool(link)
        has_text = has_text or (not link and SEPARATOR.fullmatch(words) is None)
        at = behind
    if at != close or (has_link and not has_text):  # something between the pieces is none
        return None
    source = collapse("".join(parts))
    source = source.replace("&quot;", '"') if "&" in source else source
    if source and not has_words(source):
        return None
    return SimpleBlock(source, start, end, tuple(tags), tuple(labels), close + len(closing))


def _bare(raw: str, begin: int) -> tuple[int, int]:
    """Where the text begins and ends without the white space around it."""
    return begin + len(raw) - len(raw.lstrip(_WHITE)), begin + len(raw.rstrip(_WHITE))
