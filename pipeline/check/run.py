"""Runs the rules over a catalog, or over one candidate before it is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import islice

from pipeline.check.batch import Batch
from pipeline.check.context import Context, Rule
from pipeline.check.rules import CATALOG_RULES, TARGET_RULES, UNIT_RULES, Entry
from pipeline.locks.registry import Registry
from pipeline.model.finding import Finding, Severity
from pipeline.model.locale import LocaleTag
from pipeline.model.policy import Limits
from pipeline.model.unit import Catalog, Unit

__all__ = [
    "check_catalog",
    "check_target",
    "check_targets",
    "check_units",
    "check_whole",
    "has_blocker",
]

_TOGETHER = 20_000
"""Units that are narrowed at once."""


def has_blocker(findings: Iterable[Finding]) -> bool:
    """Whether any of them closes the gate."""
    return any(finding.severity is Severity.BLOCKER for finding in findings)


def _order(finding: Finding) -> tuple[str, int, int, str]:
    span = finding.span
    place = (-1, -1) if span is None else (span.form, span.start)
    return finding.code, *place, finding.message


def _ask(batch: Batch, *, stored: bool) -> list[list[Finding]]:
    """The findings of each unit, sorted by code and place; `stored`: as it stands, too."""
    found: list[list[Finding]] = [[] for _ in batch.units]
    house = tuple(Entry(rule) for rule in batch.context.house)
    asked = batch.filled if stored else list(range(len(batch.units)))
    for entry in (*TARGET_RULES, *house):
        _add(found, entry.rule, batch, entry.numbers(batch, asked))
    if stored:
        for entry in UNIT_RULES:
            _add(found, entry.rule, batch, entry.numbers(batch, list(range(len(batch.units)))))
    for findings in found:
        if len(findings) > 1:
            findings.sort(key=_order)
    return found


def _add(found: list[list[Finding]], rule: Rule, batch: Batch, numbers: Iterable[int]) -> None:
    context, units, forms = batch.context, batch.units, batch.forms
    for number in numbers:
        unit = units[number]
        for finding in rule(unit, forms[number], context):
            found[number].append(replace(finding, locale=context.locale, key=unit.key))


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
    found: list[list[Finding]] = []
    some = iter(units)
    while together := tuple(islice(some, _TOGETHER)):
        found += _ask(Batch(together, [unit.forms for unit in together], context), stored=True)
    return found


def check_whole(
    catalog: Catalog, *, registry: Registry, source_locale: LocaleTag | None = None
) -> list[Finding]:
    """What can be seen only from all units together: swapped and inconsistent targets."""
    context = Context(
        registry=registry,
        source_locale=source_locale or catalog.source_locale,
        locale=catalog.locale,
    )
    concerned = registry.concerned([unit.message for unit in catalog.units])
    units = [
        unit
        for number, unit in enumerate(catalog.units)
        if number not in concerned or not registry.is_locked(unit.message)
    ]
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
    return check_targets(
        [(unit, forms)],
        registry=registry,
        locale=locale,
        source_locale=source_locale,
        max_length=max_length,
        house=house,
    )[0]


def check_targets(
    offers: Sequence[tuple[Unit, tuple[str, ...]]],
    *,
    registry: Registry,
    locale: LocaleTag,
    source_locale: LocaleTag,
    max_length: int = Limits().string_characters,
    house: tuple[Rule, ...] = (),
) -> list[list[Finding]]:
    """For each of these targets, the findings it would have if it were stored in its unit."""
    context = Context(
        registry=registry,
        source_locale=source_locale,
        locale=locale,
        max_length=max_length,
        house=house,
    )
    units, forms = [unit for unit, _ in offers], [texts for _, texts in offers]
    return _ask(Batch(units, forms, context), stored=False)
