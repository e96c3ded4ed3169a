"""Import of the command line's events: verbs without a database chain them, `send` brings them.

Each imported line becomes part of one ledger event, whole, with the head it ends at. An import
goes on where the last one stopped; a chain that was cut or rewritten before that is refused.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

from django.db import transaction

from pipeline.desk.ledger import Draft, append_events
from pipeline.desk.models import LedgerEvent
from pipeline.errors import RefusedError
from pipeline.ledger.chain import NO_HEAD, Head, iter_entries
from pipeline.ledger.event import Action, Actor, EventObject

__all__ = ["import_events"]

_BATCH = 200
"""Lines per ledger event."""


def import_events(lines: Sequence[bytes], *, project: str, actor: Actor, at: dt.datetime) -> int:
    """How many lines were new. RefusedError `ledger.broken` or `ledger.anchor`."""
    with transaction.atomic():
        done = _imported(project)
        entries = list(iter_entries(lines, path="events"))
        known = entries[done.seq - 1].head if 0 < done.seq <= len(entries) else NO_HEAD
        if known != done:
            raise RefusedError.of(
                "ledger.anchor",
                f"the events end at {len(entries)} or differ, but {done.seq} were imported before",
                path="events",
                hint="the file of events was cut or rewritten: restore it",
            )
        fresh = entries[done.seq :]
        drafts = []
        for start in range(0, len(fresh), _BATCH):
            part = fresh[start : start + _BATCH]
            drafts.append(
                Draft(
                    action=Action.EVENTS_IMPORTED,
                    actor=actor,
                    object=EventObject(type="events", id=project, project=project),
                    after={
                        "head": {"seq": part[-1].head.seq, "hash": part[-1].head.hash},
                        "lines": [entry.to_line().decode().rstrip("\n") for entry in part],
                    },
                )
            )
        append_events(drafts, at=at)
        return len(fresh)


def _imported(project: str) -> Head:
    """The head of the last import of this project's events."""
    rows = LedgerEvent.objects.filter(action=str(Action.EVENTS_IMPORTED)).order_by("-seq")
    for row in rows.iterator():
        value = json.loads(row.line)
        if value["object"]["project"] == project:
            head = value["after"]["head"]
            return Head(head["seq"], head["hash"])
    return NO_HEAD
