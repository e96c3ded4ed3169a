"""Write one ceremony: its record, its units and its event, in the caller's transaction."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from pipeline.desk.ids import new_uuid
from pipeline.desk.ledger import SOFTWARE, Draft, append_events, ledger_head
from pipeline.desk.models import Person, SignatureRecord, SignatureUnit, WaiverUnit
from pipeline.desk.selectors.standing import round_of, standing_of
from pipeline.desk.services.people import person_actor
from pipeline.desk.services.units import SignedUnit
from pipeline.desk.values import dump
from pipeline.errors import ImprimaturError, RefusedError
from pipeline.formats.digests import texts_digest
from pipeline.ledger.event import Action, EventObject, Outcome
from pipeline.model.digest import Digest
from pipeline.model.evidence import Meaning, SignOff
from pipeline.model.finding import Finding
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

__all__ = ["Act", "Signed", "record_failure", "role_among", "role_for", "write_record"]


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
    waives: Mapping[Digest, tuple[Finding, ...]] = field(default_factory=dict)
    """For a waiver: the findings it accepts, per unit."""


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
    return role_among(
        person,
        locale,
        [role for role in ReviewRole if meaning in role.meanings],
        f"sign as {meaning}",
    )


def role_among(
    person: Person, locale: LocaleTag, roles: Sequence[ReviewRole], act: str
) -> ReviewRole:
    """The first of these roles that the person has in this locale; refused as `role_for`."""
    if not person.is_active:
        raise RefusedError.of("review.password", "username or password is wrong")
    if person.must_change_password:
        raise RefusedError.of(
            "review.must_change_password",
            f"the password of {person.username} was set by somebody else",
            hint="imprimatur review person password, then sign",
        )
    granted = set(person.grants.filter(locale=locale, revoked_at="").values_list("role", flat=True))
    for role in roles:
        if role in granted:
            return role
    raise RefusedError.of(
        "review.not_granted",
        f"{person.printed_name} has no role in {locale} that may {act}",
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
    if act.meaning is Meaning.WAIVER:
        _write_waivers(act, units, record)
    else:
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


def _write_waivers(act: Act, units: Sequence[SignedUnit], record: SignatureRecord) -> None:
    WaiverUnit.objects.bulk_create(
        WaiverUnit(
            record=record,
            revision=unit.revision,
            signer=act.person,
            digest=unit.digest.hex,
            code=code,
            round=round_of(unit.digest.hex),
        )
        for unit in units
        for code in sorted({item.code for item in act.waives[unit.digest]})
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
        waiver_role=str(act.role) if act.meaning is Meaning.WAIVER else "",
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
        waives=act.waives.get(unit.digest, ()),
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
            **({"waives": _codes(act)} if act.meaning is Meaning.WAIVER else {}),
        },
        reason=act.reason,
        session_ref=act.session_ref,
        via=act.via,
    )


def _codes(act: Act) -> list[str]:
    return sorted({item.code for found in act.waives.values() for item in found})
