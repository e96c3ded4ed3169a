"""Offers: answers put into the forms of a unit, and the code of what refuses them.

Offers are judged many at once: the injected rules go over a batch in far less time than over its
units one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.model.locale import LocaleTag
from pipeline.model.unit import Unit
from pipeline.pretranslate.jobs import Job
from pipeline.pretranslate.judge import judge_answer, judge_raw, judge_text
from pipeline.pretranslate.locked import LockView
from pipeline.pretranslate.protect import Piece, restore
from pipeline.pretranslate.repair import repair
from pipeline.pretranslate.rounds import Answers

__all__ = ["Accept", "Offer", "make_offer", "refusals"]

Accept = Callable[[Sequence[tuple[Unit, tuple[str, ...]]]], Sequence[str | None]]
"""For each unit's candidate, the code of what refuses it, or None."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What the answers make of one job: its forms, or the code of what is wrong with them."""

    job: Job
    pieces: tuple[tuple[Piece, ...], ...]
    forms: tuple[str, ...]
    code: str | None


def make_offer(
    job: Job, answers: Answers, *, source_locale: LocaleTag, locale: LocaleTag, engine: str
) -> Offer | None:
    """The offer for this job; None while an answer is missing."""
    refused = None
    for text in job.texts:
        if text not in answers.pieces:
            refused = refused or answers.refused.get(text)
            if refused is None:
                return None
    if refused is not None:
        return Offer(job, (), (), refused)
    forms: list[tuple[Piece, ...]] = []
    code: str | None = None
    for source, protected in zip(job.sources, job.texts, strict=True):
        pieces = answers.pieces[protected]
        if protected.has_words:
            code = code or judge_raw(protected, pieces, locale=locale, engine=engine)
            pieces = repair(protected, pieces)
            code = code or judge_answer(protected, pieces, locale=locale)
        code = code or judge_text(
            source,
            restore(pieces),
            flags=job.unit.message.flags,
            source_locale=source_locale,
            locale=locale,
        )
        forms.append(pieces)
    return Offer(job, tuple(forms), tuple(map(restore, forms)), code)


def refusals(
    offers: Sequence[tuple[Unit, tuple[str, ...]]],
    *,
    registry: LockView,
    locale: LocaleTag,
    accept: Accept,
) -> list[str | None]:
    """For each, the code of the first lock or injected rule that does not let it pass."""
    found: list[str | None] = []
    for unit, forms in offers:
        faults = registry.violations(unit.message, forms, locale)
        found.append(faults[0].code if faults else None)
    passed = [number for number, code in enumerate(found) if code is None]
    codes = accept([offers[number] for number in passed]) if passed else ()
    for number, code in zip(passed, codes, strict=True):
        found[number] = code
    return found
