"""The rules, one per file, with what a text must hold before they are asked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from pipeline.check.context import CatalogRule, Rule
from pipeline.check.rules.bidi import check_bidi
from pipeline.check.rules.brackets import check_brackets
from pipeline.check.rules.capitals import check_capitals
from pipeline.check.rules.characters import check_characters
from pipeline.check.rules.comparison import check_comparison
from pipeline.check.rules.dates import check_dates
from pipeline.check.rules.display import check_display
from pipeline.check.rules.drift import check_drift
from pipeline.check.rules.empty import check_empty
from pipeline.check.rules.ending import check_ending
from pipeline.check.rules.fuzzy import check_fuzzy
from pipeline.check.rules.held import check_held
from pipeline.check.rules.icu import check_icu
from pipeline.check.rules.inconsistent import check_inconsistent
from pipeline.check.rules.length import check_length
from pipeline.check.rules.limits import check_limits
from pipeline.check.rules.links import check_links
from pipeline.check.rules.locks import check_locks
from pipeline.check.rules.look_alike import check_look_alike
from pipeline.check.rules.markdown import check_markdown
from pipeline.check.rules.markup import check_markup
from pipeline.check.rules.measures import check_measures
from pipeline.check.rules.missing import check_missing
from pipeline.check.rules.modality import check_modality
from pipeline.check.rules.negation import check_negation
from pipeline.check.rules.no_break import check_no_break
from pipeline.check.rules.normal_form import check_normal_form
from pipeline.check.rules.numbers import check_numbers
from pipeline.check.rules.phones import check_phones
from pipeline.check.rules.placeholders import check_placeholders
from pipeline.check.rules.plurals import check_plurals
from pipeline.check.rules.punctuation import check_punctuation
from pipeline.check.rules.ranges import check_ranges
from pipeline.check.rules.repetition import check_repetition
from pipeline.check.rules.script import check_script
from pipeline.check.rules.spelled import check_spelled
from pipeline.check.rules.swapped import check_swapped
from pipeline.check.rules.tags import check_tags
from pipeline.check.rules.template import check_template
from pipeline.check.rules.terms import check_terms
from pipeline.check.rules.times import check_times
from pipeline.check.rules.typography import check_typography
from pipeline.check.rules.unchanged import check_unchanged
from pipeline.check.rules.whitespace import check_whitespace
from pipeline.check.traits import ALWAYS, Trait

__all__ = ["CATALOG_RULES", "TARGET_RULES", "UNIT_RULES", "Entry", "rules_for"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule, and the traits of which source and target must hold one."""

    rule: Rule
    wants: int = ALWAYS


_COMPARES = Trait.SIGN | Trait.DIGIT
TARGET_RULES: tuple[Entry, ...] = (
    Entry(check_limits),
    Entry(check_locks),
    Entry(check_terms),
    Entry(check_plurals),
    Entry(check_placeholders, Trait.BRACE | Trait.PERCENT),
    Entry(check_icu, Trait.BRACE),
    Entry(check_tags, Trait.ANGLE),
    Entry(check_numbers, Trait.DIGIT),
    Entry(check_measures, Trait.DIGIT),
    Entry(check_ranges, Trait.DIGIT),
    Entry(check_phones, Trait.DIGIT),
    Entry(check_times, Trait.DIGIT),
    Entry(check_dates, Trait.DIGIT | Trait.MONTH),
    Entry(check_comparison, _COMPARES),
    Entry(check_spelled, Trait.NUMBER_WORD),
    Entry(check_negation, Trait.NEGATION),
    Entry(check_modality, Trait.STRONG | Trait.WEAK),
    Entry(check_markup, Trait.MARKUP | Trait.ADDRESS | Trait.BRACKET),
    Entry(check_links, Trait.ADDRESS | Trait.TYPOGRAPHIC),
    Entry(check_template, Trait.BRACE | Trait.BRACKET),
    Entry(check_markdown, Trait.MARKDOWN | Trait.BRACKET),
    Entry(check_bidi, Trait.CONTROL),
    Entry(check_characters, Trait.CONTROL),
    Entry(check_look_alike, Trait.FOREIGN),
    Entry(check_normal_form, Trait.MARK),
    Entry(check_script),
    Entry(check_display, Trait.DIGIT),
    Entry(check_length),
    Entry(check_repetition),
    Entry(check_unchanged),
    Entry(check_whitespace),
    Entry(check_capitals),
    Entry(check_ending),
    Entry(check_brackets, Trait.BRACKET),
    Entry(check_typography, Trait.TYPOGRAPHIC),
    Entry(check_no_break),
    Entry(check_punctuation),
)
"""Rules on a target that is there, or is offered."""

UNIT_RULES: tuple[Rule, ...] = (
    check_empty,
    check_missing,
    check_drift,
    check_held,
    check_fuzzy,
)
"""Rules on a unit as it stands in its catalog, with or without a target."""

CATALOG_RULES: tuple[CatalogRule, ...] = (check_inconsistent, check_swapped)
"""Rules on all units of a catalog together."""


@lru_cache(maxsize=4096)
def rules_for(traits: int) -> tuple[Rule, ...]:
    """The target rules that can find something where these traits are."""
    return tuple(
        entry.rule for entry in TARGET_RULES if entry.wants == ALWAYS or entry.wants & traits
    )
