"""`target.inconsistent`, `target.ambiguous`: one text, one translation, and the other way round.

Implements issue 5. The same source in two contexts with different targets, and one target for two
sources that differ in more than case and marks, are notes: both can be right, a person should know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from pipeline.check.context import Context, note
from pipeline.model.finding import Finding, IssueType
from pipeline.model.unit import Unit
from pipeline.text.patterns import lazy

__all__ = ["check_inconsistent"]

_WORDS = lazy(r"\w+")
_FEW = 4
"""One target for several sources is worth a word from this many words on."""


def check_inconsistent(units: Sequence[Unit], _context: Context) -> Iterator[tuple[Unit, Finding]]:
    """One finding on every unit but the first of its group."""
    filled = [unit for unit in units if unit.has_target]
    for first, other in _differing(filled, lambda unit: unit.message.sources, _target):
        text = (
            f"“{other.forms[0][:60]}” here, “{first.forms[0][:60]}” for the same source elsewhere"
        )
        yield other, note("target.inconsistent", IssueType.INCONSISTENCY, text)
    long = [unit for unit in filled if unit.forms[0].count(" ") >= _FEW - 1]
    for first, other in _differing(long, lambda unit: unit.forms, _source):
        text = (
            f"the same target for “{other.message.source[:60]}” and “{first.message.source[:60]}”"
        )
        yield other, note("target.ambiguous", IssueType.INCONSISTENCY, text)


def _differing(
    units: Sequence[Unit],
    same: Callable[[Unit], tuple[str, ...]],
    value: Callable[[Unit], str],
) -> Iterator[tuple[Unit, Unit]]:
    groups: dict[tuple[str, ...], list[Unit]] = defaultdict(list)
    for unit in units:
        groups[same(unit)].append(unit)
    for group in groups.values():
        for other in group[1:]:
            if value(other) != value(group[0]):
                yield group[0], other


def _target(unit: Unit) -> str:
    return "\0".join(unit.forms)


def _source(unit: Unit) -> str:
    return " ".join(_WORDS.findall(unit.message.source.casefold()))
