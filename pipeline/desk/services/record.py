"""Write one ceremony: its record, its units and its event, in the caller's transaction."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from pipeline.desk.ids import new_uuid
from pipeline.desk.ledger import SOFTWARE, Draft, append_events, ledger_head
from pipeline.desk.models import Person, SignatureRecord, SignatureUnit
from pipeline.desk.selectors.standing import round_of, standing_of
from pipeline.desk.services.people import person_actor
from pipeline.desk.services.units import SignedUnit
from pipeline.desk.values import dump
from pipeline.errors import ImprimaturError, RefusedError
from pipeline.formats.digests import texts_digest
from pipeline.ledger.event import Action, EventObject, Outcome
from pipeline.model.digest import Digest
from pipeline.model.evidence import Meaning, SignOff
from pipeline.model.locale import LocaleTag
from pipeline.review.ceremony import (
    Authentication,
    CeremonyUnit,
    LedgerPlace,
    PolicyInForce,
    Signer,
    ceremony_digest,
    make_ceremony_payload,
)
from pipeline.review.content import SheetContent
from pipeline.review.four_eyes import compare_people
from pipeline.review.instant import Instant
from pipeline.review.roles import ReviewRole
from pipeline.review.shown import show_signature

__all__ = ["Act", "Signed", "record_failure", "role_for", "write_record"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What all units of a ceremony share."""

    person: Person
    role: ReviewRole
    meaning: Meaning
    project: str
    domain: str
    locale: LocaleTag
    displayed: Digest
    policy: PolicyInForce
    reason: str
    at: dt.datetime
    session_ref: str = ""
    via: str = "cli"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A ceremony that has happened."""

    ceremony_id: str
    payload: dict[str, Any]
    shown: str
    """The signature as it is shown to people."""

    @property
    def count(self) -> int:
        """How many units it covers."""
        return len(self.payload["units"])


def role_for(person: Person, locale: LocaleTag, meaning: Meaning) -> ReviewRole:
    """The role that gives this person the right to this meaning in this locale.

    RefusedError `review.not_granted`, `review.must_change_password`, or `review.password` for
    somebody who is not active.
    """
    if not person.is_active:
        raise RefusedError.of("review.password", "username or password is wrong")
    if person.must_change_password:
        raise RefusedError.of(
            "review.must_change_password",
            f"the password of {person.username} was set by somebody else",
            hint="imprimatur review person password, then sign",
        )
    granted = set(person.grants.filter(locale=locale, revoked_at="").values_list("role", flat=True))
    for role in ReviewRole:
        if role in granted and meaning in role.meanings:
            return role
    raise RefusedError.of(
        "review.not_granted",
        f"{person.printed_name} has no role in {locale} that may sign as {meaning}",
        hint="imprimatur review person grant",
    )


def write_record(act: Act, units: Sequence[SignedUnit]) -> Signed:
    """The ceremony, written; the caller has checked that it may happen."""
    ceremony = new_uuid(act.at)
    payload = _payload(act, units, str(ceremony))
    entry = append_events([_draft(act, str(ceremony), payload)], at=act.at)[0]
    record = SignatureRecord.objects.create(
        id=ceremony,
        project=act.project,
        domain=act.domain,
        locale=act.locale,
        meaning=act.meaning,
        signer=act.person,
        payload=dump(payload),
        event=entry.seq,
    )
    SignatureUnit.objects.bulk_create(
        SignatureUnit(
            record=record,
            revision=unit.revision,
            digest=unit.digest.hex,
            meaning=act.meaning,
            round=round_of(unit.digest.hex),
        )
        for unit in units
    )
    return Signed(
        ceremony_id=str(ceremony),
        payload=json.loads(record.payload),
        shown=show_signature(payload, digest=units[0].digest.hex if len(units) == 1 else ""),
    )


def record_failure(
    person: Person,
    meaning: Meaning,
    content: SheetContent,
    digests: Sequence[Digest],
    failure: ImprimaturError,
    *,
    at: dt.datetime,
    session_ref: str = "",
    via: str = "cli",
) -> None:
    """The event of a ceremony that was refused, in a transaction of its own."""
    draft = Draft(
        action=Action.SIGNATURE_FAILED,
        actor=person_actor(person),
        object=EventObject(
            type="units", id=content.domain, project=content.project, locale=content.locale
        ),
        after={"meaning": str(meaning), "units": [digest.hex for digest in digests]},
        result=Outcome.REFUSED,
        result_code=" ".join(sorted({fault.code for fault in failure.faults})),
        session_ref=session_ref,
        via=via,
    )
    with transaction.atomic():
        append_events([draft], at=at)


def _payload(act: Act, units: Sequence[SignedUnit], ceremony: str) -> dict[str, Any]:
    head, instant = ledger_head(), Instant.of(act.at)
    standing = standing_of(unit.digest.hex for unit in units)
    return make_ceremony_payload(
        ceremony_id=ceremony,
        project=act.project,
        domain=act.domain,
        locale=act.locale,
        meaning=act.meaning,
        signer=Signer(
            id=str(act.person.id),
            printed_name=act.person.printed_name,
            role=act.role.label,
            organization=act.person.organization,
        ),
        signed_at=instant,
        units=[_unit(act, unit, standing.get(unit.digest.hex, ())) for unit in units],
        displayed=act.displayed,
        policy=act.policy,
        authentication=Authentication(
            components=("user_id", "password"),
            at=instant.utc,
            first_in_session=not act.session_ref,
            session_ref=act.session_ref,
        ),
        ledger=LedgerPlace(sequence=head.seq + 1, previous=head.hash),
        reason=act.reason,
        software=SOFTWARE,
    )


def _unit(act: Act, unit: SignedUnit, standing: Sequence[SignOff]) -> CeremonyUnit:
    verdict = compare_people(
        str(act.person.id), act.meaning, writers=unit.writers, standing=standing
    )
    return CeremonyUnit(
        id=unit.revision.unit_id,
        digest=unit.digest,
        revision=unit.revision.number,
        context=unit.context,
        source=texts_digest(unit.source),
        target=texts_digest(unit.forms),
        findings=unit.findings,
        locks=unit.locks,
        prior=unit.prior,
        four_eyes=verdict.compared,
    )


def _draft(act: Act, ceremony: str, payload: dict[str, Any]) -> Draft:
    withdrawn = act.meaning is Meaning.WITHDRAWAL
    return Draft(
        action=Action.SIGNATURE_WITHDRAWN if withdrawn else Action.SIGNATURE_CREATED,
        actor=person_actor(act.person, role=act.role.label),
        object=EventObject(type="ceremony", id=ceremony, project=act.project, locale=act.locale),
        after={
            "record": ceremony_digest(payload).hex,
            "meaning": str(act.meaning),
            "domain": act.domain,
            "displayed_digest": act.displayed.hex,
            "units": [unit["unit"] for unit in payload["units"]],
        },
        reason=act.reason,
        session_ref=act.session_ref,
        via=act.via,
    )
