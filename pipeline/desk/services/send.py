"""Send: new and changed units of one domain in one locale come to the desk.

A unit whose digest is what was last sent is left alone. A change on both sides is a conflict: the
repository's text stays, the desk's is handed back for a person to choose. Whatever was ever there
is kept as a revision; a signed text that is replaced is recorded as superseded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from pipeline.desk.ids import unit_uid
from pipeline.desk.ledger import Draft, append_events
from pipeline.desk.models import Person, Revision, Unit
from pipeline.desk.selectors.standing import standing_of
from pipeline.desk.values import dump, forms_of, message_value, revision_facts
from pipeline.errors import RejectedError
from pipeline.formats.digests import unit_digest
from pipeline.ledger.event import Action, Actor, EventObject
from pipeline.model.digest import Digest
from pipeline.model.evidence import SignOff
from pipeline.model.locale import LocaleTag
from pipeline.model.lock import LockRef
from pipeline.model.message import Message, MessageKey
from pipeline.model.unit import Origin
from pipeline.review.instant import Instant

__all__ = ["Conflict", "SendResult", "SentUnit", "send_units"]

_BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SentUnit:
    """A unit as the repository has it: what its digest covers, and where its text came from."""

    message: Message
    forms: tuple[str, ...] = ()
    origin: Origin | None = None
    """The true origin (`Unit.true_origin`), so that hand edits are seen."""
    locks: tuple[LockRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A text written at the desk that the repository's own change has displaced."""

    key: MessageKey
    forms: tuple[str, ...]
    digest: Digest
    author: str
    """Printed name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendResult:
    """What came of it, in catalog order."""

    new: tuple[MessageKey, ...]
    changed: tuple[MessageKey, ...]
    unchanged: int
    retired: tuple[MessageKey, ...]
    conflicts: tuple[Conflict, ...]


@dataclass(slots=True)
class _Work:
    """One run of `send_units`: what it was given, and what it has found so far."""

    project: str
    domain: str
    locale: LocaleTag
    plural_rule: str
    actor: Actor
    importer: Person | None
    at: dt.datetime
    rows: dict[str, Unit] = field(default_factory=dict)
    standing: dict[str, tuple[SignOff, ...]] = field(default_factory=dict)
    fresh: list[Unit] = field(default_factory=list)
    touched: list[Unit] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    draft_of: list[int] = field(default_factory=list)
    """Per revision, the index of its draft."""
    new: list[MessageKey] = field(default_factory=list)
    changed: list[MessageKey] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    def about(self, uid: str, revision: int) -> EventObject:
        return EventObject(
            type="unit", id=uid, project=self.project, locale=self.locale, revision=revision
        )


def send_units(
    units: Sequence[SentUnit],
    *,
    project: str,
    domain: str,
    locale: LocaleTag,
    plural_rule: str,
    actor: Actor,
    importer: Person | None = None,
    at: dt.datetime,
) -> SendResult:
    """Brings the catalog's units to the desk, all or none.

    Units of this domain and locale that are not in `units` are retired (kept, no longer shown).
    """
    if not units:
        raise RejectedError.of(
            "review.empty", f"{domain} has no units in {locale}: nothing to send"
        )
    work = _Work(project, domain, locale, plural_rule, actor, importer, at)
    with transaction.atomic():
        found = Unit.objects.filter(project=project, domain=domain, locale=locale)
        work.rows = {row.uid: row for row in found.select_related("current__author")}
        work.standing = standing_of(
            row.current.digest for row in work.rows.values() if row.current is not None
        )
        sent = set()
        for position, unit in enumerate(units):
            uid = unit_uid(project=project, domain=domain, locale=locale, key=unit.message.key)
            sent.add(uid)
            _take(work, uid, unit, position)
        retired = [row for uid, row in work.rows.items() if uid not in sent and not row.retired]
        for row in retired:
            row.retired = True
            number = row.current.number if row.current is not None else 0
            work.touched.append(row)
            work.drafts.append(
                Draft(action=Action.UNIT_RETIRED, actor=actor, object=work.about(row.uid, number))
            )
        _store(work)
    return SendResult(
        new=tuple(work.new),
        changed=tuple(work.changed),
        unchanged=len(units) - len(work.new) - len(work.changed),
        retired=tuple(MessageKey(row.context, row.source) for row in retired),
        conflicts=tuple(work.conflicts),
    )


def _take(work: _Work, uid: str, unit: SentUnit, position: int) -> None:
    message = dump(message_value(unit.message))
    digest = unit_digest(
        unit.message,
        unit.forms,
        project=work.project,
        domain=work.domain,
        locale=work.locale,
        plural_rule=work.plural_rule,
        locks=unit.locks,
    )
    row = work.rows.get(uid)
    if row is None:
        row = Unit(
            uid=uid,
            project=work.project,
            domain=work.domain,
            locale=work.locale,
            context=unit.message.context,
            source=unit.message.source,
            plural=unit.message.plural,
            message=message,
            position=position,
            sent_digest=digest.hex,
        )
        work.fresh.append(row)
        work.new.append(unit.message.key)
        _revise(work, row, unit, digest, number=1)
        return
    if row.sent_digest != digest.hex:
        _change(work, row, unit, digest)
    if (row.message, row.position, row.retired) != (message, position, False):
        row.message, row.position, row.retired = message, position, False
        row.plural = unit.message.plural
        work.touched.append(row)


def _change(work: _Work, row: Unit, unit: SentUnit, digest: Digest) -> None:
    current = row.current
    written_here = current is not None and current.author_id is not None
    if current is not None and written_here and current.digest == digest.hex:
        row.sent_digest = digest.hex  # the desk's own text, back from the repository
        work.touched.append(row)
        return
    if current is not None and written_here and current.based_on == row.sent_digest:
        work.conflicts.append(
            Conflict(
                key=unit.message.key,
                forms=forms_of(current),
                digest=Digest(current.digest),
                author=str(current.author),
            )
        )
    row.sent_digest = digest.hex
    work.changed.append(unit.message.key)
    _revise(work, row, unit, digest, number=current.number + 1 if current is not None else 1)
    work.touched.append(row)


_ACTIONS = {"engine": Action.UNIT_MT_TRANSLATED, "lock": Action.UNIT_FILLED}


def _revise(work: _Work, row: Unit, unit: SentUnit, digest: Digest, *, number: int) -> None:
    origin = unit.origin if any(unit.forms) else None
    old = row.current
    if old is None:
        action = Action.UNIT_CREATED
    else:
        action = _ACTIONS.get(origin.kind if origin else "", Action.UNIT_EDITED)
    after = revision_facts(
        unit.message,
        unit.forms,
        digest=digest,
        locks=unit.locks,
        plural_rule=work.plural_rule,
        origin=origin,
    )
    before = {"digest": old.digest, "forms": list(forms_of(old))} if old is not None else None
    about = work.about(row.uid, number)
    work.draft_of.append(len(work.drafts))
    work.drafts.append(
        Draft(action=action, actor=work.actor, object=about, before=before, after=after)
    )
    ended = work.standing.get(old.digest, ()) if old is not None else ()
    if old is not None and old.digest != digest.hex and ended:
        work.drafts.append(
            Draft(
                action=Action.SIGNATURE_SUPERSEDED,
                actor=work.actor,
                object=about,
                before={"digest": old.digest, "signatures": [item.ceremony for item in ended]},
                after={"digest": digest.hex},
                reason="the repository's text or its locks changed",
            )
        )
    work.revisions.append(
        Revision(
            unit=row,
            number=number,
            message=dump(message_value(unit.message)),
            forms=dump(list(unit.forms)),
            digest=digest.hex,
            locks=dump(after["locks"]),
            plural_rule=work.plural_rule,
            origin_kind=origin.kind if origin else "",
            origin_detail=origin.detail if origin else "",
            importer=work.importer,
            based_on=digest.hex,
            created_at=Instant.of(work.at).utc,
        )
    )


def _store(work: _Work) -> None:
    entries = append_events(work.drafts, at=work.at)
    for revision, index in zip(work.revisions, work.draft_of, strict=True):
        revision.event = entries[index].seq
    Unit.objects.bulk_create(work.fresh, batch_size=_BATCH)
    for revision in Revision.objects.bulk_create(work.revisions, batch_size=_BATCH):
        revision.unit.current = revision
    Unit.objects.bulk_update(work.fresh, ["current"], batch_size=_BATCH)
    touched = {row.uid: row for row in work.touched}
    names = ["current", "sent_digest", "message", "plural", "position", "retired"]
    Unit.objects.bulk_update(touched.values(), names, batch_size=_BATCH)
