"""Commit what a verb staged, and say so in the project's hash-chained events.

One line per verb that changed something, in `var/events/events.jsonl`; `review send` brings the
lines into the desk's ledger. A run that changes nothing records nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pipeline.errors import escape_controls
from pipeline.ledger.chain import NO_HEAD, Head, append, iter_entries
from pipeline.ledger.event import Action, Actor, Event, EventObject, Outcome
from pipeline.model.digest import Digest
from pipeline.model.message import MessageKey
from pipeline.workflow.project import Project
from pipeline.workspace import layout

__all__ = ["Refused", "commit", "event_lines", "events_head", "record", "record_refusals"]


class Refused(NamedTuple):
    """A text that the firewall kept out of a unit: its digest, not its words."""

    key: MessageKey
    code: str
    origin: str
    digest: str
    locks: str


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
    refused: str = "",
) -> None:
    """Appends one event; nothing when the run has no clock (a library call).

    `refused`: the code of what was refused, when nothing came of it.
    """
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
        origin={"verb": project.verb, "detail": escape_controls(detail)},
        result=Outcome.REFUSED if refused else Outcome.OK,
        result_code=refused,
    )
    project.workspace.append(layout.EVENTS, [append(head, event).to_line()])


def record_refusals(
    project: Project, refusals: Iterable[Refused], *, path: str, locale: str
) -> None:
    """Appends one `unit.held` event per refused text, with its digest, origin and locks."""
    found = tuple(refusals)
    if not found or not project.at or project.workspace.dry_run:
        return
    head, lines = events_head(project), []
    for item in found:
        unit = Digest.of(f"{item.key.context}\0{item.key.source}".encode()).hex
        name = Digest.of(f"{head.hash} {project.at} {unit} {item.digest}".encode()).short
        event = Event(
            event_id=f"cli-{head.seq + 1}-{name}",
            at=project.at,
            at_zone="UTC",
            actor=Actor(kind="cli", id=project.operator or "unknown"),
            action=Action.UNIT_HELD,
            object=EventObject(type="unit", id=unit, project=project.name, locale=locale),
            after={"digest": item.digest, "locks": item.locks},
            origin={"verb": project.verb, "path": path, "offered_by": item.origin},
            result=Outcome.REFUSED,
            result_code=item.code,
        )
        entry = append(head, event)
        lines.append(entry.to_line())
        head = entry.head
    project.workspace.append(layout.EVENTS, lines)


def events_head(project: Project) -> Head:
    """The end of the chain; RefusedError `ledger.broken` when it does not hold."""
    head = NO_HEAD
    for entry in iter_entries(event_lines(project), path=layout.EVENTS):
        head = entry.head
    return head


def event_lines(project: Project) -> list[bytes]:
    """The project's events as they lie there, one line each."""
    return project.workspace.read_unwatched(layout.EVENTS).splitlines(keepends=True)
