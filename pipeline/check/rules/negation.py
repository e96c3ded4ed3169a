"""`negation.lost`, `negation.gained`: what the source denies, the target denies.

Implements issue 5. Sentence by sentence where both texts have as many, else over the whole text.
Words that say no in another way (invalid, avoid, except) excuse a missing negation. Word lists
are thin, so these are warnings on people's work; an engine's draft is held.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.check.context import Context, warning
from pipeline.check.plain import bare
from pipeline.check.traits import Trait
from pipeline.check.words.lexicon import lexicon_of, traits_of
from pipeline.model.finding import Finding, IssueType
from pipeline.model.locale import LocaleTag
from pipeline.model.unit import Unit

__all__ = ["check_negation"]

_END = re.compile(r"(?<=[.!?。！？؟;:])\s+|(?<=[。！？])")
_YES, _SOFT, _NO = 2, 1, 0


@lru_cache(maxsize=1024)
def _denial(text: str, locale: LocaleTag) -> int:
    """2: a negator; 1: a word that says no softly; 0: neither."""
    if traits_of(text, locale) & Trait.NEGATION:
        return _YES
    lexicon = lexicon_of(locale)
    return _SOFT if lexicon is not None and lexicon.has_soft(text) else _NO


def _sentences(text: str) -> list[str]:
    return [piece for piece in _END.split(text) if piece and piece.strip()]


def check_negation(unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """At most one finding per form."""
    message = unit.message
    if lexicon_of(context.locale) is None or lexicon_of(context.source_locale) is None:
        return
    if context.registry.is_locked(message):
        return
    source = bare(message.sources[-1], message.flags)
    before = _sentences(source)
    for form in forms:
        target = bare(form, message.flags)
        after = _sentences(target)
        pairs = (
            list(zip(before, after, strict=True))
            if len(before) == len(after) > 1
            else [(source, target)]
        )
        for one, other in pairs:
            found = _compare(one, other, context)
            if found is not None:
                yield found
                break


def _compare(source: str, target: str, context: Context) -> Finding | None:
    wanted, found = _denial(source, context.source_locale), _denial(target, context.locale)
    if wanted == _YES and found == _NO:
        return warning(
            "negation.lost",
            IssueType.MISTRANSLATION,
            f"“{_cut(source)}” denies something, “{_cut(target)}” does not",
        )
    if wanted == _NO and found == _YES:
        return warning(
            "negation.gained",
            IssueType.MISTRANSLATION,
            f"“{_cut(target)}” denies something, “{_cut(source)}” does not",
        )
    return None


def _cut(text: str) -> str:
    text = text.strip()
    return text if len(text) <= 60 else text[:59] + "…"  # noqa: PLR2004 - one line
