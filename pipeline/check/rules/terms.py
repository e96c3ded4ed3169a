"""`term.forbidden`, `term.deprecated`: forms of a term that the registry says are not to be used.

Implements issue 5. Forbidden is a blocker, deprecated a warning; the form to use instead is named.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, blocker, warning
from pipeline.model.finding import Finding, IssueType
from pipeline.model.lock import FormStatus
from pipeline.model.unit import Unit

__all__ = ["check_terms", "narrow"]


def check_terms(unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """One finding per place."""
    for hit in context.registry.unwanted(unit.message, forms, context.locale):
        make = blocker if hit.form.status is FormStatus.FORBIDDEN else warning
        yield make(f"term.{hit.form.status}", IssueType.TERMINOLOGY, str(hit), hit.span)


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Targets with an unwanted form."""
    found = batch.context.registry.may_be_unwanted(batch.targets, batch.context.locale)
    return [n for n in numbers if n in found]
