"""Runs the rules over a catalog, or over one candidate before it is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from pipeline.check.context import Context, Rule
from pipeline.check.plain import bare
from pipeline.check.rules import CATALOG_RULES, UNIT_RULES, rules_for
from pipeline.check.traits import characters_of
from pipeline.check.words.lexicon import traits_of
from pipeline.locks.registry import Registry
from pipeline.model.finding import Finding, Severity
from pipeline.model.locale import LocaleTag
from pipeline.model.policy import Limits
from pipeline.model.unit import Catalog, Unit

__all__ = [
    "check_catalog",
    "check_target",
    "check_unit",
    "check_units",
    "check_whole",
    "has_blocker",
]


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
    house: tuple[Rule, ...] = (),
) -> list[Finding]:
    """All findings of a catalog, by unit order and then by code. Obsolete units are not asked.

    `final` says whether a unit is final, for `fuzzy.missing`; without it that rule is silent.
    Findings on how units stand to one another come last.
    """
    found = check_units(
        catalog,
        catalog.units,
        registry=registry,
        source_locale=source_locale,
        final=final,
        max_length=max_length,
        house=house,
    )
    whole = check_whole(catalog, registry=registry, source_locale=source_locale)
    return [finding for findings in found for finding in findings] + whole


def check_units(
    catalog: Catalog,
    units: Iterable[Unit],
    *,
    registry: Registry,
    source_locale: LocaleTag | None = None,
    final: Callable[[Unit], bool] | None = None,
    max_length: int = Limits().string_characters,
    house: tuple[Rule, ...] = (),
) -> list[list[Finding]]:
    """The findings of each of these units of the catalog, in their order."""
    context = Context(
        registry=registry,
        source_locale=source_locale or catalog.source_locale,
        locale=catalog.locale,
        is_final=final,
        max_length=max_length,
        house=house,
    )
    return [check_unit(unit, context) for unit in units]


def check_whole(
    catalog: Catalog, *, registry: Registry, source_locale: LocaleTag | None = None
) -> list[Finding]:
    """What can be seen only from all units together: swapped and inconsistent targets."""
    context = Context(
        registry=registry,
        source_locale=source_locale or catalog.source_locale,
        locale=catalog.locale,
    )
    units = [unit for unit in catalog.units if not registry.is_locked(unit.message)]
    return [
        replace(finding, locale=catalog.locale, key=unit.key)
        for rule in CATALOG_RULES
        for unit, finding in rule(units, context)
    ]


def check_target(
    unit: Unit,
    forms: tuple[str, ...],
    *,
    registry: Registry,
    locale: LocaleTag,
    source_locale: LocaleTag,
    max_length: int = Limits().string_characters,
    house: tuple[Rule, ...] = (),
) -> list[Finding]:
    """The findings that this target would have if it were stored in this unit."""
    context = Context(
        registry=registry,
        source_locale=source_locale,
        locale=locale,
        max_length=max_length,
        house=house,
    )
    return _ask(_rules(unit, forms, context), unit, forms, context)
