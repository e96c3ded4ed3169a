"""`unit.held`: what was offered for this unit was refused; a person must look at it."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, blocker, warning
from pipeline.model.finding import Finding, IssueType
from pipeline.model.unit import Unit

__all__ = ["check_held", "narrow"]


def check_held(unit: Unit, forms: tuple[str, ...], _context: Context) -> Iterator[Finding]:
    """A blocker while the unit is empty; a warning when it kept its former target."""
    if unit.held is not None:
        make = warning if any(forms) else blocker
        message = f"an offer from {unit.held.origin} was refused: {unit.held.code}"
        yield make("unit.held", IssueType.OTHER, message)


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Units that are held."""
    units = batch.units
    return [n for n in numbers if units[n].held is not None]
