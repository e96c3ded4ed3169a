"""Pages of a project: which a locale has, and what the page rules say about each.

A document that the policy's `[pages]` keeps out of a locale is not part of that locale: its
messages are not in the catalog unless another page has them, and no page is rendered of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pipeline.check.pages.page import PageContext, is_admitted
from pipeline.check.pages.run import check_foreign_units, check_rendered_page, check_source_page
from pipeline.compile.compile import render_pages
from pipeline.errors import Fault
from pipeline.formats.document import ParsedDocument
from pipeline.formats.gettext import unit_lines
from pipeline.locks.registry import Registry
from pipeline.model.document import HasSegments
from pipeline.model.finding import Finding
from pipeline.model.locale import LocaleTag, posix_of
from pipeline.model.message import Template
from pipeline.model.unit import Catalog, Unit
from pipeline.workflow.project import Project
from pipeline.workspace import layout

__all__ = [
    "PageReport",
    "page_context",
    "page_findings",
    "pages_in",
    "rendered_findings",
    "source_findings",
    "template_in",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReport:
    """What the page rules found in one domain and one locale."""

    findings: tuple[Finding, ...]
    unread: tuple[Fault, ...]
    """Pages that could not be rendered, and so were not judged."""


def pages_in(
    project: Project, documents: Sequence[ParsedDocument], locale: LocaleTag
) -> list[ParsedDocument]:
    """The documents that this locale has, in order."""
    return [item for item in documents if is_admitted(project.policy, item.path, locale)]


def template_in(project: Project, template: Template, locale: LocaleTag) -> Template:
    """The template without the messages that occur only on pages which the locale has not."""
    names = {name for message in template.messages for name in message.documents}
    kept = {name for name in names if is_admitted(project.policy, name, locale)}
    if kept == names:
        return template
    return replace(
        template,
        messages=tuple(
            message for message in template.messages if not kept.isdisjoint(message.documents)
        ),
    )


def source_findings(
    project: Project, documents: Sequence[HasSegments], registry: Registry
) -> list[Finding]:
    """The page rules on the source pages, each finding with the place to open."""
    context = page_context(project, registry)
    return [finding for item in documents for finding in page_findings(item, context)]


def page_findings(document: HasSegments, context: PageContext) -> list[Finding]:
    """The page rules on one source page."""
    return [_placed(finding) for finding in check_source_page(document, context)]


def rendered_findings(
    project: Project,
    catalog: Catalog,
    documents: Sequence[ParsedDocument],
    registry: Registry,
    *,
    is_final: Callable[[Unit], bool],
) -> PageReport:
    """The page rules on every page that can be rendered of units for which `is_final` holds.

    `documents` are all of the domain: units that stand on other markets' pages only are found.
    """
    context = page_context(project, registry)
    own = pages_in(project, documents, catalog.locale)
    rendered = render_pages(catalog, documents=own, is_final=is_final)
    targets = {unit.key: unit.forms for unit in catalog.units}
    data_of = {item.path: item.data for item in rendered.files}
    prefix = f"{posix_of(catalog.locale)}/pages/"
    findings = [
        _placed(replace(finding, message=f"rendered in {catalog.locale}: {finding.message}"))
        for item in own
        if prefix + item.path in data_of
        for finding in check_rendered_page(
            item,
            data_of[prefix + item.path],
            locale=catalog.locale,
            targets=targets,
            context=context,
        )
    ]
    return PageReport(
        findings=(*findings, *_foreign(project, catalog, documents)),
        unread=tuple(
            replace(fault, path=f"{layout.SOURCES}/{fault.path}") for fault in rendered.incomplete
        ),
    )


def _foreign(
    project: Project, catalog: Catalog, documents: Sequence[ParsedDocument]
) -> list[Finding]:
    found = check_foreign_units(catalog, documents, project.policy)
    if not found:
        return []
    path = layout.catalog(catalog.locale, catalog.domain)
    lines = unit_lines(project.workspace.read(path), path=path)
    return [
        replace(item, path=path, line=lines.get(item.key, 0) if item.key else 0) for item in found
    ]


def page_context(project: Project, registry: Registry) -> PageContext:
    """What the page rules judge by."""
    return PageContext(
        registry=registry, policy=project.policy, source_locale=project.settings.source_locale
    )


def _placed(finding: Finding) -> Finding:
    return replace(finding, path=f"{layout.SOURCES}/{finding.path}")
