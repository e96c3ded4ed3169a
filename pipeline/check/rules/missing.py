"""`lock.missing`, `lock.expired`, `lock.tags`: a lock on this unit has nothing to offer here.

The unit cannot become final until the lock's owner adds, renews or corrects the approved text.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, blocker
from pipeline.model.finding import Finding, IssueType
from pipeline.model.unit import Unit

__all__ = ["check_missing", "narrow"]


def check_missing(unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """One finding per lock, unless the target already broke the same passage."""
    registry = context.registry
    if any(forms) and registry.is_locked(unit.message):
        return
    for fault in registry.missing(unit.message, context.locale):
        yield blocker(fault.code, IssueType.TERMINOLOGY, fault.message)


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Units with a lock."""
    concerned = batch.concerned
    return [n for n in numbers if n in concerned]
