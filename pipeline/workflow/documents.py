"""Documents of a domain: read, parsed, and compared with their approvals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.approve.approvals import parse_approvals
from pipeline.errors import Fault, ImprimaturError, RefusedError, RejectedError
from pipeline.extract.template import make_template
from pipeline.formats.document import ParsedDocument, parse_document
from pipeline.locks.registry import Registry
from pipeline.model.document import Approval, SourceDocument
from pipeline.model.message import Template
from pipeline.model.policy import Domain
from pipeline.workflow.project import Project
from pipeline.workspace import layout

__all__ = ["in_sources", "parse_documents", "read_approvals", "refuse_unapproved", "template_of"]


def read_approvals(project: Project) -> dict[str, Approval]:
    """The approvals by document; empty when nothing was approved yet."""
    data = project.workspace.read_if_there(layout.APPROVALS)
    return {} if data is None else dict(parse_approvals(data, path=layout.APPROVALS))


def parse_documents(documents: Sequence[SourceDocument]) -> list[ParsedDocument]:
    """Every document parsed; RejectedError with the faults of all of them at once."""
    parsed: list[ParsedDocument] = []
    faults: list[Fault] = []
    for item in documents:
        try:
            parsed.append(parse_document(item.data, item.path))
        except ImprimaturError as error:
            faults += [in_sources(fault) for fault in error.faults]
    RejectedError.raise_for(faults)
    return parsed


def in_sources(fault: Fault) -> Fault:
    """The fault with its path as the person types it, below the project."""
    return Fault(
        code=fault.code,
        message=fault.message,
        path=f"{layout.SOURCES}/{fault.path}",
        line=fault.line,
        hint=fault.hint,
    )


def template_of(
    project: Project,
    domain: Domain,
    parsed: Sequence[ParsedDocument],
    approvals: Mapping[str, Approval],
    registry: Registry,
) -> Template:
    """The domain's template, dated by the latest approval among its documents."""
    dates = [approvals[item.path].approved_on for item in parsed if item.path in approvals]
    created_on = max(dates) if dates else project.as_of
    return make_template(
        parsed,
        project=project.name,
        domain=domain.name,
        source_locale=project.settings.source_locale,
        created_on=created_on.isoformat(),
        locks_of=lambda message: registry.match(message).ids,
    )


def refuse_unapproved(faults: Sequence[Fault]) -> None:
    """RefusedError with every unapproved, changed or expired document."""
    RefusedError.raise_for(faults)
