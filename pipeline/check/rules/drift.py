"""`lock.drift`: the source is nearly a locked text and is not.

Held until a person makes it equal, or makes it different.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.context import Context, blocker
from pipeline.model.finding import Finding, IssueType
from pipeline.model.unit import Unit

__all__ = ["check_drift"]


def check_drift(unit: Unit, _forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """At most one finding, with the word diff."""
    hit = context.registry.drift(unit.message)
    if hit is not None:
        yield blocker(
            "lock.drift",
            IssueType.INCONSISTENCY,
            f"the source is {hit.similarity:.0%} like {hit.lock_id} without being equal: {hit}",
        )
