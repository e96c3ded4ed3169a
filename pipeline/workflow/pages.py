"""Pages of a project: which a locale has, and what the page rules say about each.

A document that the policy's `[pages]` keeps out of a locale is not part of that locale: its
messages are not in the catalog unless another page has them, and no page is rendered of it. The
same holds for a part of a document that its author's locale filter keeps out: it is cut out of
the page before anything is rendered or judged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pipeline.check.pages.page import PageContext, is_admitted
from pipeline.check.pages.run import check_foreign_units, check_rendered_page, check_source_page
from pipeline.compile.compile import render_pages
from pipeline.errors import Fault, RejectedError
from pipeline.formats.document import ParsedDocument, document_for
from pipeline.locks.registry import Registry
from pipeline.model.document import HasSegments
from pipeline.model.finding import Finding
from pipeline.model.locale import LocaleTag, posix_of
from pipeline.model.message import Message, Template
from pipeline.model.unit import Catalog, Unit
from pipeline.text.localefilter import filter_admits
from pipeline.workflow.catalogs import catalog_lines
from pipeline.workflow.documents import in_sources
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
    """The documents that this locale has, as it has them, in order.

    RejectedError `document.filter` with every document that cannot be read without what a locale
    filter takes out of it.
    """
    made: list[ParsedDocument] = []
    faults: list[Fault] = []
    for item in documents:
        if is_admitted(project.policy, item.path, locale):
            try:
                made.append(document_for(item, locale))
            except RejectedError as error:
                faults += [in_sources(fault) for fault in error.faults]
    RejectedError.raise_for(faults)
    return made


def template_in(project: Project, template: Template, locale: LocaleTag) -> Template:
    """The template without the messages that occur only where this locale has nothing.

    That is on pages of other markets, and where a locale filter keeps the locale out.
    """
    names = {name for message in template.messages for name in message.documents}
    kept = {name for name in names if is_admitted(project.policy, name, locale)}

    def is_here(message: Message) -> bool:
        if not message.locales:
            return not kept.isdisjoint(message.documents)
        return any(
            name in kept and filter_admits(locales, locale) for name, locales in message.occurrences
        )

    messages = tuple(message for message in template.messages if is_here(message))
    return template if messages == template.messages else replace(template, messages=messages)


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
    lines = catalog_lines(project, catalog.locale, catalog.domain)
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
