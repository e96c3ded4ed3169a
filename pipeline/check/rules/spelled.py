"""`number.spelled`: two stays two, twice stays twice.

Implements issue 5: numbers up to twelve in words. Only a word that became the word of another
number is reported: languages count differently, and *both* may be said without a number.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, warning
from pipeline.check.plain import bare
from pipeline.model.finding import Finding, IssueType
from pipeline.model.unit import Unit
from pipeline.text.numbers import NUMBER, spelled_in

__all__ = ["check_spelled", "narrow"]


def check_spelled(unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """At most one finding per form."""
    message = unit.message
    source = bare(message.sources[-1], message.flags)
    written = {token for text in message.sources for token in NUMBER.findall(text)}
    wanted = spelled_in(source, context.source_locale)
    for form in forms:
        text = bare(form, message.flags)
        found = spelled_in(text, context.locale)
        lost = wanted - found - set(NUMBER.findall(text))
        new = found - wanted - written
        if lost and new:
            yield warning(
                "number.spelled",
                IssueType.NUMBERS,
                f"{', '.join(sorted(lost))} in words in the source, "
                f"{', '.join(sorted(new))} in the target",
            )


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Texts that both spell numbers out, and not the same."""
    before, after = batch.context.source_locale, batch.context.locale
    sources, targets = batch.bare_sources, batch.bare_targets
    return [
        n
        for n in numbers
        if (wanted := spelled_in(sources[n], before))
        and (found := spelled_in(targets[n], after))
        and not (wanted <= found or found <= wanted)
    ]
