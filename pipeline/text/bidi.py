"""Bidirectional text: what must be isolated in right-to-left text, and what may not be there.

Unisolated, a browser shows 1-844-788-1470 as 1470-788-844-1 in an Arabic sentence. Law 7: a
Latin brand, a phone number or a number with its unit stands between U+2066 or U+2068 and U+2069.
The isolates are part of the target and outside the lock.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable

from pipeline.model.finding import Span
from pipeline.model.locale import LocaleTag, is_right_to_left
from pipeline.text.patterns import lazy
from pipeline.text.ranges import Ranges
from pipeline.text.words import occurrences

__all__ = ["add_isolates", "balance_fault", "isolates_needed", "unisolated"]

LRI, RLI, FSI, PDI = "\u2066", "\u2067", "\u2068", "\u2069"
_OPEN = frozenset({LRI, RLI, FSI})
_STRONG = frozenset({"R", "AL"})
_CONTROL = lazy("[\u2066-\u2069]")
_SPACE = "[ \u00a0\u202f]"
_PHONE = lazy(
    rf"(?<![\d.,])(?:\+{_SPACE}?)?\(?\d{{1,4}}\)?"
    r"(?:[-.\u2010\u2011 \u00a0]\(?\d{2,4}\)?){1,5}(?!\d)"
)
_PHONE_DIGITS = range(7, 16)
_UNIT = (
    r"(?:[mkcµμnd]?g|mcg|[mµμcd]?[lL]|[mM]?IU|[mµμn]?mol|[mckµμn]?m|[mµμ]?Sv|[kM]?Hz|k?cal|"
    r"°[CF]|mmHg|mEq|ppm|MBq|Gy|lb|oz|in|ft|h|min|s)"
)
_MEASURE = lazy(
    rf"(?<![\w.,])\d[\d.,]*(?:{_SPACE}?[-\u2013]{_SPACE}?\d[\d.,]*)?{_SPACE}?{_UNIT}"
    rf"(?:/(?:{_UNIT}|day|dose|week))?(?!\w)"
)
_LATIN = lazy("[A-Za-z\u00c0-\u024f]")


def isolates_needed(text: str, locale: LocaleTag, brands: Iterable[str] = ()) -> list[Span]:
    """The runs that must stand between isolates in this locale, in order, none overlapping.

    `text` is without tags. `brands` are forms to look for besides phone numbers and measures;
    those without a Latin letter need no isolate.
    """
    if not is_right_to_left(locale):
        return []
    runs = [
        (match.start(), match.end())
        for match in _PHONE.finditer(text)
        if sum(map(str.isdecimal, match.group())) in _PHONE_DIGITS
        and re.search(r"[-+(\u2010\u2011]", match.group())
    ]
    runs += [(match.start(), match.end()) for match in _MEASURE.finditer(text)]
    for form in set(brands):
        if _LATIN.search(form):
            runs += [(at, at + len(form)) for at in occurrences(text, form)]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(runs):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return [Span(start, end) for start, end in merged]


def _left_to_right_regions(text: str) -> Ranges:
    """Insides of balanced LRI or FSI pairs that hold no right-to-left letter; outermost only."""
    letters = [at for at, char in enumerate(text) if unicodedata.bidirectional(char) in _STRONG]
    found: list[tuple[int, int]] = []
    stack: list[tuple[str, int]] = []
    for match in _CONTROL.finditer(text):
        if match.group() in _OPEN:
            stack.append((match.group(), match.end()))
        elif stack:
            opener, start = stack.pop()
            end = match.start()
            if opener != RLI and bisect_left(letters, start) == bisect_left(letters, end):
                found.append((start, end))
    regions = Ranges()
    for start, end in sorted(found, key=lambda region: (region[0], -region[1])):
        if start < end and regions.is_free(start, end):
            regions.add(start, end)
    return regions


def unisolated(text: str, locale: LocaleTag, brands: Iterable[str] = ()) -> list[Span]:
    """The runs of `isolates_needed` that do not stand between isolates."""
    needed = isolates_needed(text, locale, brands)
    if not needed:
        return []
    regions = _left_to_right_regions(text)
    return [run for run in needed if not regions.covers(run.start, run.end)]


def add_isolates(text: str, locale: LocaleTag, brands: Iterable[str] = ()) -> str:
    """The text with U+2066 … U+2069 around every run that lacks them."""
    for run in reversed(unisolated(text, locale, brands)):
        text = f"{text[: run.start]}{LRI}{text[run.start : run.end]}{PDI}{text[run.end :]}"
    return text


def balance_fault(text: str) -> tuple[str, Span] | None:
    """What is wrong with the text's bidi controls: an override, embedding or open isolate."""
    for match in re.finditer("[\u202a-\u202e]", text):
        name = unicodedata.name(match.group())
        return f"U+{ord(match.group()):04X} {name} is not allowed", Span(*match.span())
    stack: list[int] = []
    for match in _CONTROL.finditer(text):
        if match.group() in _OPEN:
            stack.append(match.start())
        elif not stack:
            return "U+2069 POP DIRECTIONAL ISOLATE closes nothing", Span(*match.span())
        else:
            stack.pop()
    if stack:
        char = text[stack[-1]]
        message = f"U+{ord(char):04X} {unicodedata.name(char)} is not closed"
        return message, Span(stack[-1], stack[-1] + 1)
    return None
