"""`modality.weakened`, `modality.strengthened`: must stays must, may stays may.

Implements issue 5. Reported where words of duty went and words of leave came in, or the other
way round. Word lists are thin, so these are warnings on people's work; an engine's draft is held.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pipeline.check.batch import Batch
from pipeline.check.context import Context, warning
from pipeline.check.plain import bare
from pipeline.check.words.lexicon import Compiled, Count, lexicon_of
from pipeline.model.finding import Finding, IssueType
from pipeline.model.unit import Unit

__all__ = ["check_modality", "narrow"]

_PLACES = (Count.STRONG, Count.WEAK, Count.DUTY)


def check_modality(unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """At most one finding per form."""
    message = unit.message
    before, after = lexicon_of(context.source_locale), lexicon_of(context.locale)
    if before is None or after is None or context.registry.is_locked(message):
        return
    source = bare(message.sources[-1], message.flags)
    wanted = _counts(before, source)
    for form in forms:
        found = _counts(after, bare(form, message.flags))
        if _is_weakened(wanted, found):
            yield warning(
                "modality.weakened",
                IssueType.MISTRANSLATION,
                f"the source says {wanted.strong} times what must or should be, "
                f"the target {found.duty} times, and {found.weak} times what may or can be",
            )
        elif _is_strengthened(wanted, found):
            yield warning(
                "modality.strengthened",
                IssueType.MISTRANSLATION,
                f"the source says {wanted.weak} times what may or can be, "
                f"the target {found.weak} times, and more often what must or should be",
            )


class _Counts(NamedTuple):
    """How many words say what must be, what may be, and what must be in any form."""

    strong: int
    weak: int
    duty: int


def _counts(lexicon: Compiled, text: str) -> _Counts:
    if lexicon.inside:
        return _Counts(*(lexicon.count(text, place) for place in _PLACES))
    return _summed(lexicon.count_all(text))


def _summed(count: int) -> _Counts:
    mask = Count.MASK
    return _Counts(
        count >> Count.STRONG & mask, count >> Count.WEAK & mask, count >> Count.DUTY & mask
    )


def _is_weakened(wanted: _Counts, found: _Counts) -> bool:
    return found.duty < wanted.strong and found.weak > wanted.weak


def _is_strengthened(wanted: _Counts, found: _Counts) -> bool:
    return found.weak < wanted.weak and found.strong > wanted.duty


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Texts whose words of duty and of leave differ in number."""
    before = lexicon_of(batch.context.source_locale)
    after = lexicon_of(batch.context.locale)
    if before is None or after is None:
        return []
    if before.inside or after.inside:
        sources, targets = batch.bare_sources, batch.bare_targets
        pairs = [(_counts(before, sources[n]), _counts(after, targets[n])) for n in numbers]
    else:
        one, other = batch.source_counts, batch.target_counts
        pairs = [(_summed(one[n]), _summed(other[n])) for n in numbers]
    return [
        n
        for n, (wanted, found) in zip(numbers, pairs, strict=True)
        if _is_weakened(wanted, found) or _is_strengthened(wanted, found)
    ]
