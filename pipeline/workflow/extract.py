"""`extract`: approved documents to one template per domain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

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
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.pages import source_findings
from pipeline.workflow.project import Project, read_documents
from pipeline.workflow.registry import read_registry
from pipeline.workflow.seals import require_sealed
from pipeline.workflow.segments import DocumentSegments, iter_segments
from pipeline.workflow.table import number_of
from pipeline.workspace import layout

__all__ = ["extract"]


def extract(project: Project) -> Outcome:
    """Writes `locales/<domain>.pot` for every domain whose documents are all approved.

    A domain with an unapproved, changed or expired document keeps its template; the others are
    extracted, then everything that was refused is raised at once (`approval.*`). Nothing is
    extracted on approvals or a policy that are not sealed as they lie there (`seal.*`).
    """
    for type_ in (SealType.POLICY, SealType.APPROVALS):
        require_sealed(project, type_)
    approvals = read_approvals(project)
    registry = read_registry(project)
    refused: list[ImprimaturError] = []
    lines, data, held, talk = [], {}, list[Fault](), list[str]()
    findings: list[Finding] = []
    for domain in project.domains:
        documents = read_documents(project, domain)
        try:
            refuse_unapproved(unapproved(documents, approvals, as_of=project.as_of))
            noted = _Noted(project, registry)
            segments = noted.passing(iter_segments(project, documents))
            template = template_of(project, domain, segments, approvals, registry)
        except ImprimaturError as error:
            refused.append(error)
            continue
        held += noted.held
        findings += noted.findings
        stage_template(project, template)
        lines.append(
            f"{domain.name}: {number_of(len(documents), 'document')}, "
            f"{number_of(len(template.messages), 'message')}"
        )
        data[domain.name] = {
            "documents": len(documents),
            "messages": len(template.messages),
            "skipped": noted.skipped,
        }
        if noted.skipped:
            talk.append(noted.sentence(domain.name))
    changed = commit(project, Action.SOURCE_EXTRACTED)
    if refused:
        raise type(refused[0])(*(fault for error in refused for fault in error.faults))
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
