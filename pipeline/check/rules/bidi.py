"""`text.bidi`: overrides, embeddings, and isolates that are not balanced.

Implements acceptance case D05. LRM, RLM, ALM and balanced isolates belong in right-to-left
locales; elsewhere they are noted by `text.invisible`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.check.batch import Batch
from pipeline.check.context import Context, blocker
from pipeline.model.finding import Finding, IssueType
from pipeline.model.unit import Unit
from pipeline.text.bidi import balance_fault

__all__ = ["check_bidi", "narrow"]


def check_bidi(_unit: Unit, forms: tuple[str, ...], _context: Context) -> Iterator[Finding]:
    """At most one finding per form."""
    for number, form in enumerate(forms):
        fault = None if form.isascii() else balance_fault(form)
        if fault is not None:
            message, span = fault
            yield blocker("text.bidi", IssueType.CHARACTERS, message, replace(span, form=number))


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Targets that are not ASCII."""
    targets = batch.targets
    return [n for n in numbers if not targets[n].isascii()]
