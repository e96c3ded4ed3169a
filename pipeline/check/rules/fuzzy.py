"""`fuzzy.missing`: law 3, a target that is not final carries `fuzzy`.

Without it a plain `msgfmt` would ship what nobody signed.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, blocker
from pipeline.model.finding import Finding, IssueType
from pipeline.model.unit import Unit

__all__ = ["check_fuzzy", "narrow"]


def check_fuzzy(unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """Judged only where the caller knows which units are final."""
    if context.is_final is None or unit.fuzzy or not any(forms):
        return
    if not context.is_final(unit):
        yield blocker(
            "fuzzy.missing",
            IssueType.NON_CONFORMANCE,
            "this target is not final and is not marked fuzzy: a plain msgfmt would ship it",
        )


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Units with a target that is not marked, where somebody knows which are final."""
    if batch.context.is_final is None:
        return []
    units = batch.units
    return [n for n in numbers if not units[n].fuzzy]
