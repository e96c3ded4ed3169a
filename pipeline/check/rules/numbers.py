"""`number.changed`: the numbers of the source are those of the target, as its locale writes them.

Implements acceptance case F11: 10 mg is not 100 mg; 1,000 in English is 1.000 in German.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, blocker
from pipeline.locks.law import forms_of
from pipeline.model.finding import Finding, IssueType, Span
from pipeline.model.unit import Unit
from pipeline.text.numbers import NUMBER, missing_numbers
from pipeline.text.patterns import lazy
from pipeline.text.placeholders import without_placeholders
from pipeline.text.tags import strip_tags

__all__ = ["check_numbers", "narrow"]

_DIGIT = lazy(r"\d")


def _locked_numbers(unit: Unit, context: Context) -> list[tuple[str, tuple[str, ...]]]:
    """(text in the source, its forms) of every lock hit with a digit on either side.

    Law 7 judges these; `type two` may be the approved form of `type 2`.
    """
    found = []
    for hit in context.registry.match(unit.message).hits:
        forms = forms_of(hit.lock, context.locale, hit.text)
        if forms and any(map(str.isdecimal, "".join((hit.text, *forms)))):
            found.append((hit.text, tuple(sorted(forms, key=len, reverse=True))))
    return found


def _without(text: str, locked: list[tuple[str, tuple[str, ...]]], side: int) -> str:
    for source, forms in locked:
        piece = source if side == 0 else next((form for form in forms if form in text), "")
        if piece:
            text = text.replace(piece, " ", 1)
    return text


def check_numbers(unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """One finding per form, naming what is lost and what is new."""
    message = unit.message
    if not any(map(_DIGIT.search, (*message.sources, *forms))):
        return
    if context.registry.is_locked(message):
        return
    locked = _locked_numbers(unit, context)
    sources = [
        _without(strip_tags(without_placeholders(text, message.flags)), locked, 0)
        for text in message.sources
    ]
    for number, form in enumerate(forms):
        target = _without(strip_tags(without_placeholders(form, message.flags)), locked, 1)
        results = [
            missing_numbers(
                source, target, source_locale=context.source_locale, locale=context.locale
            )
            for source in sources
        ]
        if any(not lost and not new for lost, new in results):
            continue
        if len(forms) > 1 and any(not new for _, new in results):
            continue  # a plural form may say its number in words, or leave it out
        lost, new = results[0 if number == 0 else -1]
        parts = [f"{token} is missing" for token in lost]
        parts += [f"{token} is not in the source" for token in new]
        at = form.find(new[0]) if new else -1
        span = Span(at, at + len(new[0]), number) if at >= 0 else None
        yield blocker("number.changed", IssueType.NUMBERS, "; ".join(parts), span)


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Texts whose numbers are not the same digits in the same order."""
    sources, targets, concerned = batch.bare_sources, batch.bare_targets, batch.concerned
    return [n for n in numbers if n in concerned or not _has_same_digits(sources[n], targets[n])]


def _has_same_digits(source: str, target: str) -> bool:
    """Whether both hold the same numbers, none of them with a sign that locales read otherwise."""
    found = NUMBER.findall(source)
    return found == NUMBER.findall(target) and all(map(str.isdecimal, found))
