"""`check`: quality rules over the catalogs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pipeline.check.run import check_catalog
from pipeline.formats.gettext import unit_lines
from pipeline.locks.registry import Registry
from pipeline.model.finding import Finding, Severity
from pipeline.model.unit import Catalog
from pipeline.workflow.catalogs import require_catalog
from pipeline.workflow.executor import Job, Part, run_jobs
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.project import Project, select_locales
from pipeline.workflow.registry import read_registry
from pipeline.workflow.states import States, states_of
from pipeline.workflow.table import number_of
from pipeline.workflow.trusting import stand_on
from pipeline.workspace import layout

__all__ = ["check", "check_part", "findings_of"]


def check(project: Project, locales: Sequence[str], *, executor: str | None = None) -> Outcome:
    """Every finding in every catalog, with the line to open. Writes nothing."""
    jobs = [
        Job(verb="check", domain=domain.name, locale=locale)
        for domain in project.domains
        for locale in select_locales(project, locales)
    ]
    findings: list[Finding] = []
    data = []
    for part in run_jobs(project, jobs, executor=executor):
        part.raise_error()
        findings += part.findings
        data.append(part.data)
        if part.stopped is not None:
            raise part.stopped
    blockers = sum(item.severity is Severity.BLOCKER for item in findings)
    return Outcome(
        verb="check",
        data={"catalogs": data},
        findings=tuple(findings),
        talk=(f"{number_of(blockers, 'blocker')}, {len(findings) - blockers} warnings and notes",),
        next="imprimatur review --help" if not blockers else "imprimatur explain CODE",
    )


def check_part(project: Project, job: Job) -> Part:
    """The findings of one catalog, and how many there are of each severity."""
    registry = read_registry(project)
    standing = stand_on(project, None)
    catalog = require_catalog(project, job.locale, job.domain)
    states = states_of(project, registry, job.locale, job.domain, standing)
    found = findings_of(project, catalog, registry, states)
    counts = Counter(item.severity for item in found)
    return Part(
        findings=tuple(found),
        data={
            "domain": job.domain,
            "locale": job.locale,
            "units": len(catalog.units),
            **{f"{severity}s": counts[severity] for severity in Severity},
        },
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
