"""`extract`: approved documents to one template per domain."""

from __future__ import annotations

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
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.pages import source_findings
from pipeline.workflow.project import Project, read_documents
from pipeline.workflow.registry import read_registry
from pipeline.workflow.seals import require_sealed
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
    lines, data, held, findings = [], {}, list[Fault](), list[Finding]()
    for domain in project.domains:
        documents = read_documents(project, domain)
        try:
            refuse_unapproved(unapproved(documents, approvals, as_of=project.as_of))
            parsed = parse_documents(documents)
            template = template_of(project, domain, parsed, approvals, registry)
        except ImprimaturError as error:
            refused.append(error)
            continue
        for item in parsed:
            path = f"{layout.SOURCES}/{item.path}"
            held += mark_faults(item.segments, registry, path=path)
            held += passage_faults({path: item.segments}, registry)
        findings += source_findings(project, parsed, registry)
        stage_template(project, template)
        lines.append(
            f"{domain.name}: {number_of(len(documents), 'document')}, "
            f"{number_of(len(template.messages), 'message')}"
        )
        data[domain.name] = {"documents": len(documents), "messages": len(template.messages)}
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
        next="imprimatur update",
    )
