"""`extract`: approved documents to one template per domain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.approve.approvals import unapproved
from pipeline.errors import Fault, ImprimaturError
from pipeline.ledger.event import Action
from pipeline.locks.passages import mark_faults, passage_faults
from pipeline.locks.registry import Registry
from pipeline.model.finding import Finding
from pipeline.signing.roles import SealType
from pipeline.workflow.catalogs import stage_template
from pipeline.workflow.documents import (
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
from pipeline.workflow.segments import DocumentSegments, iter_segments
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
    lines, data, held, talk = [], dict[str, object](), list[Fault](), list[str]()
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
        talk += part.talk
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
        talk=tuple(talk),
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
        noted = _Noted(project, registry)
        segments = noted.passing(iter_segments(project, documents))
        template = template_of(project, domain, segments, approvals, registry)
    except ImprimaturError as error:
        return Part(error=(type(error).__name__, error.faults))
    stage_template(project, template)
    counts = {
        "documents": len(documents),
        "messages": len(template.messages),
        "skipped": noted.skipped,
    }
    return Part(
        line=f"{domain.name}: {number_of(len(documents), 'document')}, "
        f"{number_of(len(template.messages), 'message')}",
        data={domain.name: counts},
        findings=tuple(noted.findings),
        held=tuple(noted.held),
        talk=(noted.sentence(domain.name),) if noted.skipped else (),
    )


class _Noted:
    """What is noted of documents while they pass by."""

    def __init__(self, project: Project, registry: Registry) -> None:
        self.project = project
        self.registry = registry
        self.held: list[Fault] = []
        self.findings: list[Finding] = []
        self.skipped: list[dict[str, object]] = []

    def passing(self, documents: Iterable[DocumentSegments]) -> Iterator[DocumentSegments]:
        """The documents, one by one."""
        for item in documents:
            path = f"{layout.SOURCES}/{item.path}"
            self.held += mark_faults(item.segments, self.registry, path=path)
            self.held += passage_faults({path: item.segments}, self.registry)
            self.findings += source_findings(self.project, [item], self.registry)
            self.skipped += [
                {"path": path, "line": skip.line, "kind": skip.kind, "excerpt": skip.excerpt}
                for skip in item.skipped
            ]
            yield item

    def sentence(self, domain: str) -> str:
        """How many places stay as they are, by kind."""
        kinds = Counter(str(item["kind"]) for item in self.skipped)
        counts = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
        return f"{domain}: words that stay as they are in every locale: {counts} (listed by --json)"
