"""`pretranslate`: memory, then machine, for what is empty and not locked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.errors import EnvironmentFailedError, Fault, RefusedError
from pipeline.formats.canonical import canonical_json
from pipeline.ledger.event import Action
from pipeline.locks.registry import Registry
from pipeline.memory.exact import build_memory
from pipeline.model.locale import LocaleTag
from pipeline.model.unit import Catalog
from pipeline.pretranslate.egress import EgressRecord
from pipeline.pretranslate.engines.opening import open_engine
from pipeline.pretranslate.engines.protocol import Engine
from pipeline.pretranslate.pretranslate import Pretranslation, pretranslate_catalog
from pipeline.signing.roles import SealType
from pipeline.workflow.acceptance import acceptance
from pipeline.workflow.catalogs import require_catalog, stage_catalog
from pipeline.workflow.events import commit
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.project import Project, select_locales
from pipeline.workflow.registry import read_registry
from pipeline.workflow.seals import require_sealed
from pipeline.workflow.states import States, states_of
from pipeline.workflow.trusting import stand_on
from pipeline.workspace import layout

__all__ = ["PretranslateOptions", "pretranslate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PretranslateOptions:
    """What the person asked for."""

    environ: Mapping[str, str]
    """The process's environment: engines take their keys from it, nobody else reads it."""
    engine: str | None = None
    """Use this engine for every locale instead of the settings'."""
    retry: bool = False
    """Try held units again."""
    progress: Callable[[str, int, int], None] | None = None
    """Called with the locale, units done, units in all."""


def pretranslate(project: Project, locales: Sequence[str], options: PretranslateOptions) -> Outcome:
    """Fills empty unlocked units from memory and the locale's engine; refused answers are held.

    The policy says which engines may be asked and where, so it must be sealed as it lies there.
    An engine that is not there leaves its units open and says so; the other locales go on.
    """
    require_sealed(project, SealType.POLICY)
    registry = read_registry(project)
    standing = stand_on(project, None)
    lines, data, talk, held = [], [], list[str](), list[Fault]()
    for domain in project.domains:
        for locale in select_locales(project, locales):
            catalog = require_catalog(project, locale, domain.name)
            states = states_of(project, registry, locale, domain.name, standing)
            engine, remark = _engine(project, locale, options)
            talk += [remark] if remark else []
            try:
                result = _pretranslate_one(
                    project,
                    catalog,
                    registry,
                    states,
                    engine=engine,
                    options=options,
                    held=held,
                )
            finally:
                if engine is not None:
                    engine.close()
            stage_catalog(project, result.catalog, states.is_final)
            _record(project, result.egress)
            counts = {
                "from_memory": len(result.from_memory),
                "from_engine": len(result.from_engine),
                "held": len(result.held),
            }
            data.append({"domain": domain.name, "locale": locale, **counts})
            lines.append(
                f"{domain.name} {locale}: {counts['from_memory']} from memory, "
                f"{counts['from_engine']} from {engine.name if engine else 'no engine'}, "
                f"{counts['held']} held"
            )
    return Outcome(
        verb="pretranslate",
        lines=tuple(lines),
        data={"catalogs": data},
        held=tuple(held),
        changed=commit(project, Action.UNIT_MT_TRANSLATED),
        talk=tuple(dict.fromkeys(talk)),
        next="imprimatur check",
    )


def _engine(
    project: Project, locale: LocaleTag, options: PretranslateOptions
) -> tuple[Engine | None, str]:
    name = options.engine or project.settings.engines.get(locale, "none")
    if name == "none":
        return None, ""
    hosts = {rule.name: rule.hosts for rule in project.policy.engines}
    if name not in hosts:
        raise RefusedError.of(
            "engine.not_allowed",
            f"{layout.POLICY} does not allow the engine {name!r}",
            path=layout.SETTINGS,
            hint="allowed: " + (", ".join(sorted(hosts)) or "none"),
        )
    try:
        return (
            open_engine(
                name,
                source_locale=project.settings.source_locale,
                locale=locale,
                options=project.settings.engine_options.get(name, {}),
                allowed_hosts=hosts[name],
                environ=options.environ,
            ),
            "",
        )
    except EnvironmentFailedError as error:
        return None, f"{locale}: {error}; its units stay open"


def _pretranslate_one(
    project: Project,
    catalog: Catalog,
    registry: Registry,
    states: States,
    *,
    engine: Engine | None,
    options: PretranslateOptions,
    held: list[Fault],
) -> Pretranslation:
    locale = catalog.locale
    memory = build_memory(
        (unit.message, locale, unit.forms, "signed")
        for unit in (*catalog.units, *catalog.obsolete)
        if states.is_final(unit)
    )
    progress = options.progress
    result = pretranslate_catalog(
        catalog,
        registry=registry,
        memory=memory,
        engine=engine,
        source_locale=project.settings.source_locale,
        accept=acceptance(project, registry, locale),
        retry=options.retry,
        progress=(lambda done, total: progress(locale, done, total)) if progress else None,
    )
    path = layout.catalog(locale, catalog.domain)
    refused = {unit.key: unit.held.origin for unit in result.catalog.units if unit.held is not None}
    held += [
        Fault(
            code=code,
            message=f"{key.source[:60]!r} from {refused[key]}",
            path=path,
            hint=f"imprimatur explain {code}",
        )
        for key, code in result.held.items()
    ]
    held += [result.fault] if result.fault is not None else []
    return result


def _record(project: Project, egress: Sequence[EgressRecord]) -> None:
    """What left for an engine, one line each; kept outside version control."""
    lines = [
        canonical_json(
            {
                "sha256": record.digest.hex,
                "text": record.text,
                "engine": record.engine,
                "version": record.version,
                "locale": record.locale,
                "as_of": project.as_of.isoformat(),
            }
        )
        for record in egress
    ]
    project.workspace.append(layout.EGRESS, lines)
