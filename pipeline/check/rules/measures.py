"""`measure.changed`: units of measure and doses are those of the source.

Implements issue 5: mcg is not mg, µ (U+00B5) is μ (U+03BC), and a dose is a number with its unit:
two doses that exchange their numbers are two changed doses. Percentages and times (hours, days,
weeks) count as measures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from pipeline.check.batch import Batch
from pipeline.check.context import Context, blocker, warning
from pipeline.check.measures import Measure, measures_in
from pipeline.check.plain import bare
from pipeline.check.words.lexicon import lexicon_of
from pipeline.model.finding import Finding, IssueType, Span
from pipeline.model.unit import Unit
from pipeline.text.numbers import numbers_of

__all__ = ["check_measures", "narrow"]


def check_measures(unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """At most one finding per form."""
    message = unit.message
    sources = [
        measures_in(bare(text, message.flags), context.source_locale) for text in message.sources
    ]
    if context.registry.is_locked(message):
        return
    for number, form in enumerate(forms):
        text = bare(form, message.flags)
        target = measures_in(text, context.locale)
        if not target and not any(sources):
            continue
        written = frozenset().union(*(found for _, found in numbers_of(text, context.locale)))
        faults = [_fault(source, target, written) for source in sources]
        if not all(faults):
            continue
        fault = faults[0 if number == 0 else -1]
        assert fault is not None  # noqa: S101 - all() above
        said, at = fault
        # a changed unit is seen beyond doubt only where the language has a list
        make = blocker if lexicon_of(context.locale) else warning
        plain = text == form and form[at.start : at.end] if at else ""
        span = replace(at, form=number) if at and plain else None
        yield make("measure.changed", IssueType.NUMBERS, said, span)


def _fault(
    source: tuple[Measure, ...], target: tuple[Measure, ...], written: frozenset[str]
) -> tuple[str, Span | None] | None:
    """What is wrong, and where; `written` are the readings of all numbers of the target."""
    lost, new = _left_over(source, target), _left_over(target, source)
    if new and (lost or (not source and all(item.symbol for item in new) and _weighs(new))):
        wanted = ", ".join(map(str, lost)) or "no unit"
        return f"the source has {wanted}, the target {', '.join(map(str, new))}", new[0].span
    after = {item.unit for item in target}
    gone = [item for item in lost if item.symbol and item.unit not in after]
    if gone:
        wanted = ", ".join(map(str, gone))
        return f"{wanted} of the source has no such unit in the target", None
    # a number that is not there at all is another rule's finding
    alone = len(source) == 1 and source[0].readings.isdisjoint(written)
    return None if alone else _swapped(source, target)


def _left_over(one: tuple[Measure, ...], other: tuple[Measure, ...]) -> list[Measure]:
    """Measures of the one whose unit stands less often in the other."""
    left = Counter(item.unit for item in other)
    found = []
    for item in one:
        left[item.unit] -= 1
        if left[item.unit] < 0:
            found.append(item)
    return found


_DOSES = frozenset({"mg", "mcg", "ng", "g", "kg", "ml", "µl", "iu", "unit", "mmol", "meq"})
"""Units in which medicine is given: their order is the order of who takes what when."""


def _weighs(measures: list[Measure]) -> bool:
    """Whether these are doses: letters such as `m` or `h` after a number mean many things."""
    return all(len(item.unit) > 1 and item.unit not in {"min", "ms"} for item in measures)


def _swapped(
    source: tuple[Measure, ...], target: tuple[Measure, ...]
) -> tuple[str, Span | None] | None:
    """A number that stands with another unit, or doses of one unit in another order."""
    for unit in dict.fromkeys(item.unit for item in source):
        before = [item for item in source if item.unit == unit]
        after = [item for item in target if item.unit == unit]
        if len(before) != len(after):
            continue
        ordered = all(
            one.readings & other.readings for one, other in zip(before, after, strict=True)
        )
        if ordered or (unit not in _DOSES and _same(before, after)):
            continue
        there = ", ".join(map(str, after))
        return f"{', '.join(map(str, before))} in the source, {there} in the target", after[0].span
    return None


def _same(before: list[Measure], after: list[Measure]) -> bool:
    """Whether these are the same measures in some order."""
    left = list(after)
    for item in before:
        pair = next((other for other in left if other.readings & item.readings), None)
        if pair is None:
            return False
        left.remove(pair)
    return True


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Texts with a measure."""
    before, after = batch.context.source_locale, batch.context.locale
    sources, targets = batch.bare_sources, batch.bare_targets
    return [n for n in numbers if measures_in(targets[n], after) or measures_in(sources[n], before)]
