"""`text.brackets`: brackets and quotation marks that open also close.

Implements issue 5. Asked only of sources whose own brackets are balanced.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, warning
from pipeline.model.finding import Finding, IssueType
from pipeline.model.unit import Unit

__all__ = ["check_brackets", "narrow"]

_PAIRS = (("(（", ")）"), ("[［", "]］"), ("«", "»"), ("「", "」"), ("『", "』"))


def _open(text: str) -> list[str]:
    """Pairs that do not close, shown as written; an odd number of straight quotes."""
    found = []
    for opening, closing in _PAIRS:
        up = sum(map(text.count, opening))
        down = sum(map(text.count, closing))
        if up != down:
            found.append(f"{opening[0]} {up} times, {closing[0]} {down} times")
    if text.count('"') % 2:
        found.append('an odd number of "')
    return found


def check_brackets(unit: Unit, forms: tuple[str, ...], _context: Context) -> Iterator[Finding]:
    """At most one finding per form."""
    if any(map(_open, unit.message.sources)):
        return
    for form in forms:
        faults = _open(form)
        if faults:
            text = f"balanced in the source, in the target {'; '.join(faults)}"
            yield warning("text.brackets", IssueType.TYPOGRAPHICAL, text)


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Targets in which something does not close."""
    targets = batch.targets
    return [n for n in numbers if not _closes(targets[n]) and _open(targets[n])]


def _closes(text: str) -> bool:
    """Whether an ASCII text surely has no fault."""
    return (
        text.isascii()
        and text.count("(") == text.count(")")
        and text.count("[") == text.count("]")
        and not text.count('"') % 2
    )
