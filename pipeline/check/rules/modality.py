"""`modality.weakened`, `modality.strengthened`: must stays must, may stays may.

Implements issue 5. Reported only where the source says one thing alone and the target the other
alone. Word lists are thin, so these are warnings on people's work; an engine's draft is held.
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
    wanted = traits_of(source, context.source_locale)
    strength = wanted & _BOTH
    if strength in {0, _BOTH}:
        return
    for form in forms:
        target = bare(form, message.flags)
        found = traits_of(target, context.locale) & _BOTH
        if strength == Trait.STRONG and found == Trait.WEAK and not after.has_duty(target):
            yield warning(
                "modality.weakened",
                IssueType.MISTRANSLATION,
                "the source says what must or should be, the target only what may or can be",
            )
        elif (
            strength == Trait.WEAK
            and found == Trait.STRONG
            and not wanted & Trait.NEGATION
            and not before.has_duty(source)
        ):
            yield warning(
                "modality.strengthened",
                IssueType.MISTRANSLATION,
                "the source says what may or can be, the target what must or should be",
            )
