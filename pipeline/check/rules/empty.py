"""`target.empty`: nobody has filled this unit (a note), or only some plural forms (a blocker)."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, blocker, note
from pipeline.model.finding import Finding, IssueType
from pipeline.model.unit import Unit

__all__ = ["check_empty", "narrow"]


def check_empty(unit: Unit, forms: tuple[str, ...], _context: Context) -> Iterator[Finding]:
    """An open unit is normal while work goes on: the gate asks for it to be filled."""
    if not any(forms):
        yield note("target.empty", IssueType.UNTRANSLATED, "there is no target yet")
    elif not unit.has_target:
        empty = [str(number) for number, form in enumerate(forms) if not form]
        yield blocker(
            "target.empty",
            IssueType.OMISSION,
            f"{len(forms)} plural forms, empty: {', '.join(empty)}",
        )


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Units without a form, or with an empty one."""
    forms = batch.forms
    return [n for n in numbers if not forms[n] or not all(forms[n])]
