"""The lock registry of a project: read, and compared with its seal."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from pipeline.locks.registry import Registry, parse_registry
from pipeline.signing.roles import SealType
from pipeline.workflow.project import Project
from pipeline.workflow.seals import require_sealed, sealed_files
from pipeline.workspace import layout

__all__ = ["read_registry"]


def read_registry(project: Project, *, sealed: bool = True) -> Registry:
    """The registry in force on the run's day.

    RefusedError `seal.*` when it is not sealed as it stands, unless `sealed` is False (lint, and
    sealing itself).
    """
    if sealed:
        require_sealed(project, SealType.REGISTRY)
    files = sealed_files(project, SealType.REGISTRY)
    approved = {
        path.removeprefix(layout.APPROVED + "/").removesuffix(".po"): data
        for path, data in files.items()
        if path != layout.LOCKS
    }
    return _parse(files[layout.LOCKS], tuple(sorted(approved.items())), project.as_of)


@lru_cache(maxsize=4)
def _parse(locks: bytes, approved: tuple[tuple[str, bytes], ...], as_of: dt.date) -> Registry:
    """The same bytes on the same day give the same registry, which nobody can change."""
    return parse_registry(locks, dict(approved), as_of=as_of)
