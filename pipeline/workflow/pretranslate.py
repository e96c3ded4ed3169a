"""`pretranslate`: memory, then machine, for what is empty and not locked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.errors import EnvironmentFailedError, Fault, RefusedError
from pipeline.formats.canonical import canonical_json
from pipeline.ledger.event import Action
from pipeline.locks.guard import Writer
from pipeline.memory.exact import SignedThenImported, build_memory
from pipeline.model.locale import LocaleTag
from pipeline.model.unit import Catalog
from pipeline.pretranslate.egress import EgressRecord
from pipeline.pretranslate.engines.opening import (
    open_back_engine,
    open_engine,
    process_environment,
)
from pipeline.pretranslate.engines.protocol import Engine
from pipeline.pretranslate.pretranslate import Pretranslation, pretranslate_catalog
from pipeline.signing.roles import SealType
from pipeline.workflow.acceptance import acceptance
from pipeline.workflow.catalogs import require_catalog, stage_catalog
from pipeline.workflow.events import commit
from pipeline.workflow.jobs import Job, Part, run_jobs
from pipeline.workflow.memory import imported_memory
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.project import Project, select_locales
from pipeline.workflow.quality import stage_signals
from pipeline.workflow.registry import read_registry
from pipeline.workflow.seals import require_sealed
from pipeline.workflow.states import states_of
from pipeline.workflow.trusting import stand_on
from pipeline.workspace import layout
from pipeline.workspace.answers import AnswerFile

__all__ = ["PretranslateOptions", "pretranslate", "pretranslate_part"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PretranslateOptions:
    """What the person asked for."""

    environ: Mapping[str, str] = field(default_factory=dict)
    """The process's environment: engines take their keys from it, nobody else reads it."""
    engine: str | None = None
    """Use this engine for every locale instead of the settings'."""
    retry: bool = False
    """Try held units again."""
    progress: Callable[[str, int, int], None] | None = None
    """Called with the locale, units done, units in all."""
    clock: Callable[[], str] | None = None
    """The instant, for the record of what left; without it the run's own is written."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Travels to a worker without keys: an engine there takes those of its own machine."""
        return _remote_options, (self.engine, self.retry)


def _remote_options(engine: str | None, retry: bool) -> PretranslateOptions:  # noqa: FBT001
    return PretranslateOptions(environ=process_environment(), engine=engine, retry=retry)


def pretranslate(
    project: Project,
    locales: Sequence[str],
    options: PretranslateOptions,
    *,
    executor: str | None = None,
) -> Outcome:
    """Fills empty unlocked units from memory and the locale's engine; refused answers are held.

    The policy says which engines may be asked and where, so it must be sealed as it lies there.
    An engine that is not there leaves its units open and says so; the other locales go on. A dry
    run sends nothing and says what would be sent. An interrupted run commits what came back.
    """
    require_sealed(project, SealType.POLICY)
    if executor or (executor is None and project.settings.executor):
        options = replace(options, progress=None)  # bars are for one catalog at a time
    jobs = [
        Job(verb="pretranslate", domain=domain.name, locale=locale, options=options)
        for domain in project.domains
        for locale in select_locales(project, locales)
    ]
    parts = []
    failed: Part | None = None
    stopped: BaseException | None = None
    for part in run_jobs(project, jobs, executor=executor):
        if part.error is not None:
            failed = part
            break
        parts.append(part)
        stopped = stopped or part.stopped
    changed = commit(project, Action.UNIT_MT_TRANSLATED)
    if failed is not None:
        failed.raise_error()
    return Outcome(
        verb="pretranslate",
        lines=tuple(part.line for part in parts if part.line),
        data={"catalogs": [part.data for part in parts if part.data]},
        held=tuple(fault for part in parts for fault in part.held),
        changed=changed,
        talk=tuple(dict.fromkeys(line for part in parts for line in part.talk)),
        next="imprimatur pretranslate" if stopped else "imprimatur check",
        stopped=stopped,
    )


def pretranslate_part(project: Project, job: Job) -> Part:
    """One catalog: staged as it is after memory and engine."""
    require_sealed(project, SealType.POLICY)
    options: PretranslateOptions = job.options
    locale = job.locale
    catalog = require_catalog(project, locale, job.domain)
    engine, remark = _engine(project, locale, options)
    back, no_back = _back_engine(project, locale, options) if engine is not None else (None, "")
    try:
        result, refused = _pretranslate_one(project, catalog, engine, back, options)
    finally:
        for opened in (engine, back):
            if opened is not None:
                opened.close()
    name = engine.name if engine is not None else "no engine"
    counts = {
        "from_memory": len(result.from_memory),
        "from_engine": len(result.from_engine),
        "held": len(result.held),
    }
    data: dict[str, Any] = {"domain": job.domain, "locale": locale, "engine": name, **counts}
    line = (
        f"{job.domain} {locale}: {counts['from_memory']} from memory, "
        f"{counts['from_engine']} from {name}, {counts['held']} held"
    )
    if result.estimate is not None and engine is not None:
        sending = result.estimate
        data["to_send"] = {
            "texts": sending.texts,
            "characters": sending.characters,
            "remembered": sending.remembered,
        }
        line = (
            f"{job.domain} {locale}: {sending.texts} texts, {sending.characters} characters "
            f"would be sent to {name}; {sending.remembered} are remembered"
        )
        if back is not None:
            line += f"; what comes back would then be sent to {back.name}"
    remarks = [remark, no_back]
    if result.back_fault is not None:
        remarks.append(f"{locale}: no back-translation from there on: {result.back_fault}")
    return Part(
        line=line,
        data=data,
        held=(*_held(result, layout.catalog(locale, catalog.domain)), *refused),
        talk=tuple(filter(None, remarks)),
        stopped=result.stopped,
    )


