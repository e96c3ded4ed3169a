"""`approve`: bind an approval to the exact bytes of documents, and say what an edit costs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from pipeline.approve.approvals import approve_documents, parse_approvals, serialize_approvals
from pipeline.errors import Fault, RejectedError
from pipeline.ledger.event import Action
from pipeline.model.document import Approval, SourceDocument
from pipeline.workflow.events import commit
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.project import Project, read_documents
from pipeline.workspace import layout

__all__ = ["approve", "read_approvals"]


def read_approvals(project: Project) -> dict[str, Approval]:
    """The approvals by document; empty when nothing was approved yet."""
    data = project.workspace.read_if_there(layout.APPROVALS)
    return {} if data is None else dict(parse_approvals(data, path=layout.APPROVALS))


def approve(
    project: Project,
    *,
    paths: Sequence[str],
    reference: str,
    approved_by: str,
    expires_on: dt.date,
) -> Outcome:
    """Approves these documents (all of every domain when none is named), as of the run's day.

    A document whose approval already says all this keeps its entry. Entries of documents that
    are gone stay until `--drop`: dropping a document is an explicit act.
    """
    documents = [item for domain in project.domains for item in read_documents(project, domain)]
    chosen = _choose(documents, paths)
    approvals = approve_documents(
        read_approvals(project),
        chosen,
        reference=reference,
        approved_by=approved_by,
        approved_on=project.as_of,
        expires_on=expires_on,
    )
    project.workspace.stage(layout.APPROVALS, serialize_approvals(approvals))
    changed = commit(project, Action.SOURCE_APPROVED)
    lines = [f"{item.path}  {item.digest.short}  until {expires_on}" for item in chosen]
    return Outcome(
        verb="approve",
        lines=tuple(lines),
        data={"documents": [{"path": item.path, "sha256": item.digest.hex} for item in chosen]},
        changed=changed,
        next="imprimatur key seal approvals" if changed else "imprimatur extract",
    )


def _choose(documents: Sequence[SourceDocument], paths: Sequence[str]) -> list[SourceDocument]:
    known = {item.path: item for item in documents}
    names = [path.removeprefix(layout.SOURCES + "/") for path in paths]
    RejectedError.raise_for(
        Fault(
            code="approval.unknown_document",
            message="no domain of policy.toml holds this document",
            path=name,
            hint="documents are named relative to source_content/",
        )
        for name in names
        if name not in known
    )
    return [item for item in documents if not names or item.path in names]
