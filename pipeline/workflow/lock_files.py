"""The registry's files as they lie there, and the one place that writes them."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.ledger.event import Action
from pipeline.locks.registry import Registry, parse_registry
from pipeline.signing.roles import SealType
from pipeline.workflow.events import commit
from pipeline.workflow.project import Project
from pipeline.workflow.seals import sealed_files
from pipeline.workspace import layout

__all__ = ["commit_registry", "stage_registry"]


def stage_registry(project: Project, files: Mapping[str, bytes]) -> Registry:
    """Stages changed files of the registry, once all of them together read well.

    RejectedError `lock.*` with every fault; then nothing is staged.
    """
    merged = {**sealed_files(project, SealType.REGISTRY), **files}
    approved = {
        path.removeprefix(layout.APPROVED + "/").removesuffix(".po"): data
        for path, data in merged.items()
        if path != layout.LOCKS
    }
    registry = parse_registry(merged[layout.LOCKS], approved, as_of=project.as_of)
    for path, data in files.items():
        project.workspace.stage(path, data)
    return registry


def commit_registry(project: Project, detail: str) -> tuple[str, ...]:
    """Writes what was staged; one `lock.changed` event with the files' digests."""
    return commit(project, Action.LOCK_CHANGED, detail=detail)
