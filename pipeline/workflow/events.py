"""Commit what a verb staged, and say so in the project's hash-chained events.

One line per verb that changed something, in `var/events/events.jsonl`; `review send` brings the
lines into the desk's ledger. A run that changes nothing records nothing.
"""

from __future__ import annotations

from pipeline.ledger.chain import NO_HEAD, Head, append, iter_entries
from pipeline.ledger.event import Action, Actor, Event, EventObject
from pipeline.model.digest import Digest
from pipeline.workflow.project import Project
from pipeline.workspace import layout

__all__ = ["commit", "event_lines", "events_head", "record"]


def commit(project: Project, action: Action, *, detail: str = "") -> tuple[str, ...]:
    """Commits the workspace; the paths written. Their digests become one event.

    The event is written before the files take their places: where it cannot be, nothing changes.
    """
    workspace = project.workspace
    pending = workspace.pending()
    before = _plain({path: workspace.digest_on_disk(path) for path in pending})
    after = _plain({path: workspace.staged_digest(path) for path in pending})
    return workspace.commit(
        lambda: record(project, action, before=before, after=after, detail=detail)
    )


def _plain(digests: dict[str, Digest | None]) -> dict[str, str]:
    return {path: digest.hex if digest else "" for path, digest in digests.items()}


def record(
    project: Project,
    action: Action,
    *,
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
    detail: str = "",
    locale: str = "",
) -> None:
    """Appends one event; nothing when the run has no clock (a library call)."""
    if not project.at or project.workspace.dry_run:
        return
    head = events_head(project)
    name = Digest.of(f"{head.hash} {project.at} {action} {detail}".encode()).short
    event = Event(
        event_id=f"cli-{head.seq + 1}-{name}",
        at=project.at,
        at_zone="UTC",
        actor=Actor(kind="cli", id=project.operator or "unknown"),
        action=action,
        object=EventObject(type="project", id=project.name, project=project.name, locale=locale),
        before=before,
        after=after,
        origin={"verb": project.verb, "detail": detail},
    )
    project.workspace.append(layout.EVENTS, [append(head, event).to_line()])


def events_head(project: Project) -> Head:
    """The end of the chain; RefusedError `ledger.broken` when it does not hold."""
    head = NO_HEAD
    for entry in iter_entries(event_lines(project), path=layout.EVENTS):
        head = entry.head
    return head


def event_lines(project: Project) -> list[bytes]:
    """The project's events as they lie there, one line each."""
    return project.workspace.read_unwatched(layout.EVENTS).splitlines(keepends=True)
