"""The approvals of a project's documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from pipeline.approve.approvals import parse_approvals
from pipeline.errors import Fault, RefusedError
from pipeline.model.document import Approval, HasSegments, SourceDocument
from pipeline.workflow.project import Project
from pipeline.workspace import layout

__all__ = ["latest_approval", "read_approvals", "refuse_unapproved"]


def read_approvals(project: Project) -> dict[str, Approval]:
    """The approvals by document; empty when nothing was approved yet."""
    data = project.workspace.read_if_there(layout.APPROVALS)
    return {} if data is None else dict(parse_approvals(data, path=layout.APPROVALS))


def refuse_unapproved(faults: Sequence[Fault]) -> None:
    """RefusedError with every unapproved, changed or expired document."""
    RefusedError.raise_for(faults)


def latest_approval(
    project: Project,
    documents: Iterable[HasSegments | SourceDocument],
    approvals: Mapping[str, Approval],
) -> dt.date:
    """The day of the latest approval among these documents; the run's where there is none."""
    days = [approvals[item.path].approved_on for item in documents if item.path in approvals]
    return max(days, default=project.as_of)
