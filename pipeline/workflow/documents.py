"""Documents of a domain: parsed, and made to a template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.errors import Fault, ImprimaturError, RejectedError
from pipeline.extract.template import make_template
from pipeline.formats.document import ParsedDocument, parse_document
from pipeline.locks.registry import Registry
from pipeline.model.document import Approval, HasSegments, SourceDocument
from pipeline.model.message import Template
from pipeline.model.policy import Domain
from pipeline.workflow.approvals import latest_approval
from pipeline.workflow.project import Project
from pipeline.workspace import layout

__all__ = [
    "in_sources",
    "parse_documents",
    "parse_one",
    "template_of",
]


def parse_documents(documents: Sequence[SourceDocument]) -> list[ParsedDocument]:
    """Every document parsed; RejectedError with the faults of all of them at once."""
    parsed: list[ParsedDocument] = []
    faults: list[Fault] = []
    for item in documents:
        try:
            parsed.append(parse_one(item))
        except ImprimaturError as error:
            faults += [in_sources(fault) for fault in error.faults]
    RejectedError.raise_for(faults)
    return parsed


def parse_one(item: SourceDocument) -> ParsedDocument:
    """One document parsed; its faults name it relative to `source_content/`."""
    return parse_document(item.data, item.path)


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
    parsed: Sequence[HasSegments],
    approvals: Mapping[str, Approval],
    registry: Registry,
) -> Template:
    """The domain's template, dated by the latest approval among its documents."""
    return make_template(
        parsed,
        project=project.name,
        domain=domain.name,
        source_locale=project.settings.source_locale,
        created_on=latest_approval(project, parsed, approvals).isoformat(),
        locks_of=lambda message: registry.match(message).ids,
    )
