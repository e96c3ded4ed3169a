"""Record a review sheet: what a signer will have been shown is kept with its digest."""

from __future__ import annotations

import datetime as dt
import zlib

from django.db import transaction

from pipeline.desk.ledger import Draft, append_events
from pipeline.desk.models import SheetRecord
from pipeline.desk.values import dump
from pipeline.ledger.event import Action, Actor, EventObject
from pipeline.model.digest import Digest
from pipeline.review.content import SheetContent, findings_digest, sheet_basis
from pipeline.review.sheet import displayed_digest, make_sheet

__all__ = ["record_sheet"]


def record_sheet(content: SheetContent, *, actor: Actor, at: dt.datetime) -> tuple[bytes, Digest]:
    """The sheet's bytes and its digest, kept; the same sheet is kept once."""
    data = make_sheet(content)
    digest = displayed_digest(data)
    units = [
        {"unit": row.digest.hex, "findings": findings_digest(row.findings).hex}
        for row in content.rows
    ]
    with transaction.atomic():
        if SheetRecord.objects.filter(digest=digest.hex).exists():
            return data, digest
        draft = Draft(
            action=Action.EXPORT_MADE,
            actor=actor,
            object=EventObject(
                type="sheet", id=digest.hex, project=content.project, locale=content.locale
            ),
            after={"domain": content.domain, "units": len(units)},
        )
        entry = append_events([draft], at=at)[0]
        SheetRecord.objects.create(
            digest=digest.hex,
            basis=sheet_basis(content).hex,
            policy_version=content.policy.version,
            policy_digest=content.policy.digest,
            units=dump(units),
            project=content.project,
            domain=content.domain,
            locale=content.locale,
            data=zlib.compress(data, 6),
            event=entry.seq,
        )
    return data, digest
