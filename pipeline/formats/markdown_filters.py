"""Locale filters in Markdown: `<!-- locales: es-US, pt-BR -->`, also `not fr` and `none`.

The mark stands on lines of its own between blocks of the page itself, and applies to the next
block, or up to `<!-- /locales -->` when that follows. Anything else that looks like such a mark
is refused (`document.filter`): it would be a comment that nobody heeds. So it is with lock marks
among other text (`lock.mark`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.token import Token

from pipeline.formats.document_outline import Outline
from pipeline.formats.document_runs import Item, Kind
from pipeline.formats.markdown_lines import SourceLines
from pipeline.text.localefilter import read_short_filter
from pipeline.text.patterns import lazy

__all__ = ["FILTER_MARK", "filter_items", "has_filters", "read_filters", "refuse_loose_locks"]

FILTER_MARK = lazy(r"\s*<!--\s*(/?)locales\b\s*:?(.*?)\s*-->\s*", re.DOTALL)
_LOOSE = lazy(r"<!--\s*/?locales\b")
_LOOSE_LOCK = lazy(r"<!--\s*/?lock\b\s*:?[^>]*-->")
_SIGNS = ("its-locale-filter", "its-rules", "its+xml")
_OTHER_MARK = lazy(r"\s*<!--\s*/?(?:lock|note|context|translate)\b[^>]*-->\s*")
_CODE = "document.filter"


def has_filters(text: str) -> bool:
    """Whether there may be a locale filter on the page."""
    if "<" not in text:
        return False
    small = text.lower()
    return any(sign in small for sign in _SIGNS) or _LOOSE.search(text) is not None


def read_filters(tokens: Sequence[Token], lines: SourceLines, outline: Outline) -> None:
    """The stretches that comment marks make of the page are in the outline."""
    work = _Marks(lines, outline)
    for token in tokens:
        first, last = token.map or (0, 0)
        mark = FILTER_MARK.fullmatch(token.content) if token.type == "html_block" else None
        if mark is not None and token.level:
            work.refuse(first, "a locale filter inside a list or a quotation", "put it around it")
        elif mark is not None:
            work.mark(mark, first, last)
        elif token.type == "html_block" and _LOOSE.search(token.content):
            hint = "put it on a line of its own, with an empty line behind it"
            work.refuse(first, "a locale filter among other things", hint)
        elif _is_block(token) and work.reach is None:
            work.reach = last
    work.settle(work.reach)


class _Marks:
    """The marks of a page, one after the other."""

    def __init__(self, lines: SourceLines, outline: Outline) -> None:
        self.lines = lines
        self.outline = outline
        self.waiting: tuple[int, str] | None = None
        """The line of a mark whose stretch is not yet known, and its filter."""
        self.reach: int | None = None
        """The line behind the first block since that mark: its stretch, if nothing closes it."""

    def refuse(self, line: int, message: str, hint: str = "") -> None:
        """This mark cannot be heeded."""
        self.outline.fault(_CODE, message, line=line + 1, hint=hint)

    def settle(self, end: int | None) -> None:
        """The stretch of the mark that waits ends before this line."""
        if self.waiting is None:
            return
        line, locales = self.waiting
        if end is None:
            self.refuse(line, "a locale filter with nothing behind it")
        else:
            self.outline.cut(self.lines.offset(line), self.lines.offset(end), locales)
        self.waiting = None

    def mark(self, mark: re.Match[str], first: int, last: int) -> None:
        """An opening or closing mark on these lines."""
        if mark.group(1):
            if self.waiting is None:
                self.refuse(first, "“/locales” closes nothing")
            self.settle(last)
            return
        self.settle(self.reach)
        self.reach = None
        locales = read_short_filter(mark.group(2))
        if locales is None:
            hint = "write es-US, pt-BR, or not fr, or none"
            self.refuse(first, f"{mark.group(2).strip()!r} is no list of language ranges", hint)
        else:
            self.waiting = (first, locales or "*")


def _is_block(token: Token) -> bool:
    """Whether a block of the page itself begins, marks apart."""
    is_mark = token.type == "html_block" and _OTHER_MARK.fullmatch(token.content) is not None
    return not token.level and token.nesting >= 0 and token.map is not None and not is_mark


def refuse_loose_locks(content: str, line: int, outline: Outline) -> None:
    """`lock.mark` for a lock mark among other text, which nobody would compare with its lock."""
    found = _LOOSE_LOCK.search(content)
    if found is not None:
        at = line + content.count("\n", 0, found.start())
        hint = "put it on a line of its own before the block, with an empty line behind it"
        outline.fault("lock.mark", "a lock mark among other text is not heeded", line=at, hint=hint)


def filter_items(items: Sequence[Item], text: str, outline: Outline) -> None:
    """Filters on HTML elements inside a sentence; comment marks there are refused."""
    for item in items:
        line = text.count("\n", 0, item.start) + 1 if item.locales or item.name == "!--" else 0
        if item.name == "!--":
            refuse_loose_locks(text[item.start : item.end], line, outline)
        if item.name == "!--" and _LOOSE.match(text, item.start):
            outline.fault(_CODE, "a locale filter inside a paragraph", line=line)
        elif item.locales is None or (item.locales and item.kind is Kind.OPEN and item.mate < 0):
            outline.fault(_CODE, "a locale filter that cannot be read, or never ends", line=line)
        elif item.locales:
            end = items[item.mate].end if item.kind is Kind.OPEN else item.end
            outline.cut(item.start, end, item.locales)
