"""`check`: quality rules over the catalogs, and page rules over source and rendered pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pipeline.check.run import check_catalog
from pipeline.errors import Fault
from pipeline.formats.gettext import unit_lines
from pipeline.locks.registry import Registry
from pipeline.model.finding import Finding, Severity
from pipeline.model.unit import Catalog
from pipeline.workflow.catalogs import require_catalog
from pipeline.workflow.documents import parse_documents
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.pages import rendered_findings, source_findings
from pipeline.workflow.project import Project, read_documents, select_locales
from pipeline.workflow.registry import read_registry
from pipeline.workflow.states import States, states_of
from pipeline.workflow.table import number_of
from pipeline.workflow.trusting import stand_on
from pipeline.workspace import layout

__all__ = ["check", "findings_of"]


def check(project: Project, locales: Sequence[str]) -> Outcome:
    """Every finding in every catalog and on every page, with the line to open. Writes nothing.

    A page of which a unit has no text yet is not judged: it cannot be rendered. A page that
    cannot carry one of its targets (`render.*`) is reported as held.
    """
    registry = read_registry(project)
    standing = stand_on(project, None)
    findings: list[Finding] = []
    data, held = [], list[Fault]()
    for domain in project.domains:
        documents = parse_documents(read_documents(project, domain))
        findings += source_findings(project, documents, registry)
        for locale in select_locales(project, locales):
            catalog = require_catalog(project, locale, domain.name)
            states = states_of(project, registry, locale, domain.name, standing)
            pages = rendered_findings(
                project, catalog, documents, registry, is_final=lambda _: True
            )
            held += [fault for fault in pages.unread if fault.code != "page.incomplete"]
            found = [*findings_of(project, catalog, registry, states), *pages.findings]
            findings += found
            counts = Counter(item.severity for item in found)
            data.append(
                {
                    "domain": domain.name,
                    "locale": locale,
                    "units": len(catalog.units),
                    "pages_unread": len(pages.unread),
                    **{f"{severity}s": counts[severity] for severity in Severity},
                }
            )
    blockers = sum(item.severity is Severity.BLOCKER for item in findings)
    return Outcome(
        verb="check",
        data={"catalogs": data},
        findings=tuple(findings),
        held=tuple(held),
        talk=(f"{number_of(blockers, 'blocker')}, {len(findings) - blockers} warnings and notes",),
        next="imprimatur review --help" if not blockers else "imprimatur explain CODE",
    )


def findings_of(
    project: Project, catalog: Catalog, registry: Registry, states: States
) -> list[Finding]:
    """The findings of one catalog as it lies on the disk, each with its place."""
    path = layout.catalog(catalog.locale, catalog.domain)
    data = project.workspace.read_if_there(path)
    lines = unit_lines(data, path=path) if data is not None else {}
    found = check_catalog(
        catalog,
        registry=registry,
        source_locale=project.settings.source_locale,
        final=states.is_final,
    )
    return [
        replace(item, path=path, line=lines.get(item.key, 0) if item.key else 0) for item in found
    ]
