"""`imprimatur.toml` and `policy.toml`: read strictly into the model."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from pathlib import PurePosixPath

from pipeline.errors import RejectedError
from pipeline.formats.toml import Table, read_toml
from pipeline.model.evidence import Meaning
from pipeline.model.policy import (
    Domain,
    EngineRule,
    Limits,
    PageClass,
    PageRules,
    Policy,
    Settings,
)
from pipeline.model.waiver import WAIVABLE, WAIVING_ROLES, WaiverRule, is_waivable

__all__ = ["parse_policy", "parse_settings"]

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def _name(table: Table, key: str) -> str:
    value = table.text(key)
    if value and not _NAME.fullmatch(value):
        table.fault(f"{key} {value!r} is not a name of a-z, 0-9, - and _")
    return value


def parse_settings(data: bytes, *, path: str) -> Settings:
    """The settings; RejectedError with every fault (`settings.*`, `locale.unknown`)."""
    root = read_toml(data, path=path, code="settings")
    project = _name(root, "project")
    source_locale = root.locale(root.text("source_locale"))
    locales = root.locales("locales")
    if not locales:
        root.fault("locales is empty")
    if source_locale in locales:
        root.fault(f"{source_locale} is the source locale and cannot be a target")
    engines = _per_locale(root.table("engines"), locales)
    back_engines = _per_locale(root.table("back_translation"), locales)
    options_table = root.table("engine")
    options: dict[str, dict[str, str]] = {}
    for name in options_table:
        option = options_table.table(name)
        options[name] = {key: option.text(key) for key in option}
        for key in options[name]:
            if "key" in key or "token" in key or "password" in key:
                option.fault(f"{key}: a secret does not belong into a file of the project")
        option.finish()
    options_table.finish()
    egress = root.table("egress")
    egress_text = egress.flag("text", default=True)
    egress.finish()
    executor = root.table("executor")
    executor_use = executor.text("use", "")
    executor_tls = {
        name: path for name in ("ca", "certificate", "private") if (path := executor.text(name, ""))
    }
    executor.finish()
    root.finish()
    RejectedError.raise_for(root.faults)
    return Settings(
        project=project,
        source_locale=source_locale,
        locales=locales,
        engines=engines,
        engine_options=options,
        back_engines=back_engines,
        egress_text=egress_text,
        executor=executor_use,
        executor_tls=executor_tls,
    )


def _per_locale(table: Table, locales: Sequence[str]) -> dict[str, str]:
    """The engine that a table names for each locale."""
    engines = {tag: table.text(tag) for tag in table}
    for tag in engines:
        if tag not in locales:
            table.fault(f"{tag} is not one of the project's locales", code="locale.unknown")
    table.finish()
    return engines


def parse_policy(data: bytes, *, path: str) -> Policy:
    """The policy; RejectedError with every fault (`policy.*`, `locale.unknown`)."""
    root = read_toml(data, path=path, code="policy")
    version = root.text("version")
    sign_offs_table = root.table("sign_offs", required=True)
    meanings = []
    for text in sign_offs_table.texts("required"):
        try:
            meaning = Meaning(text)
        except ValueError:
            sign_offs_table.fault(f"{text!r} is not a meaning of a signature")
            continue
        if not meaning.signs_off or meaning in meanings:
            sign_offs_table.fault(f"{text!r} cannot be required (again)")
        meanings.append(meaning)
    if not meanings:
        sign_offs_table.fault("required is empty: without a sign-off nothing is ever final")
    sign_offs_table.finish()
    domains = tuple(_domain(table) for table in root.tables("domain"))
    if len({domain.name for domain in domains}) != len(domains):
        root.fault("a domain is named twice")
    markets_table = root.table("markets", required=True)
    markets = {market: markets_table.locales(market) for market in markets_table}
    markets_table.finish()
    engines = []
    for table in root.tables("engine"):
        engines.append(EngineRule(name=_name(table, "name"), hosts=table.texts("hosts", [])))
        table.finish()
    plugins = root.texts("plugins", [])
    limits = _limits(root.table("limits"))
    pages = _pages(root.table("pages"), markets) if "pages" in tuple(root) else None
    waivers = _waivers(root.table("waivers")) if "waivers" in tuple(root) else None
    root.finish()
    RejectedError.raise_for(root.faults)
    return Policy(
        version=version,
        sign_offs=tuple(meanings),
        domains=domains,
        markets=markets,
        engines=tuple(engines),
        plugins=plugins,
        limits=limits,
        pages=pages,
        waivers=waivers,
    )


def _waivers(table: Table) -> WaiverRule:
    """Who may waive what: all of it written out, because no default would be safe."""
    roles, codes = table.texts("roles"), table.texts("codes")
    people = table.integer("people")
    if not roles or not codes:
        table.fault("roles and codes name who may waive what: leave [waivers] out to forbid it")
    for role in roles:
        if role not in WAIVING_ROLES:
            table.fault(f"{role!r} is none of {', '.join(sorted(WAIVING_ROLES))}")
    for code in codes:
        if not is_waivable(code):
            table.fault(f"{code!r} can never be waived; these can: {', '.join(sorted(WAIVABLE))}")
    table.finish()
    return WaiverRule(roles=frozenset(roles), people=people, codes=frozenset(codes))


def _domain(table: Table) -> Domain:
    domain = Domain(name=_name(table, "name"), sources=table.texts("sources"))
    if not domain.sources:
        table.fault("sources is empty")
    _refuse_outside(table, domain.sources)
    table.finish()
    return domain


def _refuse_outside(table: Table, sources: Sequence[str]) -> None:
    for source in sources:
        if PurePosixPath(source).is_absolute() or ".." in source.split("/") or "\\" in source:
            table.fault(f"{source!r} leaves source_content/", code="path.outside")


def _pages(table: Table, markets: Collection[str]) -> PageRules:
    generics_table = table.table("generics")
    generics = {brand: generics_table.text(brand) for brand in generics_table}
    generics_table.finish()
    classes = tuple(_page_class(item, markets, generics) for item in table.tables("class"))
    if not classes:
        table.fault("there is no class: every document would be in none")
    if len({item.name for item in classes}) != len(classes):
        table.fault("a class is named twice")
    table.finish()
    return PageRules(classes=classes, generics=generics)


def _page_class(table: Table, markets: Collection[str], generics: Collection[str]) -> PageClass:
    found = PageClass(
        name=_name(table, "name"),
        documents=table.texts("documents"),
        markets=table.texts("markets", []),
        carries=table.texts("carries", []),
        brands=table.texts("brands", []),
    )
    if not found.documents:
        table.fault("documents is empty")
    _refuse_outside(table, found.documents)
    for key in ("documents", "markets", "carries", "brands"):
        values = getattr(found, key)
        if len(set(values)) != len(values):
            table.fault(f"{key} names something twice")
    for name in (*found.carries, *found.brands):
        if not name or "@" in name:
            table.fault(f"{name!r} is no lock name: locks are named without their revision")
    for market in found.markets:
        if market not in markets:
            table.fault(f"{market!r} is not one of [markets]")
    for brand in found.brands:
        if brand not in generics:
            table.fault(f"{brand} has no generic name in [pages.generics]")
    table.finish()
    return found


def _limits(table: Table) -> Limits:
    default = Limits()
    limits = Limits(
        file_bytes=table.integer("file_bytes", default.file_bytes),
        catalog_units=table.integer("catalog_units", default.catalog_units),
        string_characters=table.integer("string_characters", default.string_characters),
        ceremony_units=table.integer("ceremony_units", default.ceremony_units),
    )
    table.finish()
    return limits
