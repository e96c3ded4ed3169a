"""Reading and writing templates and catalogs, with law 3 kept at the one place that writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pipeline.formats.gettext import (
    Kept,
    parse_catalog,
    parse_template,
    read_kept,
    serialize_catalog,
    serialize_template,
)
from pipeline.model.locale import LocaleTag
from pipeline.model.message import Template
from pipeline.model.unit import Catalog, Unit
from pipeline.workflow.project import Project
from pipeline.workspace import layout

__all__ = [
    "read_catalog",
    "read_kept_catalog",
    "read_template",
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
    return None if data is None else parse_catalog(data, path=path, limits=project.policy.limits)


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


def stage_catalog(
    project: Project,
    catalog: Catalog,
    is_final: Callable[[Unit], bool],
    *,
    kept: Kept | None = None,
) -> Catalog:
    """Stages the catalog as it must stand: every target that is not final carries `fuzzy`.

    A final one belongs to its own source: that it was once carried over is history.
    `kept` is the file as it was, where it was read before; otherwise it is read here.
    """
    marked = replace(catalog, units=tuple(_marked(unit, is_final) for unit in catalog.units))
    path = layout.catalog(catalog.locale, catalog.domain)
    before = kept or project.workspace.read_if_there(path)
    limits = project.policy.limits
    project.workspace.stage(path, serialize_catalog(marked, kept=before, limits=limits))
    return marked


def _marked(unit: Unit, is_final: Callable[[Unit], bool]) -> Unit:
    if is_final(unit):
        if not unit.fuzzy and unit.previous is None:
            return unit
        return replace(unit, fuzzy=False, previous=None, previous_plural=None)
    fuzzy = any(unit.forms)
    return unit if unit.fuzzy is fuzzy else replace(unit, fuzzy=fuzzy)
