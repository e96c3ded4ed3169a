"""`text.no_break`, `lock.sign`: spaces where a line may break, and trademark signs of names.

Warnings: a number parted from its unit at a line's end misleads; a sign that the source has on a
name, or has not, is a decision of the market's lawyers and not of a translator.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.check.batch import Batch
from pipeline.check.context import Context, warning
from pipeline.check.traits import Trait
from pipeline.locks.law import forms_of
from pipeline.model.finding import Finding, IssueType
from pipeline.model.unit import Unit
from pipeline.text.no_break import SIGNS, breakable, has_breakable, spaced_sign
from pipeline.text.tags import strip_tags
from pipeline.text.words import occurrences

__all__ = ["check_no_break", "narrow"]


def check_no_break(unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """At most one finding per form and code, and per name."""
    for number, form in enumerate(forms):
        span = breakable(form, context.locale)
        if span is not None:
            message = (
                f"“{form[max(0, span.start - 6) : span.end + 4]}” may break at U+0020 SPACE: "
                f"{context.locale} wants U+00A0 NO-BREAK SPACE or U+202F there"
            )
            place = replace(span, form=number)
            yield warning("text.no_break", IssueType.WHITESPACE, message, place)
        span = spaced_sign(form)
        if span is not None:
            message = f"a space before “{form[span.end]}”: it belongs to the word"
            place = replace(span, form=number)
            yield warning("text.no_break", IssueType.WHITESPACE, message, place)
    if len(forms) == 1:
        yield from _signs(unit, forms[0], context)


def _signs(unit: Unit, form: str, context: Context) -> Iterator[Finding]:
    """Names whose ®, ™ or ℠ came or went."""
    locks = context.registry.match(unit.message)
    if locks.passage:
        return
    source, target = strip_tags(unit.message.source), strip_tags(form)
    names = {hit.lock.id: hit for hit in locks.terms if hit.lock.kind.is_exact_term}
    for lock_id, hit in names.items():
        wanted = _after(source, (hit.text,))
        found = _after(target, forms_of(hit.lock, context.locale, hit.text))
        if wanted != found:
            shown = [", ".join(signs) or "none" for signs in (wanted, found)]
            message = (
                f"signs of “{hit.text}” ({lock_id}): the source has {shown[0]}, here {shown[1]}"
            )
            yield warning("lock.sign", IssueType.TERMINOLOGY, message)


def _after(text: str, names: tuple[str, ...]) -> list[str]:
    ends = (at + len(name) for name in names for at in occurrences(text, name))
    return sorted(text[end] for end in ends if end < len(text) and text[end] in SIGNS)


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Targets with a digit, where that matters, texts with a trademark sign, and locked names."""
    traits, concerned = batch.traits, batch.concerned
    wants = Trait.TRADEMARK | (Trait.DIGIT if has_breakable(batch.context.locale) else 0)
    return [n for n in numbers if traits[n] & wants or n in concerned]
