"""Where a line may not break: between a number and its unit, before a trademark sign.

Style guides of these languages ask for U+00A0 or U+202F between number and unit; others leave it
to the page, or write no space at all.
"""

from __future__ import annotations

from pipeline.model.finding import Span
from pipeline.model.locale import LocaleTag, language_of
from pipeline.text.patterns import lazy

__all__ = ["SIGNS", "breakable", "has_breakable", "spaced_sign"]

SIGNS = "®™℠"
_LANGUAGES = frozenset({"cs", "da", "de", "fi", "fr", "nb", "nn", "pl", "ru", "sk", "sv", "uk"})
_NUMBER_UNIT = lazy(
    r"\d (?=(?:[mkcµμn]?g|mcg|[mµμcd]?[lL]|[mM]?IU|UI|[mµμn]?mol|[mckµμn]?m|°[CF]|mmHg|%|h|min)"
    r"(?![A-Za-z\u00c0-\u024f]))"
)
_SPACED_SIGN = lazy(rf"[\w)][ \u00a0\u202f](?=[{SIGNS}])")


def has_breakable(locale: LocaleTag) -> bool:
    """Whether this locale wants no plain space between number and unit."""
    return language_of(locale) in _LANGUAGES


def breakable(text: str, locale: LocaleTag) -> Span | None:
    """The first plain space between a number and its unit, in a language that wants another."""
    if not has_breakable(locale):
        return None
    match = _NUMBER_UNIT.search(text)
    return Span(match.end() - 1, match.end()) if match else None


def spaced_sign(text: str) -> Span | None:
    """The first space before ®, ™ or ℠."""
    match = None if text.isascii() else _SPACED_SIGN.search(text)
    return Span(match.end() - 1, match.end()) if match else None
