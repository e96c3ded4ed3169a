"""`comparison.changed`: less stays less, at least stays at least.

Implements issue 5. A sign before a number that became another sign is a blocker; words that say the
opposite bound are a warning, because the lists of words are thin.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, blocker, warning
from pipeline.check.plain import bare
from pipeline.check.traits import Trait, characters_of
from pipeline.check.words.lexicon import lexicon_of
from pipeline.model.finding import Finding, IssueType
from pipeline.model.unit import Unit
from pipeline.text.patterns import lazy

__all__ = ["check_comparison", "narrow"]

_SIGN = lazy(
    r"(?<![-=<>|A-Za-z0-9_])(<=|>=|[<>≤≥±≈~≠＜＞])[ \u00a0]?[\u2066-\u2069]?(?=[\d+\-−.,])"
)
_COMPARES = Trait.SIGN | Trait.DIGIT
_SAME = {"<=": "≤", ">=": "≥", "＜": "<", "＞": ">"}


def _signs(text: str) -> set[str]:
    if not text or not _SIGN.search(text):
        return set()
    return {_SAME.get(sign, sign) for sign in _SIGN.findall(text)}


def check_comparison(unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """At most one finding per form, where a number or a sign stands."""
    message = unit.message
    if not any(_COMPARES & characters_of(text) for text in (*message.sources, *forms)):
        return
    source = bare(message.sources[-1], message.flags)
    wanted = _signs(source)
    before, after = lexicon_of(context.source_locale), lexicon_of(context.locale)
    for form in forms:
        text = bare(form, message.flags)
        found = _signs(text)
        lost, new = wanted - found, found - wanted
        least = after is not None and after.least.search(text) is not None
        most = after is not None and after.most.search(text) is not None
        words = least or most or after is None
        if lost and (new or not words):
            there = " ".join(sorted(found)) or "none"
            text = f"comparison {' '.join(sorted(lost))} in the source, {there} in the target"
            yield blocker("comparison.changed", IssueType.NUMBERS, text)
            continue
        if before is None or after is None or least == most:
            continue
        low = before.least.search(source) is not None or bool(wanted & {">", "≥"})
        high = before.most.search(source) is not None or bool(wanted & {"<", "≤"})
        if low not in {high, least}:
            text = (
                f"a {'lower' if low else 'upper'} bound in the source, "
                f"{'a lower' if least else 'an upper'} one in the target"
            )
            yield warning("comparison.changed", IssueType.MISTRANSLATION, text)


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Sources with a sign, and targets that say a bound in words."""
    sources, targets = batch.bare_sources, batch.bare_targets
    after = lexicon_of(batch.context.locale)
    if after is None:
        return [n for n in numbers if _SIGN.search(sources[n])]
    least, most = after.least.search, after.most.search
    return [
        n
        for n in numbers
        if _SIGN.search(sources[n]) or (least(targets[n]) is None) is not (most(targets[n]) is None)
    ]
