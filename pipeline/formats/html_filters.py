"""Locale filters of ITS 2.0 on HTML elements: from a start tag to where its element ends.

Refused (`document.filter`): a filter that cannot be read, or on the page as a whole; an element
with a filter whose end nobody wrote; a filter inside what is skipped. Global rules of ITS are not
read, and a page that has them is refused (`document.unsupported`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from pipeline.formats.document_outline import Outline
from pipeline.formats.html_elements import CLOSED_BY
from pipeline.formats.html_scan import Token

__all__ = ["Filters"]

_CODE = "document.filter"
_INSIDE = re.compile(r"\sits-locale-filter-(?:list|type)\b", re.IGNORECASE)
_RULES = re.compile(r"application/its\+xml|\brel\s*=\s*[\"']?its-rules\b", re.IGNORECASE)
_WHOLE = frozenset({"html", "head", "body"})
_CODE_ONLY = frozenset({"script", "style"})


class Filtered(Protocol):
    """An open element."""

    name: str
    start: int
    locales: str


class Filters:
    """The filters of one page on their way into its outline."""

    def __init__(self, text: str, outline: Outline) -> None:
        self.text = text
        self.outline = outline
        self.at = 0
        """Where the token at hand starts."""

    def stretch(self, token: Token, end: int, locales: str | None) -> None:
        """An element that ends where nobody has to look for it."""
        if self._is_readable(token, locales):
            self.outline.cut(token.start, end, locales or "")

    def begin(self, element: Filtered, token: Token, locales: str | None) -> None:
        """An element with these marks is open."""
        if self._is_readable(token, locales):
            element.start, element.locales = token.start, locales or ""
        if token.name == "link" and _RULES.search(self.text, token.start, token.end):
            self._refuse_rules(token.start)

    def end(self, element: Filtered, at: int) -> None:
        """The element ends here."""
        if element.locales:
            self.outline.cut(element.start, at, element.locales)

    def end_all(self, elements: Sequence[Filtered], end: int | None) -> None:
        """The first one ends at `end`, or where the token at hand starts; so do those inside it."""
        for index, element in enumerate(elements):
            if not element.locales:
                continue
            if index == 0 and end is not None:
                self.end(element, end)
            else:
                self._imply_end(element, self.at)

    def finish(self, elements: Sequence[Filtered], at: int, *, implied: bool = True) -> None:
        """The page ends; `implied`: end tags may be left out there."""
        for element in elements:
            if element.locales and implied:
                self._imply_end(element, at)
            elif element.locales:
                self._refuse(element.start, f"<{element.name}> with a locale filter never ends")

    def skipped(self, token: Token, end: int, locales: str | None) -> None:
        """An element whose content is not read."""
        self.stretch(token, end, locales)
        if token.name in _CODE_ONLY:
            if _RULES.search(self.text, token.start, token.end):
                self._refuse_rules(token.start)
        elif _INSIDE.search(self.text, token.end, end):
            what = f"a locale filter inside <{token.name}>, whose content is not read"
            self._refuse(token.start, what)

    def _imply_end(self, element: Filtered, at: int) -> None:
        if element.name in CLOSED_BY:
            self.end(element, at)
        else:
            what = f"<{element.name}> with a locale filter has no end tag of its own"
            self._refuse(element.start, what)

    def _is_readable(self, token: Token, locales: str | None) -> bool:
        if locales is None:
            what = "the locale filter cannot be read: a list of language ranges is expected"
            self._refuse(token.start, what)
        elif locales and token.name in _WHOLE:
            what = f"a locale filter on <{token.name}>"
            hint = "which markets have a page, policy.toml says under [pages]"
            self._refuse(token.start, what, hint)
        else:
            return bool(locales)
        return False

    def _refuse(self, at: int, what: str, hint: str = "") -> None:
        line = self.text.count("\n", 0, at) + 1
        self.outline.fault(_CODE, what, line=line, hint=hint)

    def _refuse_rules(self, at: int) -> None:
        line = self.text.count("\n", 0, at) + 1
        what = "global rules of ITS are not read"
        hint = "put the attributes on the elements"
        self.outline.fault("document.unsupported", what, line=line, hint=hint)
