"""`lock.*`, `term.missing`, `text.isolate`: law 7, as the registry judges it.

Implements acceptance cases D01, D02, D03 and D09. No setting and no waiver switches this off.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, blocker
from pipeline.model.finding import Finding, IssueType
from pipeline.model.unit import Unit

__all__ = ["check_locks", "narrow"]


def check_locks(unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """One finding per fault."""
    for fault in context.registry.violations(unit.message, forms, context.locale):
        kind = IssueType.CHARACTERS if fault.code == "text.isolate" else IssueType.TERMINOLOGY
        yield blocker(fault.code, kind, fault.message, fault.span)


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Units with a lock, and targets with a locked name."""
    context = batch.context
    found = batch.concerned | context.registry.may_violate(batch.targets, context.locale)
    return [n for n in numbers if n in found]
