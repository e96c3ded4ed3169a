"""`date.changed`: a named month stays that month; 03/04/2024 is not read the other way round.

Implements issue 5. Days and years are numbers and `number.changed` sees them. A numeric date whose
day and month could be exchanged, left in the source's order where the locale writes another, is
a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, blocker, warning
from pipeline.check.plain import bare
from pipeline.check.words.lexicon import lexicon_of, words_in
from pipeline.model.finding import Finding, IssueType, Span
from pipeline.model.locale import LocaleTag
from pipeline.model.unit import Unit
from pipeline.text.patterns import lazy

__all__ = ["check_dates", "narrow"]

_NAMED = lazy(
    r"(?:(?<=\d )|(?<=\dth )|(?<=\dst )|(?<=\dnd )|(?<=\drd ))([A-Z][a-z]{2,8})\b"
    r"|\b([A-Z][a-z]{2,8})\b\.?(?= \d)"
)
_ALONE = lazy(r"\b[A-Z][a-z]{3,8}\b|\bMay\b")
_WORDS = frozenset({"May", "March", "Sept", "June"})
_PARTS = lazy(r"(\d{1,2})[./-] ?(\d{1,2})")
_NUMERIC = lazy(r"(?<![\d/.-])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/-])")
_TWELVE = 12


def _named(text: str, locale: LocaleTag) -> set[int]:
    """The months named in an English text."""
    lexicon = lexicon_of(locale)
    if lexicon is None:
        return set()
    names = [match[1] or match[2] for match in _NAMED.finditer(text)]
    # away from a number, *may*, *march* and short forms are other words
    names += [name for name in _ALONE.findall(text) if text == name or name not in _WORDS]
    return {lexicon.months[name.casefold()] for name in names if name.casefold() in lexicon.months}


def check_dates(unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """At most one finding per form."""
    message = unit.message
    source = bare(message.source, message.flags)
    wanted = _named(source, context.source_locale)
    numeric = {match.groups() for match in _NUMERIC.finditer(source)}
    lexicon = lexicon_of(context.locale)
    if lexicon is None or not (wanted or numeric):
        return
    for number, form in enumerate(forms):
        text = bare(form, message.flags)
        found = {lexicon.months[word] for word in words_in(text) if word in lexicon.months}
        found |= {int(month) for month in re.findall(r"(\d{1,2})月", text)}
        digits = {int(token) for pair in _PARTS.findall(text) for token in pair}
        lost, new = wanted - found - digits, found - wanted
        if wanted and lost and new:
            months = f"month {_listed(lost)} of the source, month {_listed(new)} in the target"
            yield blocker("date.changed", IssueType.NUMBERS, months)
            continue
        yield from _numeric(text, numeric, number, context)


def _numeric(
    text: str, numeric: set[tuple[str | None, ...]], number: int, context: Context
) -> Iterator[Finding]:
    for match in _NUMERIC.finditer(text):
        first, second = int(match[1]), int(match[2])
        ambiguous = first != second and first <= _TWELVE and second <= _TWELVE
        if match.groups() in numeric and ambiguous and context.source_locale.endswith("-US"):
            message = (
                f"{match.group()} is month, day, year in the source; "
                f"{context.locale} reads day, month, year"
            )
            yield warning(
                "date.changed", IssueType.NUMBERS, message, Span(match.start(), match.end(), number)
            )
            return


def _listed(months: set[int]) -> str:
    return ", ".join(map(str, sorted(months)))


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Sources with the name of a month, or with a date in digits."""
    sources, locale = batch.bare_sources, batch.context.source_locale
    return [n for n in numbers if _NUMERIC.search(sources[n]) or _named(sources[n], locale)]
