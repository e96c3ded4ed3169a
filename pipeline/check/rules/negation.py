"""`negation.lost`, `negation.gained`: what the source denies, the target denies.

Implements issue 5. Sentence by sentence where both texts have as many, else over the whole text.
Words that say no in another way (invalid, avoid, except) excuse a missing negation. Word lists
are thin, so these are warnings on people's work; an engine's draft is held.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, warning
from pipeline.check.plain import bare
from pipeline.check.words.lexicon import Count, lexicon_of, list_words
from pipeline.model.finding import Finding, IssueType
from pipeline.model.locale import LocaleTag
from pipeline.model.unit import Unit

__all__ = ["check_negation", "narrow"]

_END = re.compile(r"(?<=[.!?。！？؟;:])\s+|(?<=[。！？])")
_NEVER = 1_000
_MILD = (
    "only", "less", "few", "other", "already", "before", "until", "still", "yet", "instead",
    "any", "just", "exceed", "limit", "remov", "delet", "clear", "cancel", "reset", "longer",
    "stop", "skip", "hid", "restrict", "block", "free", "error", "expir", "option", "opt",
)  # fmt: skip
"""English words that excuse a lost negation and do not explain a new one."""


def _denials(text: str, locale: LocaleTag) -> tuple[int, int]:
    """(negations, words that say no softly)."""
    lexicon = lexicon_of(locale)
    if lexicon is None:
        return 0, 0
    if lexicon.inside:
        return lexicon.count(text, Count.NEGATION), lexicon.count(text, Count.SOFT)
    found = lexicon.count_all(text)
    negations = found & Count.MASK
    if negations:
        negations = found >> Count.LEADING & Count.MASK or negations
    return negations, found >> Count.SOFT & Count.MASK


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
    wanted, excused = _denials(source, context.source_locale)
    found, excuses = _denials(target, context.locale)
    if found < wanted and found + excuses < wanted + excused:
        return warning(
            "negation.lost",
            IssueType.MISTRANSLATION,
            f"“{_cut(source)}” denies something that “{_cut(target)}” does not",
        )
    lexicon = lexicon_of(context.locale)
    firm = excused
    if lexicon is not None and lexicon.language in {"ja", "ar"}:  # the thinnest lists
        firm = _NEVER if excused else 0
    else:
        firm -= sum(word.startswith(_MILD) for word in list_words(source))
    if found > wanted == 0 and found + excuses > max(firm, 0):
        return warning(
            "negation.gained",
            IssueType.MISTRANSLATION,
            f"“{_cut(target)}” denies something that “{_cut(source)}” does not",
        )
    return None


def _cut(text: str) -> str:
    text = text.strip()
    return text if len(text) <= 60 else text[:59] + "…"  # noqa: PLR2004 - one line


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Texts of several sentences, and texts that do not deny as often."""
    context = batch.context
    before, after = lexicon_of(context.source_locale), lexicon_of(context.locale)
    if before is None or after is None:
        return []
    sources, targets = batch.bare_sources, batch.bare_targets
    return [
        n
        for n in numbers
        if _denials(sources[n], context.source_locale)[0] != _denials(targets[n], context.locale)[0]
        or (_END.search(sources[n]) and _END.search(targets[n]))
    ]
