"""One run over one project: its settings, its policy, its files, and the day it is judged on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import Fault, RejectedError
from pipeline.formats.settings import parse_policy, parse_settings
from pipeline.model.document import SourceDocument
from pipeline.model.locale import LocaleTag
from pipeline.model.policy import Domain, Policy, Settings
from pipeline.text.globs import path_matches
from pipeline.workspace import layout
from pipeline.workspace.files import Workspace
from pipeline.workspace.runlock import hold_run_lock

__all__ = ["Project", "open_project", "read_documents", "run_on_project", "select_locales"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """What every verb needs. Nothing here is written; the workspace collects writes."""

    workspace: Workspace
    settings: Settings
    policy: Policy
    as_of: dt.date
    verb: str = ""
    """The verb that runs, for the record."""
    at: str = ""
    """The clock's instant when the verb began (UTC); empty: nothing is recorded."""
    operator: str = ""
    """Who runs it, as the operating system says."""

    @property
    def name(self) -> str:
        """The project's name, part of every digest and seal."""
        return self.settings.project

    @property
    def domains(self) -> tuple[Domain, ...]:
        """The domains of the policy."""
        return self.policy.domains


def open_project(root: Path, *, as_of: dt.date, dry_run: bool = False) -> Project:
    """The project in this folder, for reading; RejectedError when its files are not in order."""
    workspace = Workspace(root, dry_run=dry_run)
    if workspace.read_if_there(layout.SETTINGS) is None:
        raise RejectedError.of(
            "project.missing",
            f"no {layout.SETTINGS} in this folder",
            path=str(root),
            hint="name the project with --project DIR, or start one with imprimatur init",
        )
    settings = parse_settings(workspace.read(layout.SETTINGS), path=layout.SETTINGS)
    policy = parse_policy(workspace.read(layout.POLICY), path=layout.POLICY)
    unknown = [tag for tag in settings.locales if tag not in policy.locales]
    RejectedError.raise_for(
        Fault(
            code="locale.unknown",
            message=f"{tag} is in no market of {layout.POLICY}",
            path=layout.SETTINGS,
        )
        for tag in unknown
    )
    return Project(workspace=workspace, settings=settings, policy=policy, as_of=as_of)


@contextmanager
def run_on_project(
    root: Path,
    verb: str,
    *,
    as_of: dt.date,
    dry_run: bool = False,
    at: str = "",
    operator: str = "",
) -> Iterator[Project]:
    """The project under its run lock, for a verb that writes. The verb commits."""
    project = replace(
        open_project(root, as_of=as_of, dry_run=dry_run), verb=verb, at=at, operator=operator
    )
    if dry_run:
        yield project
        return
    with hold_run_lock(project.workspace.root, verb):
        project.workspace.sweep()
        yield project


def select_locales(project: Project, requested: Sequence[str]) -> tuple[LocaleTag, ...]:
    """The project's locales, or the requested ones; RejectedError `locale.unknown`.

    A requested tag is only compared with the list of the project; it never becomes a path.
    """
    RejectedError.raise_for(
        Fault(
            code="locale.unknown",
            message=f"{tag!r} is not a locale of this project",
            hint="one of: " + ", ".join(project.settings.locales),
        )
        for tag in requested
        if tag not in project.settings.locales
    )
    return tuple(tag for tag in project.settings.locales if not requested or tag in requested)


def read_documents(project: Project, domain: Domain) -> list[SourceDocument]:
    """The domain's documents, sorted by path; RejectedError `domain.empty` when there is none."""
    found = []
    prefix = layout.SOURCES + "/"
    for path in project.workspace.files(layout.SOURCES):
        relative = path.removeprefix(prefix)
        if path == layout.APPROVALS or relative.endswith(".seal.json"):
            continue
        if any(path_matches(relative, pattern) for pattern in domain.sources):
            data = project.workspace.read_if_there(path, limit=project.policy.limits.file_bytes)
            found.append(SourceDocument(path=relative, domain=domain.name, data=data or b""))
    if not found:
        raise RejectedError.of(
            "domain.empty",
            f"domain {domain.name} has no document: {', '.join(domain.sources)}",
            path=layout.SOURCES,
        )
    return found
