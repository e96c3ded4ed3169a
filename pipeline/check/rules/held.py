"""`unit.held`: what was offered for this unit was refused; a person must look at it."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.context import Context, blocker
from pipeline.model.finding import Finding, IssueType
from pipeline.model.unit import Unit

__all__ = ["check_held"]


def check_held(unit: Unit, forms: tuple[str, ...], _context: Context) -> Iterator[Finding]:
    """Only while the unit is empty: a target that a person wrote answers the refusal."""
    if unit.held is not None and not any(forms):
        yield blocker(
            "unit.held",
            IssueType.OTHER,
            f"an offer from {unit.held.origin} was refused: {unit.held.code}",
        )
