"""The rules, one per file, in the order they are asked."""

from __future__ import annotations

from pipeline.check.context import Rule
from pipeline.check.rules.bidi import check_bidi
from pipeline.check.rules.characters import check_characters
from pipeline.check.rules.drift import check_drift
from pipeline.check.rules.empty import check_empty
from pipeline.check.rules.fuzzy import check_fuzzy
from pipeline.check.rules.held import check_held
from pipeline.check.rules.length import check_length
from pipeline.check.rules.limits import check_limits
from pipeline.check.rules.links import check_links
from pipeline.check.rules.locks import check_locks
from pipeline.check.rules.markup import check_markup
from pipeline.check.rules.missing import check_missing
from pipeline.check.rules.no_break import check_no_break
from pipeline.check.rules.numbers import check_numbers
from pipeline.check.rules.placeholders import check_placeholders
from pipeline.check.rules.repetition import check_repetition
from pipeline.check.rules.tags import check_tags
from pipeline.check.rules.template import check_template
from pipeline.check.rules.unchanged import check_unchanged
from pipeline.check.rules.whitespace import check_whitespace

__all__ = ["TARGET_RULES", "UNIT_RULES"]

TARGET_RULES: tuple[Rule, ...] = (
    check_limits,
    check_locks,
    check_placeholders,
    check_tags,
    check_numbers,
    check_markup,
    check_links,
    check_template,
    check_bidi,
    check_characters,
    check_length,
    check_repetition,
    check_unchanged,
    check_whitespace,
    check_no_break,
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
