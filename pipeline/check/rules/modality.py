"""`modality.weakened`, `modality.strengthened`: must stays must, may stays may.

Implements issue 5. Reported where words of duty went and words of leave came in, or the other
way round. Word lists are thin, so these are warnings on people's work; an engine's draft is held.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.context import Context, warning
from pipeline.check.plain import bare
from pipeline.check.traits import Trait
from pipeline.check.words.lexicon import lexicon_of, traits_of
from pipeline.model.finding import Finding, IssueType
from pipeline.model.unit import Unit

__all__ = ["check_modality"]

_BOTH = Trait.STRONG | Trait.WEAK


def check_modality(unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """At most one finding per form."""
    message = unit.message
    before, after = lexicon_of(context.source_locale), lexicon_of(context.locale)
    if before is None or after is None or context.registry.is_locked(message):
        return
    source = bare(message.sources[-1], message.flags)
    if not traits_of(source, context.source_locale) & _BOTH:
        return
    must, may = before.count(source, Trait.STRONG), before.count(source, Trait.WEAK)
    for form in forms:
        target = bare(form, message.flags)
        weak, duty = after.count(target, Trait.WEAK), after.count_duty(target)
        if duty < must and weak > may:
            yield warning(
                "modality.weakened",
                IssueType.MISTRANSLATION,
                f"the source says {must} times what must or should be, the target {duty} times, "
                f"and {weak} times what may or can be",
            )
        elif weak < may and after.count(target, Trait.STRONG) > before.count_duty(source):
            yield warning(
                "modality.strengthened",
                IssueType.MISTRANSLATION,
                f"the source says {may} times what may or can be, the target {weak} times, "
                "and more often what must or should be",
            )
