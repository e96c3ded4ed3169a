"""Reading and writing templates and catalogs.

The one place that writes a catalog keeps laws 3 and 7: what is not final is marked `fuzzy`, and
the firewall of `locks.guard` looks at every unit. Each refusal is an event.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.errors import Fault
from pipeline.formats.gettext import (
    Kept,
    Read,
    parse_template,
    read_kept,
    serialize_catalog,
    serialize_template,
)
from pipeline.formats.gettext import read_catalog as parse_read
from pipeline.locks.guard import Refusal, Writer, admit, is_lock_code
from pipeline.model.locale import LocaleTag
from pipeline.model.message import MessageKey, Template
from pipeline.model.policy import Limits
from pipeline.model.unit import Catalog, Unit, target_digest
from pipeline.workflow.events import Refused, record_refusals
from pipeline.workflow.project import Project
from pipeline.workflow.states import States
from pipeline.workspace import layout

__all__ = [
    "StagedCatalog",
    "catalog_lines",
    "read_catalog",
    "read_kept_catalog",
    "read_template",
    "refused_target",
    "require_catalog",
    "require_template",
    "stage_catalog",
    "stage_template",
]


def read_template(project: Project, domain: str) -> Template | None:
    """The domain's template, or None when nothing was extracted yet."""
    path = layout.template(domain)
    data = project.workspace.read_if_there(path, limit=project.policy.limits.file_bytes)
    return None if data is None else parse_template(data, path=path, limits=project.policy.limits)


def require_template(project: Project, domain: str) -> Template:
    """The domain's template; RejectedError `file.missing` names the verb that makes it."""
    found = read_template(project, domain)
    if found is None:
        project.workspace.read(layout.template(domain))
        raise AssertionError
    return found


def read_catalog(project: Project, locale: LocaleTag, domain: str) -> Catalog | None:
    """The catalog, strictly read, or None when there is none yet."""
    path = layout.catalog(locale, domain)
    data = project.workspace.read_if_there(path, limit=project.policy.limits.file_bytes)
    return None if data is None else _parsed(data, path, project.policy.limits).catalog


@lru_cache(maxsize=2)
def _parsed(data: bytes, path: str, limits: Limits) -> Read:
    """A catalog is read by the verb, for its lines, and again by the firewall: parsed once."""
    return parse_read(data, path=path, limits=limits)


def catalog_lines(project: Project, locale: LocaleTag, domain: str) -> Mapping[MessageKey, int]:
    """The number of the first line of every unit; empty when there is no catalog."""
    path = layout.catalog(locale, domain)
    data = project.workspace.read_if_there(path, limit=project.policy.limits.file_bytes)
    return {} if data is None else _parsed(data, path, project.policy.limits).lines()


def read_kept_catalog(project: Project, locale: LocaleTag, domain: str) -> Kept | None:
    """The catalog with its file, for a verb that writes it again: it is read once only."""
    path = layout.catalog(locale, domain)
    data = project.workspace.read_if_there(path, limit=project.policy.limits.file_bytes)
    return None if data is None else read_kept(data, path=path, limits=project.policy.limits)


def require_catalog(project: Project, locale: LocaleTag, domain: str) -> Catalog:
    """The catalog; RejectedError `file.missing` when there is none."""
    found = read_catalog(project, locale, domain)
    if found is None:
        project.workspace.read(layout.catalog(locale, domain))
        raise AssertionError
    return found


def stage_template(project: Project, template: Template) -> None:
    """Stages the domain's POT."""
    project.workspace.stage(layout.template(template.domain), serialize_template(template))


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedCatalog:
    """What will be written, and what the firewall kept out of it."""

    catalog: Catalog
    refused: tuple[Fault, ...]


def stage_catalog(
    project: Project,
    catalog: Catalog,
    states: States,
    writer: Writer,
    *,
    kept: Kept | None = None,
) -> StagedCatalog:
    """Stages the catalog as it must stand.

    A locked unit keeps its target unless `fill` writes the approved one; a text that breaks a
    lock is not written; every target that is not final carries `fuzzy`. Refusals are recorded.
    A final target belongs to its own source: that it was once carried over is history.
    `kept` is the file as it was, where it was read before; otherwise it is read here.
    """
    path = layout.catalog(catalog.locale, catalog.domain)
    limits = project.policy.limits
    data = None if kept is not None else project.workspace.read_if_there(path)
    old: Sequence[Unit] = ()
    if kept is not None:
        old = kept.catalog.units
    elif data is not None:
        old = _parsed(data, path, limits).catalog.units
    before = {unit.key: unit for unit in old}
    units, refusals, noted = [], list[Refusal](), list[Refused]()
    for unit in catalog.units:
        former = before.get(unit.key)
        admitted, refusal = admit(states.registry, former, unit, catalog.locale, writer)
        if refusal is not None:
            refusals.append(refusal)
        elif admitted.held is not None and is_lock_code(admitted.held.code):
            noted += _newly_held(admitted, former)
        units.append(_marked(admitted, states))
    marked = replace(catalog, units=tuple(units))
    project.workspace.stage(path, serialize_catalog(marked, kept=kept or data, limits=limits))
    noted += _refused(refusals)
    record_refusals(project, noted, path=path, locale=catalog.locale)
    return StagedCatalog(
        catalog=marked,
        refused=tuple(
            Fault(
                code=refusal.code,
                message=f"“{refusal.key.source[:60]}” from {refusal.origin}: {refusal.message}",
                path=path,
                hint=f"imprimatur explain {refusal.code}",
            )
            for refusal in refusals
        ),
    )


def _marked(unit: Unit, states: States) -> Unit:
    """The unit with law 3's mark; the same object when nothing changes."""
    if states.is_final(unit):
        if not unit.fuzzy and unit.previous is None:
            return unit
        return replace(unit, fuzzy=False, previous=None, previous_plural=None)
    fuzzy = any(unit.forms)
    return unit if unit.fuzzy is fuzzy else replace(unit, fuzzy=fuzzy)


def _newly_held(unit: Unit, former: Unit | None) -> list[Refused]:
    """What a stage held by itself, for the record; nothing when it was held before."""
    held = unit.held
    if held is None or (former is not None and former.held == held):
        return []
    return [Refused(unit.key, held.code, held.origin, held.digest, "")]


def _refused(refusals: Iterable[Refusal]) -> list[Refused]:
    return [
        Refused(item.key, item.code, item.origin, item.digest, ", ".join(item.lock_ids))
        for item in refusals
    ]


def refused_target(unit: Unit, code: str, origin: str, lock_id: str = "") -> Refused:
    """The record of a text that stood in a unit, or was offered for it, and had to go."""
    return Refused(unit.key, code, origin, target_digest(unit.forms).short, lock_id)
