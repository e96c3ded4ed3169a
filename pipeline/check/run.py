"""Runs the rules over a catalog, or over one candidate before it is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from pipeline.check.context import Context, Rule
from pipeline.check.plain import bare
from pipeline.check.rules import UNIT_RULES, rules_for
from pipeline.check.traits import characters_of
from pipeline.check.words.lexicon import traits_of
from pipeline.locks.registry import Registry
from pipeline.model.finding import Finding, Severity
from pipeline.model.locale import LocaleTag
from pipeline.model.policy import Limits
from pipeline.model.unit import Catalog, Unit

__all__ = ["check_catalog", "check_target", "check_unit", "has_blocker"]


def has_blocker(findings: Iterable[Finding]) -> bool:
    """Whether any of them closes the gate."""
    return any(finding.severity is Severity.BLOCKER for finding in findings)


def _ask(
    rules: Iterable[Rule], unit: Unit, forms: tuple[str, ...], context: Context
) -> list[Finding]:
    found = [
        replace(finding, locale=context.locale, key=unit.key)
        for rule in rules
        for finding in rule(unit, forms, context)
    ]
    found.sort(key=_order)
    return found


def _order(finding: Finding) -> tuple[str, int, int, str]:
    span = finding.span
    place = (-1, -1) if span is None else (span.form, span.start)
    return finding.code, *place, finding.message


def check_unit(unit: Unit, context: Context) -> list[Finding]:
    """All findings on one unit as it stands, sorted by code and place."""
    rules: tuple[Rule, ...] = UNIT_RULES
    if any(unit.forms):
        rules = (*_rules(unit, unit.forms, context), *UNIT_RULES)
    return _ask(rules, unit, unit.forms, context)


def _rules(unit: Unit, forms: tuple[str, ...], context: Context) -> tuple[Rule, ...]:
    """The rules that can find something here, and those of the house."""
    message = unit.message
    found = characters_of("".join((*message.sources, *forms)))
    for text in message.sources:
        found |= traits_of(bare(text, message.flags), context.source_locale)
    for text in forms:
        found |= traits_of(bare(text, message.flags), context.locale)
    return (*rules_for(found), *context.house)


def check_catalog(
    catalog: Catalog,
    *,
    registry: Registry,
    source_locale: LocaleTag | None = None,
    final: Callable[[Unit], bool] | None = None,
    max_length: int = Limits().string_characters,
) -> list[Finding]:
    """All findings of a catalog, by unit order and then by code. Obsolete units are not asked.

    `final` says whether a unit is final, for `fuzzy.missing`; without it that rule is silent.
    """
    context = Context(
        registry=registry,
        source_locale=source_locale or catalog.source_locale,
        locale=catalog.locale,
        is_final=final,
        max_length=max_length,
    )
    return [finding for unit in catalog.units for finding in check_unit(unit, context)]


def check_target(
    unit: Unit,
    forms: tuple[str, ...],
    *,
    registry: Registry,
    locale: LocaleTag,
    source_locale: LocaleTag,
    max_length: int = Limits().string_characters,
) -> list[Finding]:
    """The findings that this target would have if it were stored in this unit."""
    context = Context(
        registry=registry, source_locale=source_locale, locale=locale, max_length=max_length
    )
    return _ask(_rules(unit, forms, context), unit, forms, context)
