"""`tag.mismatch`: the numbered tags of the source occur in the target, closed and not crossing.

Implements acceptance case E05 for our own tags.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, blocker
from pipeline.model.finding import Finding, IssueType
from pipeline.model.unit import Unit
from pipeline.text.tags import TAG, tag_faults

__all__ = ["check_tags", "narrow"]


def check_tags(unit: Unit, forms: tuple[str, ...], _context: Context) -> Iterator[Finding]:
    """One finding per form."""
    sources = unit.message.sources
    for number, form in enumerate(forms):
        if "<" not in form and "<" not in unit.message.source:
            continue
        faults = tag_faults(sources[0 if number == 0 else -1], form)
        if faults and len(sources) > 1 and not tag_faults(sources[-1], form):
            continue
        if faults:
            yield blocker("tag.mismatch", IssueType.MARKUP, "; ".join(faults))


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Texts with a tag."""
    sources, targets = batch.sources, batch.targets
    return [n for n in numbers if TAG.search(targets[n]) or TAG.search(sources[n])]
