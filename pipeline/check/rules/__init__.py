"""The rules, one per file, with what a text must hold before they are asked.

`wants` are traits; `narrow`, which stands in the rule's own file, chooses among many units at
once. A rule that declares neither is asked for every target.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.check.batch import Batch, Narrow
from pipeline.check.context import CatalogRule, Rule
from pipeline.check.rules import (
    bidi,
    brackets,
    capitals,
    characters,
    comparison,
    dates,
    display,
    drift,
    empty,
    ending,
    fuzzy,
    held,
    icu,
    length,
    limits,
    links,
    locks,
    look_alike,
    markdown,
    markup,
    measures,
    missing,
    modality,
    negation,
    no_break,
    normal_form,
    numbers,
    phones,
    placeholders,
    plurals,
    punctuation,
    ranges,
    repetition,
    script,
    spelled,
    tags,
    template,
    terms,
    times,
    typography,
    unchanged,
    whitespace,
)
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

__all__ = ["CATALOG_RULES", "TARGET_RULES", "UNIT_RULES", "Entry"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule, and the traits of which source and target must hold one."""

    rule: Rule
    wants: int = ALWAYS
    narrow: Narrow | None = None

    def numbers(self, batch: Batch, asked: list[int]) -> list[int]:
        """Of the units with these numbers, those in which the rule can find something."""
        if self.wants != ALWAYS:
            wants, traits = self.wants, batch.traits
            asked = [number for number in asked if wants & traits[number]]
        if self.narrow is None or not asked:
            return asked
        simple = batch.simple
        found = self.narrow(batch, [number for number in asked if simple[number]])
        return sorted([*found, *(number for number in asked if not simple[number])])


_COMPARES = Trait.SIGN | Trait.DIGIT
TARGET_RULES: tuple[Entry, ...] = (
    Entry(check_limits, narrow=limits.narrow),
    Entry(check_locks, narrow=locks.narrow),
    Entry(check_terms, narrow=terms.narrow),
    Entry(check_plurals, narrow=plurals.narrow),
    Entry(check_placeholders, Trait.BRACE | Trait.PERCENT, narrow=placeholders.narrow),
    Entry(check_icu, Trait.BRACE, narrow=icu.narrow),
    Entry(check_tags, Trait.ANGLE, narrow=tags.narrow),
    Entry(check_numbers, Trait.DIGIT, narrow=numbers.narrow),
    Entry(check_measures, Trait.DIGIT, narrow=measures.narrow),
    Entry(check_ranges, Trait.DIGIT, narrow=ranges.narrow),
    Entry(check_phones, Trait.DIGIT, narrow=phones.narrow),
    Entry(check_times, Trait.DIGIT, narrow=times.narrow),
    Entry(check_dates, Trait.DIGIT | Trait.MONTH, narrow=dates.narrow),
    Entry(check_comparison, _COMPARES, narrow=comparison.narrow),
    Entry(check_spelled, Trait.NUMBER_WORD, narrow=spelled.narrow),
    Entry(check_negation, Trait.NEGATION, narrow=negation.narrow),
    Entry(check_modality, Trait.STRONG | Trait.WEAK, narrow=modality.narrow),
    Entry(check_markup, Trait.MARKUP | Trait.ADDRESS | Trait.BRACKET, narrow=markup.narrow),
    Entry(check_links, Trait.ADDRESS | Trait.TYPOGRAPHIC, narrow=links.narrow),
    Entry(check_template, Trait.BRACE | Trait.BRACKET, narrow=template.narrow),
    Entry(check_markdown, Trait.MARKDOWN | Trait.BRACKET, narrow=markdown.narrow),
    Entry(check_bidi, Trait.CONTROL, narrow=bidi.narrow),
    Entry(check_characters, Trait.CONTROL, narrow=characters.narrow),
    Entry(check_look_alike, Trait.LIKE_LATIN, narrow=look_alike.narrow),
    Entry(check_normal_form, Trait.MARK, narrow=normal_form.narrow),
    Entry(check_script, narrow=script.narrow),
    Entry(check_display, Trait.DIGIT, narrow=display.narrow),
    Entry(check_length, narrow=length.narrow),
    Entry(check_repetition, narrow=repetition.narrow),
    Entry(check_unchanged, narrow=unchanged.narrow),
    Entry(check_whitespace, narrow=whitespace.narrow),
    Entry(check_capitals, narrow=capitals.narrow),
    Entry(check_ending, narrow=ending.narrow),
    Entry(check_brackets, Trait.BRACKET, narrow=brackets.narrow),
    Entry(check_typography, Trait.TYPOGRAPHIC, narrow=typography.narrow),
    Entry(check_no_break, narrow=no_break.narrow),
    Entry(check_punctuation, narrow=punctuation.narrow),
)
"""Rules on a target that is there, or is offered."""

UNIT_RULES: tuple[Entry, ...] = (
    Entry(check_empty, narrow=empty.narrow),
    Entry(check_missing, narrow=missing.narrow),
    Entry(check_drift, narrow=drift.narrow),
    Entry(check_held, narrow=held.narrow),
    Entry(check_fuzzy, narrow=fuzzy.narrow),
)
"""Rules on a unit as it stands in its catalog, with or without a target."""

CATALOG_RULES: tuple[CatalogRule, ...] = (check_inconsistent, check_swapped)
"""Rules on all units of a catalog together."""
