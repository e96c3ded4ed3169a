"""`range.changed`: a range runs from the same number to the same number.

Implements issue 5: 10–20 is not 20–10, which the multiset of numbers cannot tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, blocker
from pipeline.check.plain import bare
from pipeline.model.finding import Finding, IssueType, Span
from pipeline.model.locale import LocaleTag
from pipeline.model.unit import Unit
from pipeline.text.numbers import numbers_of
from pipeline.text.patterns import lazy

__all__ = ["check_ranges", "narrow"]

_NUMBER = r"\d+(?:[.,٫٬]\d+)*"
_RANGE = lazy(
    rf"(?<![\d.,٫/\-–])({_NUMBER}) ?[%٪]?(?:(?:[a-zA-Zµμ]{{1,4}}) )? ?"
    rf"(?:[-–—~〜～]|to|a|à|bis|إلى|から) ?({_NUMBER})(?![\d/\-–])"
)
_Pair = tuple[frozenset[str], frozenset[str]]


def _ranges(text: str, locale: LocaleTag) -> list[tuple[_Pair, re.Match[str]]]:
    found = []
    for match in _RANGE.finditer(text):
        low, high = (numbers_of(match[index], locale)[0][1] for index in (1, 2))
        found.append(((low, high), match))
    return found


def check_ranges(unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """At most one finding per form."""
    message = unit.message
    source = _ranges(bare(message.source, message.flags), context.source_locale)
    if not source:
        return
    for number, form in enumerate(forms):
        target = _ranges(bare(form, message.flags), context.locale)
        for (low, high), match in target:
            forward = any(low & first and high & last for (first, last), _ in source)
            backward = [there for (first, last), there in source if low & last and high & first]
            if backward and not forward and not low & high:
                text = f"{backward[0].group()} in the source, {match.group()} in the target"
                span = (
                    Span(match.start(), match.end(), number) if match.end() <= len(form) else None
                )
                yield blocker("range.changed", IssueType.NUMBERS, text, span)
                break


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Sources with a range."""
    sources = batch.bare_sources
    return [n for n in numbers if _RANGE.search(sources[n])]
