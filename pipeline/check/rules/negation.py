"""`negation.lost`, `negation.gained`: what the source denies, the target denies.

Implements issue 5. Sentence by sentence where both texts have as many, else over the whole text.
Words that say no in another way (invalid, avoid, except) excuse a missing negation. Word lists
are thin, so these are warnings on people's work; an engine's draft is held.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, warning
from pipeline.check.plain import bare
from pipeline.check.words.lexicon import Count, lexicon_of, list_words
from pipeline.model.finding import Finding, IssueType
from pipeline.model.locale import LocaleTag
from pipeline.model.unit import Unit
from pipeline.text.patterns import lazy

__all__ = ["check_negation", "narrow"]

_END = lazy(r"(?<=[.!?。！？؟;:])\s+|(?<=[。！？])")
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
    return _denials_in(lexicon.count_all(text))


def _denials_in(count: int) -> tuple[int, int]:
    """The same, of a sum of `Count`."""
    found = count & Count.MASK
    if found:
        found = count >> Count.LEADING & Count.MASK or found
    return found, count >> Count.SOFT & Count.MASK


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
        paired = len(before) == len(after) > 1
        pairs = list(zip(before, after, strict=True)) if paired else [(source, target)]
        for one, other in pairs:
            found = _compare(one, other, context)
            if found is not None:
                yield found
                break


def _compare(source: str, target: str, context: Context) -> Finding | None:
    wanted, excused = denied = _denials(source, context.source_locale)
    found, excuses = denies = _denials(target, context.locale)
    if _is_lost(denied, denies):
        return warning(
            "negation.lost",
            IssueType.MISTRANSLATION,
            f"“{_cut(source)}” denies something that “{_cut(target)}” does not",
        )
    if not found > wanted == 0:
        return None
    lexicon = lexicon_of(context.locale)
    firm = excused
    if lexicon is not None and lexicon.language in {"ja", "ar"}:  # the thinnest lists
        firm = _NEVER if excused else 0
    else:
        firm -= sum(word.startswith(_MILD) for word in list_words(source))
    if found + excuses > max(firm, 0):
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
    """Texts of as many sentences, and texts of which one denies what the other does not."""
    context = batch.context
    before, after = lexicon_of(context.source_locale), lexicon_of(context.locale)
    if before is None or after is None:
        return []
    sources, targets = batch.bare_sources, batch.bare_targets
    if before.inside or after.inside:
        one, other = context.source_locale, context.locale
        denials = [(_denials(sources[n], one), _denials(targets[n], other)) for n in numbers]
    else:
        counts = zip(
            map(batch.source_counts.__getitem__, numbers),
            map(batch.target_counts.__getitem__, numbers),
            strict=True,
        )
        denials = [(_denials_in(one), _denials_in(other)) for one, other in counts]
    return [
        n
        for n, (wanted, found) in zip(numbers, denials, strict=True)
        if _is_lost(wanted, found)
        or found[0] > wanted[0] == 0
        or _are_paired(sources[n], targets[n])
    ]


def _is_lost(wanted: tuple[int, int], found: tuple[int, int]) -> bool:
    """Of (negations, words that say no softly) in both: whether too few are found."""
    return found[0] < wanted[0] and sum(found) < sum(wanted)


def _are_paired(source: str, target: str) -> bool:
    """Whether the sentences are compared one by one."""
    if not (_END.search(source) and _END.search(target)):
        return False
    return len(_sentences(source)) == len(_sentences(target)) > 1
