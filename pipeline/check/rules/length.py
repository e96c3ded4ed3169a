"""`length.ratio`: a target much longer or shorter than its source.

Implements acceptance case F16. Languages differ, so short texts get room; five times the length
and more is not a translation.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, blocker, warning
from pipeline.model.finding import Finding, IssueType
from pipeline.model.locale import LocaleTag, language_of
from pipeline.model.unit import Unit

__all__ = ["check_length", "narrow"]

_DENSE = frozenset({"ja", "ko", "th", "zh"})
"""Languages whose script says more per character."""
_ROOM = 24
_EXPLODED = 5.0
_LONG = 2.2
_SHORT = 0.4


def _bounds(source: int, locale: LocaleTag) -> tuple[float, float, float]:
    """(shortest, longest, exploded) number of characters for a source of this length."""
    dense = language_of(locale) in _DENSE
    shortest = source * (_SHORT / 3 if dense else _SHORT) - _ROOM / 3
    longest = source * (_LONG / 2 if dense else _LONG) + _ROOM
    return shortest, longest, source * _EXPLODED + _ROOM


def check_length(unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """A warning outside the usual range, a blocker when the text exploded."""
    lengths = [len(source) for source in unit.message.sources]
    for form in forms:
        shortest, longest, exploded = _bounds(max(lengths), context.locale)
        lowest = _bounds(min(lengths), context.locale)[0]
        if not form or min(shortest, lowest) <= len(form) <= longest:
            continue
        if context.registry.is_locked(unit.message):
            return
        message = f"source {max(lengths)} characters, target {len(form)}"
        make = blocker if len(form) > exploded else warning
        yield make("length.ratio", IssueType.LENGTH, message)


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Targets outside the usual range."""
    sources, targets, locale = batch.sources, batch.targets, batch.context.locale
    usual = {length: _bounds(length, locale)[:2] for length in set(map(len, sources))}
    return [
        n
        for n in numbers
        if not (bounds := usual[len(sources[n])])[0] <= len(targets[n]) <= bounds[1]
    ]
