"""The desk's side of the ledger: appends events in the transaction of the act they record.

Every caller is inside `transaction.atomic()`; on SQLite that is an IMMEDIATE transaction, so
there is one writer at a time and the chain cannot fork.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from pipeline import __version__
from pipeline.desk.ids import new_uuid
from pipeline.desk.models import LedgerEvent
from pipeline.desk.paging import in_pages
from pipeline.errors import RefusedError
from pipeline.ledger.chain import GENESIS, Entry, Head, append
from pipeline.ledger.event import Action, Actor, Event, EventObject, Outcome
from pipeline.review.instant import Instant

__all__ = [
    "SOFTWARE",
    "Draft",
    "append_events",
    "command_line_actor",
    "ledger_head",
    "ledger_lines",
    "refuse_skew",
]

SOFTWARE = f"imprimatur {__version__}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What an event says, before it has a time and a place in the chain."""

    action: Action
    actor: Actor
    object: EventObject
    before: Any = None
    after: Any = None
    reason: str = ""
    result: Outcome = Outcome.OK
    result_code: str = ""
    session_ref: str = ""
    via: str = "cli"
    """Where the act came from: `cli` or `desk`."""


def command_line_actor(name: str) -> Actor:
    """Whoever runs the command, as the operating system names them: no person of the desk."""
    return Actor(kind="cli", id=name or "unknown")


def ledger_head() -> Head:
    """The last event's number and hash."""
    last = LedgerEvent.objects.order_by("-seq").values_list("seq", "hash").first()
    return Head(*last) if last is not None else Head(0, GENESIS)


def append_events(drafts: Sequence[Draft], *, at: dt.datetime) -> list[Entry]:
    """Appends these events in order and returns their entries."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event is written in the transaction of its act")
    instant, head = Instant.of(at), ledger_head()
    entries: list[Entry] = []
    for draft in drafts:
        event = Event(
            event_id=str(new_uuid(at)),
            at=instant.utc,
            at_zone=instant.zone,
            actor=draft.actor,
            action=draft.action,
            object=draft.object,
            before=draft.before,
            after=draft.after,
            reason=draft.reason,
            result=draft.result,
            result_code=draft.result_code,
            session_ref=draft.session_ref,
            origin={"via": draft.via},
            software={"name": "imprimatur", "version": __version__},
            clock={"source": "server"},
        )
        entries.append(append(head, event))
        head = entries[-1].head
    LedgerEvent.objects.bulk_create(map(_row, entries), batch_size=500)
    return entries


def ledger_lines() -> Iterator[bytes]:
    """Every entry as one line, in order: what `verify_chain` and an export read."""
    for row in in_pages(LedgerEvent.objects.all()):
        yield row.line.encode() + b"\n"


def refuse_skew(at: dt.datetime) -> None:
    """Refuses to sign at a time before the last event: `clock.skew`."""
    last = LedgerEvent.objects.order_by("-seq").first()
    if last is None:
        return
    stamp, now = str(json.loads(last.line)["at"]), Instant.of(at).utc
    if now < stamp:
        raise RefusedError.of(
            "clock.skew",
            f"the clock says {now}, but event {last.seq} is from {stamp}",
            hint="set the machine's clock, then sign",
        )


def _row(entry: Entry) -> LedgerEvent:
    return LedgerEvent(
        seq=entry.seq,
        prev_hash=entry.prev_hash,
        hash=entry.hash,
        action=str(entry.payload["action"]),
        line=entry.to_line().decode().rstrip("\n"),
    )
