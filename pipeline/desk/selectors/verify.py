"""Verify the ledger against itself and against every record it speaks of.

The chain shows that no event was changed, moved or dropped; the rest shows that revisions,
signatures and sheets are those the events describe. Raises at the first bad sequence number.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NoReturn

from django.db.models import F, Max

from pipeline.desk.ledger import ledger_lines
from pipeline.desk.models import LedgerEvent, Revision, SheetRecord, SignatureRecord, Unit
from pipeline.desk.paging import in_pages
from pipeline.desk.selectors.verify_people import PERSON_ACTIONS, check_people
from pipeline.desk.values import forms_of, load_message, locks_of, revision_facts
from pipeline.errors import RefusedError
from pipeline.formats.digests import unit_digest
from pipeline.ledger.chain import Head, verify_chain
from pipeline.ledger.event import Action
from pipeline.model.evidence import Meaning
from pipeline.model.unit import Origin
from pipeline.review.ceremony import ceremony_digest

__all__ = ["verify_ledger"]

_UNIT_ACTIONS = frozenset(
    {Action.UNIT_CREATED, Action.UNIT_EDITED, Action.UNIT_MT_TRANSLATED, Action.UNIT_FILLED}
)
_SIGNING = frozenset({Action.SIGNATURE_CREATED, Action.SIGNATURE_WITHDRAWN})


def verify_ledger(anchors: Iterable[Head] = ()) -> Head:
    """The ledger's head when everything holds.

    RefusedError `ledger.broken` (chain), `ledger.anchor` (cut or rewritten since an anchor), or
    `ledger.record` (a revision, signature or sheet is not what its event says).
    """
    head = verify_chain(ledger_lines(), anchors=anchors)
    events: dict[str, dict[int, Mapping[str, Any]]] = {
        "unit": {},
        "signature": {},
        "sheet": {},
        "person": {},
    }
    for row in in_pages(LedgerEvent.objects.all()):
        value = json.loads(row.line)
        told = (value["seq"], value["prev_hash"], value["hash"], value["action"])
        if told != (row.seq, row.prev_hash, row.hash, row.action):
            _bad(row.seq, "the columns beside the event differ from it")
        if value["action"] in _UNIT_ACTIONS:
            events["unit"][row.seq] = value
        elif value["action"] in _SIGNING:
            events["signature"][row.seq] = value
        elif value["action"] == Action.EXPORT_MADE and value["object"]["type"] == "sheet":
            events["sheet"][row.seq] = value
        elif value["action"] in PERSON_ACTIONS:
            events["person"][row.seq] = value
    check_people(events["person"].values())
    _check_all(events["unit"], _revisions(events["unit"]), "revision")
    _check_all(events["signature"], _signatures(events["signature"]), "signature")
    _check_all(events["sheet"], _sheets(events["sheet"]), "review sheet")
    _check_current(head.seq)
    return head


def _check_current(seq: int) -> None:
    last = Unit.objects.annotate(last=Max("revisions__number"))
    wrong = last.exclude(current__number=F("last"), current__unit=F("uid")).first()
    if wrong is not None:
        _bad(seq, f"the text in force of unit {wrong.uid[:12]} is not its last revision")


def _check_all(events: Mapping[int, Any], seen: Iterator[int], what: str) -> None:
    found: set[int] = set()
    for seq in seen:
        if seq in found:
            _bad(seq, f"a second {what} names this event")
        found.add(seq)
    missing = sorted(set(events) - found)
    if missing:
        _bad(missing[0], f"the {what} it records is gone")


def _event(events: Mapping[int, Mapping[str, Any]], seq: int, what: str) -> Mapping[str, Any]:
    if seq not in events:
        _bad(seq, f"a {what} names it, but it records none")
    return events[seq]


def _revisions(events: Mapping[int, Mapping[str, Any]]) -> Iterator[int]:
    for row in in_pages(Revision.objects.select_related("unit")):
        event = _event(events, row.event, "revision")
        message, forms, locks = load_message(row.message), forms_of(row), locks_of(row)
        digest = unit_digest(
            message,
            forms,
            project=row.unit.project,
            domain=row.unit.domain,
            locale=row.unit.locale,
            plural_rule=row.plural_rule,
            locks=locks,
        )
        origin = Origin.of(row.origin_kind, row.origin_detail, forms) if row.origin_kind else None
        facts = revision_facts(
            message,
            forms,
            digest=digest,
            locks=locks,
            plural_rule=row.plural_rule,
            origin=origin,
        )
        about = event["object"]
        place = (about["id"], about["revision"], about["project"], about["locale"])
        if (
            facts != event["after"]
            or digest.hex != row.digest
            or place != (row.unit_id, row.number, row.unit.project, row.unit.locale)
        ):
            _bad(row.event, "the unit's revision is not the text it records")
        yield row.event


def _signatures(events: Mapping[int, Mapping[str, Any]]) -> Iterator[int]:
    for row in in_pages(
        SignatureRecord.objects.prefetch_related("units__revision", "waivers__revision")
    ):
        event = _event(events, row.event, "signature")
        payload = json.loads(row.payload)
        told = (
            payload["signature_id"],
            payload["project"],
            payload["domain"],
            payload["locale"],
            payload["meaning"]["code"],
            payload["signer"]["id"],
            payload["ledger"]["seq"],
        )
        columns = (
            str(row.id),
            row.project,
            row.domain,
            row.locale,
            row.meaning,
            str(row.signer_id),
            row.event,
        )
        if ceremony_digest(payload).hex != event["after"]["record"] or told != columns:
            _bad(row.event, "the signature is not the one it records")
        if row.meaning == Meaning.WAIVER:
            _check_waiver(row, payload)
            yield row.event
            continue
        units = sorted((unit["unit"], unit["id"], unit["revision"]) for unit in payload["units"])
        covered = sorted(
            (unit.digest, unit.revision.unit_id, unit.revision.number) for unit in row.units.all()
        )
        honest = not row.waivers.all() and all(
            unit.digest == unit.revision.digest and unit.meaning == row.meaning
            for unit in row.units.all()
        )
        if units != covered or not honest:
            _bad(row.event, "the signature covers other units than it records")
        yield row.event


def _check_waiver(row: SignatureRecord, payload: Mapping[str, Any]) -> None:
    told = sorted(
        {
            (unit["unit"], unit["id"], unit["revision"], item["code"])
            for unit in payload["units"]
            for item in unit["waives"]
        }
    )
    covered = sorted(
        (unit.digest, unit.revision.unit_id, unit.revision.number, unit.code)
        for unit in row.waivers.all()
    )
    honest = all(
        unit.digest == unit.revision.digest and unit.signer_id == row.signer_id
        for unit in row.waivers.all()
    )
    if told != covered or not honest or row.units.exists():
        _bad(row.event, "the waiver covers other findings than it records")


def _sheets(events: Mapping[int, Mapping[str, Any]]) -> Iterator[int]:
    for row in in_pages(SheetRecord.objects.all()):
        event = _event(events, row.event, "review sheet")
        try:
            digest = hashlib.sha256(zlib.decompress(row.data)).hexdigest()
        except zlib.error:
            digest = ""
        if not event["object"]["id"] == row.digest == digest:
            _bad(row.event, "the review sheet is not the one it records")
        yield row.event


def _bad(seq: int, problem: str) -> NoReturn:
    raise RefusedError.of(
        "ledger.record",
        f"event {seq}: {problem}",
        path="ledger",
        line=seq,
        hint="restore the desk's database from a backup, and find out who changed it",
    )
