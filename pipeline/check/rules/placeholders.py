"""`placeholder.mismatch`: every placeholder of the source occurs as often in the target.

Implements acceptance case E07. Order is free; spelling is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, blocker
from pipeline.model.finding import Finding, IssueType, Span
from pipeline.model.unit import Unit
from pipeline.text.placeholders import (
    find_placeholders,
    has_same_placeholders,
    placeholders_of,
    wanted_placeholders,
)

__all__ = ["check_placeholders", "narrow"]


def check_placeholders(unit: Unit, forms: tuple[str, ...], _context: Context) -> Iterator[Finding]:
    """Compares multisets, per form; a plural form may leave out the count."""
    message = unit.message
    if not message.flags:
        return
    for number, form in enumerate(forms):
        found = Counter(placeholders_of(form, message.flags))
        wanted, optional = wanted_placeholders(message.sources, message.flags, number)
        missing, extra = wanted - found - optional, found - wanted
        if not missing and not extra:
            continue
        count = sum(wanted.values())
        parts = [f"missing {name}" for name in sorted(missing.elements())]
        parts += [f"not in the source {name}" for name in sorted(extra.elements())]
        span = next(
            (
                Span(place.start, place.end, number)
                for place in find_placeholders(form, message.flags)
                if form[place.start : place.end] in extra
            ),
            None,
        )
        yield blocker(
            "placeholder.mismatch",
            IssueType.MARKUP,
            f"expected {count} placeholders, found {sum(found.values())}: {', '.join(parts)}",
            span,
        )


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Messages of some format, in which the placeholders are not plainly the same."""
    sources, targets, messages = batch.sources, batch.targets, batch.messages
    return [
        n
        for n in numbers
        if (flags := messages[n].flags) and not has_same_placeholders(sources[n], targets[n], flags)
    ]
