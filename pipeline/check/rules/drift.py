"""`lock.drift`: the source is nearly a locked text and is not.

Held until a person makes it equal, or makes it different.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, blocker
from pipeline.model.finding import Finding, IssueType
from pipeline.model.unit import Unit

__all__ = ["check_drift", "narrow"]


def check_drift(unit: Unit, _forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """At most one finding, with the word diff."""
    hit = context.registry.drift(unit.message)
    if hit is not None:
        yield blocker(
            "lock.drift",
            IssueType.INCONSISTENCY,
            f"the source is {hit.similarity:.0%} like {hit.lock_id} without being equal: {hit}",
        )


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Sources that share words with a locked text."""
    found = batch.context.registry.may_drift(batch.messages)
    return [n for n in numbers if n in found]
