"""`review`, the repository's side: what goes to the desk, what a sheet shows, what comes back.

The desk's own side (people, ledger, signatures) is `pipeline.desk`, which calls these functions.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.compile.compile import CompiledFile, compile_locale
from pipeline.errors import Fault
from pipeline.formats.gettext import serialize_catalog
from pipeline.ledger.event import Action
from pipeline.locks.guard import Writer
from pipeline.model.digest import Digest
from pipeline.model.finding import Finding
from pipeline.model.locale import LocaleTag
from pipeline.model.lock import LockRef
from pipeline.model.message import MessageKey
from pipeline.model.signals import Signals
from pipeline.model.unit import Catalog, Origin, Unit
from pipeline.signing.evidence import append_ceremonies
from pipeline.signing.keys import KeyPair
from pipeline.workflow.catalogs import require_catalog, stage_catalog
from pipeline.workflow.check import findings_of
from pipeline.workflow.documents import parse_documents
from pipeline.workflow.events import commit
from pipeline.workflow.pages import pages_in
from pipeline.workflow.project import Project, read_documents
from pipeline.workflow.quality import signals_of
from pipeline.workflow.registry import read_registry
from pipeline.workflow.states import states_of
from pipeline.workflow.trusting import stand_on
from pipeline.workspace import layout

__all__ = [
    "DeskTarget",
    "Returned",
    "SheetInputs",
    "UnitForDesk",
    "desk_place",
    "sheet_inputs",
    "store_collected",
    "units_for_desk",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitForDesk:
    """A unit as the repository has it, with the locks its digest lists."""

    unit: Unit
    locks: tuple[LockRef, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetInputs:
    """What a review sheet shows besides the desk's own units."""

    findings: Mapping[MessageKey, tuple[Finding, ...]]
    pages: tuple[tuple[str, str], ...]
    """(document, rendered page as HTML or text), with every target there is."""
    previous: Mapping[MessageKey, MessageKey]
    """A unit whose text was carried over, and the message it was carried from."""
    signals: Mapping[MessageKey, Signals]
    """What is known of machine drafts; each belongs to the text it names, and to no other."""
    policy_version: str
    policy_digest: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskTarget:
    """A text written at the desk."""

    key: MessageKey
    forms: tuple[str, ...]
    origin: Origin
    base: Digest
    """Digest of the repository's unit that it replaces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What came back from the desk for one domain in one locale."""

    taken: int
    conflicts: tuple[Fault, ...]
    ceremonies: int
    changed: tuple[str, ...]


def desk_place(project: Project) -> str:
    """Where the desk's database lies."""
    return str(project.workspace.place_of(layout.DESK))


def units_for_desk(project: Project, locale: LocaleTag, domain: str) -> list[UnitForDesk]:
    """Every unit of the catalog, in order, filled or not."""
    registry = read_registry(project)
    catalog = require_catalog(project, locale, domain)
    return [
        UnitForDesk(unit=unit, locks=registry.refs(unit.message, locale)) for unit in catalog.units
    ]


def sheet_inputs(project: Project, locale: LocaleTag, domain: str) -> SheetInputs:
    """Findings per unit and the rendered pages, as the repository stands."""
    registry = read_registry(project)
    standing = stand_on(project, None)
    catalog = require_catalog(project, locale, domain)
    states = states_of(project, registry, locale, domain, standing)
    findings: dict[MessageKey, list[Finding]] = {}
    for item in findings_of(project, catalog, registry, states):
        if item.key is not None:
            # the line moves with every other entry; what was shown must not change with it
            findings.setdefault(item.key, []).append(replace(item, line=0))
    where = next(item for item in project.domains if item.name == domain)
    compiled = compile_locale(
        catalog,
        documents=pages_in(project, parse_documents(read_documents(project, where)), locale),
        is_final=states.is_final,
        revised=catalog.created_on,
        preview=True,
    )
    pages = tuple(
        (item.path, _as_html(item))
        for item in compiled.files
        if not item.path.endswith((".mo", ".preview"))
    )
    return SheetInputs(
        findings={key: tuple(found) for key, found in findings.items()},
        pages=pages,
        previous={unit.key: unit.previous for unit in catalog.units if unit.previous is not None},
        signals=signals_of(project, catalog),
        policy_version=project.policy.version,
        policy_digest=Digest.of(project.workspace.read(layout.POLICY)),
    )


def _as_html(page: CompiledFile) -> str:
    """The page to look at; what is not HTML is shown as it is written."""
    text = page.data.decode("utf-8", "replace")
    if page.media_type == "text/html":
        return text
    return f'<pre dir="auto" style="white-space: pre-wrap">{html.escape(text)}</pre>'


def store_collected(
    project: Project,
    locale: LocaleTag,
    domain: str,
    *,
    targets: Sequence[DeskTarget],
    records: Sequence[Mapping[str, Any]],
    ledger_head: str,
    sealed_at: str,
    keys: Sequence[KeyPair],
) -> Returned:
    """Writes accepted targets into the catalog and sealed ceremonies into the evidence file.

    Where the repository's text changed meanwhile it stays; the desk's goes to
    `locales/<locale>/conflicts/<domain>.po`, which closes the gate until a person chooses.
    """
    registry = read_registry(project)
    standing = stand_on(project, None)
    catalog = require_catalog(project, locale, domain)
    states = states_of(project, registry, locale, domain, standing)
    path = layout.evidence(locale, domain)
    former = project.workspace.read_if_there(path)
    evidence = append_ceremonies(
        former,
        records,
        project=project.name,
        domain=domain,
        locale=locale,
        ledger_head=ledger_head,
        sealed_at=sealed_at,
        keys=keys,
    )
    if evidence:
        project.workspace.stage(path, evidence)
    by_key = {target.key: target for target in targets}
    units, conflicts = [], []
    for unit in catalog.units:
        target = by_key.get(unit.key)
        if target is None or target.forms == unit.forms:
            units.append(unit)
        elif registry.is_locked(unit.message) or states.digest_of(unit) == target.base:
            # what a lock covers never becomes a conflict: the firewall keeps the desk's text out
            units.append(replace(unit, forms=target.forms, origin=target.origin, held=None))
        else:
            units.append(unit)
            conflicts.append(replace(unit, forms=target.forms, origin=target.origin))
    merged = replace(catalog, units=tuple(units))
    after = states_of(project, registry, locale, domain, standing)
    staged = stage_catalog(project, merged, after, Writer.COLLECT)
    _stage_conflicts(project, catalog, conflicts)
    return Returned(
        taken=sum(
            old.forms != new.forms
            for old, new in zip(catalog.units, staged.catalog.units, strict=True)
        ),
        conflicts=staged.refused
        + tuple(
            Fault(
                code="conflict.open",
                message=f"changed here and at the desk: {unit.key.source[:60]!r}",
                path=layout.conflict(locale, domain),
                hint="keep one of the two texts in the catalog, then remove this file",
            )
            for unit in conflicts
        ),
        ceremonies=len(after.evidence.ceremonies) - len(states.evidence.ceremonies),
        changed=commit(project, Action.EVIDENCE_COLLECTED, detail=f"{domain} {locale}"),
    )


def _stage_conflicts(project: Project, catalog: Catalog, conflicts: Sequence[Unit]) -> None:
    if not conflicts:
        return
    found = replace(catalog, units=tuple(conflicts), obsolete=())
    project.workspace.stage(
        layout.conflict(catalog.locale, catalog.domain), serialize_catalog(found)
    )
