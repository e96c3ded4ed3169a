"""`extract`: approved documents to one template per domain."""

from __future__ import annotations

from dataclasses import replace

from pipeline.approve.approvals import unapproved
from pipeline.errors import Fault, ImprimaturError
from pipeline.ledger.event import Action
from pipeline.locks.passages import mark_faults, passage_faults
from pipeline.model.finding import Finding
from pipeline.signing.roles import SealType
from pipeline.workflow.catalogs import stage_template
from pipeline.workflow.documents import (
    parse_documents,
    read_approvals,
    refuse_unapproved,
    template_of,
)
from pipeline.workflow.events import commit
from pipeline.workflow.executor import Job, Part, run_jobs
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.pages import source_findings
from pipeline.workflow.project import Project, read_documents
from pipeline.workflow.registry import read_registry
from pipeline.workflow.seals import require_sealed
from pipeline.workflow.table import number_of
from pipeline.workspace import layout

__all__ = ["extract", "extract_part"]


def extract(project: Project, *, executor: str | None = None) -> Outcome:
    """Writes `locales/<domain>.pot` for every domain whose documents are all approved.

    A domain with an unapproved, changed or expired document keeps its template; the others are
    extracted, then everything that was refused is raised at once (`approval.*`). Nothing is
    extracted on approvals or a policy that are not sealed as they lie there (`seal.*`).
    """
    _require_seals(project)
    refused: list[Part] = []
    lines, data, held = [], dict[str, object](), list[Fault]()
    findings: list[Finding] = []
    jobs = [Job(verb="extract", domain=domain.name) for domain in project.domains]
    for part in run_jobs(project, jobs, executor=executor):
        if part.stopped is not None:
            raise part.stopped
        if part.error is not None:
            refused.append(part)
            continue
        held += part.held
        findings += part.findings
        lines.append(part.line)
        data.update(part.data)
    changed = commit(project, Action.SOURCE_EXTRACTED)
    if refused:
        faults = tuple(fault for part in refused if part.error for fault in part.error[1])
        replace(refused[0], error=(_kind(refused[0]), faults)).raise_error()
    return Outcome(
        verb="extract",
        lines=tuple(lines),
        data={"domains": data},
        findings=tuple(findings),
        held=tuple(held),
        changed=changed,
        next="imprimatur update",
    )


def _kind(part: Part) -> str:
    return part.error[0] if part.error is not None else ""


def _require_seals(project: Project) -> None:
    for type_ in (SealType.POLICY, SealType.APPROVALS):
        require_sealed(project, type_)


def extract_part(project: Project, job: Job) -> Part:
    """Stages one domain's template; a refusal is part of the result."""
    _require_seals(project)
    approvals = read_approvals(project)
    registry = read_registry(project)
    domain = next(domain for domain in project.domains if domain.name == job.domain)
    documents = read_documents(project, domain)
    try:
        refuse_unapproved(unapproved(documents, approvals, as_of=project.as_of))
        parsed = parse_documents(documents)
        template = template_of(project, domain, parsed, approvals, registry)
    except ImprimaturError as error:
        return Part(error=(type(error).__name__, error.faults))
    held: list[Fault] = []
    for item in parsed:
        path = f"{layout.SOURCES}/{item.path}"
        held += mark_faults(item.segments, registry, path=path)
        held += passage_faults({path: item.segments}, registry)
    findings = source_findings(project, parsed, registry)
    stage_template(project, template)
    counts = {"documents": len(documents), "messages": len(template.messages)}
    return Part(
        line=f"{domain.name}: {number_of(len(documents), 'document')}, "
        f"{number_of(len(template.messages), 'message')}",
        data={domain.name: counts},
        findings=tuple(findings),
        held=tuple(held),
    )
