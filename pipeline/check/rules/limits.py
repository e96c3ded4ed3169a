"""`limit`: strings so long, or so heaped with marks, that tools and screens break.

Implements acceptance case D08.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, blocker
from pipeline.check.traits import Trait
from pipeline.model.finding import Finding, IssueType, Span
from pipeline.model.unit import Unit
from pipeline.text.patterns import lazy

__all__ = ["check_limits", "narrow"]

MAX_MARKS = 8
MAX_WORD = 500
_MARKS = lazy(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff"
    f"\u20d0-\u20ff\ufe20-\ufe2f]{{{MAX_MARKS + 1},}}"
)
_WORD = lazy(
    "[^\\W\u0e00-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]"
    f"{{{MAX_WORD + 1},}}"
)


def check_limits(_unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """One finding per form and kind."""
    for number, form in enumerate(forms):
        if len(form) > context.max_length:
            yield blocker(
                "limit",
                IssueType.LENGTH,
                f"{len(form)} characters, allowed are {context.max_length}",
            )
        match = None if form.isascii() else _MARKS.search(form)
        if match is not None:
            span = Span(match.start(), match.end(), number)
            message = f"{len(match.group())} combining marks on one letter, allowed: {MAX_MARKS}"
            yield blocker("limit", IssueType.CHARACTERS, message, span)
        word = _WORD.search(form) if len(form) > MAX_WORD else None
        if word is not None:
            message = f"one word of {len(word.group())} characters, allowed: {MAX_WORD}"
            yield blocker(
                "limit", IssueType.LENGTH, message, Span(word.start(), word.end(), number)
            )


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Long targets, and those with marks."""
    targets, traits, marks = batch.targets, batch.traits, Trait.MARK | Trait.CONTROL
    longest = min(MAX_WORD, batch.context.max_length)
    return [n for n in numbers if len(targets[n]) > longest or traits[n] & marks]