def _engine(
    project: Project, locale: LocaleTag, options: PretranslateOptions
) -> tuple[Engine | None, str]:
    name = options.engine or project.settings.engines.get(locale, "none")
    try:
        return _open(project, name, locale, options, opener=open_engine), ""
    except EnvironmentFailedError as error:
        return None, f"{locale}: {error}; its units stay open"


def _back_engine(
    project: Project, locale: LocaleTag, options: PretranslateOptions
) -> tuple[Engine | None, str]:
    name = project.settings.back_engines.get(locale, "none")
    try:
        return _open(project, name, locale, options, opener=open_back_engine), ""
    except EnvironmentFailedError as error:
        return None, f"{locale}: {error}; nothing is translated back"


def _open(
    project: Project,
    name: str,
    locale: LocaleTag,
    options: PretranslateOptions,
    *,
    opener: Callable[..., Engine],
) -> Engine | None:
    """The engine of this name if the policy allows it; None for `none`."""
    if name == "none":
        return None
    hosts = {rule.name: rule.hosts for rule in project.policy.engines}
    if name not in hosts:
        raise RefusedError.of(
            "engine.not_allowed",
            f"{layout.POLICY} does not allow the engine {name!r}",
            path=layout.SETTINGS,
            hint="allowed: " + (", ".join(sorted(hosts)) or "none"),
        )
    return opener(
        name,
        source_locale=project.settings.source_locale,
        locale=locale,
        options=project.settings.engine_options.get(name, {}),
        allowed_hosts=hosts[name],
        environ=options.environ,
    )


def _pretranslate_one(
    project: Project,
    catalog: Catalog,
    engine: Engine | None,
    back: Engine | None,
    options: PretranslateOptions,
) -> tuple[Pretranslation, tuple[Fault, ...]]:
    registry = read_registry(project)
    locale = catalog.locale
    states = states_of(project, registry, locale, catalog.domain, stand_on(project, None))
    signed = [unit for unit in (*catalog.units, *catalog.obsolete) if states.is_final(unit)]
    known = build_memory((unit.message, locale, unit.forms, "signed") for unit in signed)
    progress = options.progress
    dry = project.workspace.dry_run

    def record(items: Sequence[EgressRecord]) -> None:
        at = options.clock() if options.clock is not None else project.at
        _record(project, items, at=at)

    result = pretranslate_catalog(
        catalog,
        registry=registry,
        memory=SignedThenImported(known, imported_memory(project, catalog)),
        engine=engine,
        source_locale=project.settings.source_locale,
        accept=acceptance(project, registry, locale, machine=True),
        retry=options.retry,
        progress=(lambda done, total: progress(locale, done, total)) if progress else None,
        record=record,
        store=_store(project, engine, locale) if engine is not None else None,
        estimate=dry,
        signed=[unit.message.source for unit in signed],
        back=back,
        back_store=_store(project, back, locale) if back is not None else None,
    )
    staged = stage_catalog(project, result.catalog, states, Writer.PRETRANSLATE)
    stage_signals(project, result)
    return result, tuple(staged.refused)


def _store(project: Project, engine: Engine, locale: LocaleTag) -> AnswerFile:
    place = project.workspace.place_of(layout.answers(engine.name, locale))
    return AnswerFile(place, frozen=project.workspace.dry_run)


def _held(result: Pretranslation, path: str) -> tuple[Fault, ...]:
    refused = {unit.key: unit.held.origin for unit in result.catalog.units if unit.held is not None}
    held = [
        Fault(
            code=code,
            message=f"{key.source[:60]!r} from {refused[key]}",
            path=path,
            hint=f"imprimatur explain {code}",
        )
        for key, code in result.held.items()
    ]
    return (*held, result.fault) if result.fault is not None else tuple(held)


def _record(project: Project, egress: Sequence[EgressRecord], *, at: str) -> None:
    """What leaves for an engine, one line each, before it leaves; outside version control."""
    lines = []
    for record in egress:
        line = {
            "sha256": record.digest.hex,
            "characters": len(record.text),
            "engine": record.engine,
            "version": record.version,
            "locale": record.locale,
            "at": at,
            "as_of": project.as_of.isoformat(),
        }
        if project.settings.egress_text:
            line["text"] = record.text
        lines.append(canonical_json(line))
    project.workspace.append(layout.EGRESS, lines)
