"""`imprimatur.toml` and `policy.toml`: read strictly into the model."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from pipeline.errors import RejectedError
from pipeline.formats.toml import Table, read_toml
from pipeline.model.evidence import Meaning
from pipeline.model.policy import Domain, EngineRule, Limits, Policy, Settings

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
    engines_table = root.table("engines")
    engines = {tag: engines_table.text(tag) for tag in engines_table}
    for tag in engines:
        if tag not in locales:
            engines_table.fault(f"{tag} is not one of the project's locales", code="locale.unknown")
    engines_table.finish()
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
        egress_text=egress_text,
        executor=executor_use,
        executor_tls=executor_tls,
    )


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
        if meaning.takes_back or meaning in meanings:
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
    )


def _domain(table: Table) -> Domain:
    domain = Domain(name=_name(table, "name"), sources=table.texts("sources"))
    if not domain.sources:
        table.fault("sources is empty")
    for source in domain.sources:
        if PurePosixPath(source).is_absolute() or ".." in source.split("/") or "\\" in source:
            table.fault(f"{source!r} leaves source_content/", code="path.outside")
    table.finish()
    return domain


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
