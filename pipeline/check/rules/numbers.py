"""`number.changed`: the numbers of the source are those of the target, as its locale writes them.

Implements acceptance case F11: 10 mg is not 100 mg; 1,000 in English is 1.000 in German.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.context import Context, blocker
from pipeline.model.finding import Finding, IssueType, Span
from pipeline.model.unit import Unit
from pipeline.text.numbers import missing_numbers
from pipeline.text.placeholders import without_placeholders
from pipeline.text.tags import strip_tags

__all__ = ["check_numbers"]


def check_numbers(unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """One finding per form, naming what is lost and what is new."""
    message = unit.message
    if context.registry.is_locked(message):
        return
    sources = [strip_tags(without_placeholders(text, message.flags)) for text in message.sources]
    for number, form in enumerate(forms):
        target = strip_tags(without_placeholders(form, message.flags))
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
