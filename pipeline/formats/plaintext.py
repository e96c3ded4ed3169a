"""Plain text: one segment per paragraph, list items apart, their marks outside.

- Blank lines end a paragraph; a line that begins with a list mark begins a new one. Other line
  breaks are soft and become one space.
- A first line less than half as long as the next one, without closing punctuation and followed by
  a line that begins with a capital, is a label of its own ("Important Safety Information").
- All segments have the role `body`: plain text does not say what a heading is.
"""

from __future__ import annotations

from pipeline.formats.document_outline import Outline
from pipeline.formats.document_runs import has_words
from pipeline.formats.document_spans import ParsedDocument, Slot, Style
from pipeline.text.patterns import lazy
from pipeline.text.space import collapse

__all__ = ["parse_plaintext"]

_MARK = lazy(r"[ \t]*(?:[•◦▪‣●○■□➢*+–—·-]|\(?[0-9]{1,3}[.)]|\(?[a-zA-Z][)])(?:[ \t]+|\Z)")
_LINE = lazy(r"[^\r\n]*+(?:\r\n|\r|\n|\Z)")
_CLOSING = tuple(".,;:!?…-–—/")


def parse_plaintext(text: str, path: str) -> ParsedDocument:
    """The document."""
    outline = Outline(path)
    paragraph: list[tuple[int, int]] = []
    at = 1 if text.startswith("\ufeff") else 0
    while at < len(text):
        match = _LINE.match(text, at)
        end = match.end() if match is not None else len(text)
        stop = at + len(text[at:end].rstrip())
        mark = _MARK.match(text, at, stop)
        if stop == at or mark is not None:
            _flush(text, paragraph, outline)
            paragraph = []
        start = mark.end() if mark is not None else at
        if stop > start:
            paragraph.append((start + len(text[start:stop]) - len(text[start:stop].lstrip()), stop))
        at = end
    _flush(text, paragraph, outline)
    return outline.finish(text, "text/plain")


def _flush(text: str, lines: list[tuple[int, int]], outline: Outline) -> None:
    if len(lines) > 1 and _is_label(text[slice(*lines[0])], text[slice(*lines[1])]):
        _add(text, lines[:1], outline)
        lines = lines[1:]
    if lines:
        _add(text, lines, outline)


def _is_label(first: str, second: str) -> bool:
    letter = next((char for char in second if char.isalnum()), "")
    return 2 * len(first) < len(second) and not first.endswith(_CLOSING) and not letter.islower()


def _add(text: str, lines: list[tuple[int, int]], outline: Outline) -> None:
    start, end = lines[0][0], lines[-1][1]
    source = collapse(text[start:end])
    if has_words(source):
        outline.add(Slot(start, end, Style.LINE), source)
