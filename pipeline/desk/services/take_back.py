"""Reject a text, or withdraw one's own signature of it: always with a reason.

Both end every earlier sign-off of exactly that text, and both are ceremonies with a password.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from pipeline.desk.ledger import refuse_skew
from pipeline.desk.models import Person, SheetRecord
from pipeline.desk.selectors.standing import standing_of, waivers_on
from pipeline.desk.services.authenticate import authenticate
from pipeline.desk.services.record import Act, Signed, record_failure, role_for, write_record
from pipeline.desk.services.units import SignedUnit, units_of
from pipeline.errors import Fault, RefusedError, RejectedError
from pipeline.model.digest import Digest
from pipeline.model.evidence import Meaning
from pipeline.review.ceremony import PolicyInForce
from pipeline.review.content import SheetContent

__all__ = ["take_back"]


def take_back(
    *,
    username: str,
    password: str,
    meaning: Meaning,
    content: SheetContent,
    digests: Sequence[Digest],
    reason: str,
    at: dt.datetime,
    session_ref: str = "",
    via: str = "cli",
) -> Signed:
    """Rejects or withdraws these units (`meaning`: REJECTION or WITHDRAWAL).

    Refused: as `sign_units`, and `review.not_signed` for a withdrawal of what the person has not
    signed. Rejected: `review.reason` without a reason, `review.batch`, `review.meaning`.
    """
    if not meaning.takes_back:
        raise RejectedError.of("review.meaning", f"a {meaning} takes nothing back")
    if not reason.strip():
        raise RejectedError.of("review.reason", f"a {meaning} needs a reason")
    person = authenticate(username, password, at=at, signing=True, via=via, session_ref=session_ref)
    try:
        with transaction.atomic():
            act, units = _prepare(
                person, meaning=meaning, content=content, digests=digests, reason=reason, at=at
            )
            act = dataclasses.replace(act, session_ref=session_ref, via=via)
            return write_record(act, units)
    except RefusedError as error:
        failure = error
    record_failure(
        person, meaning, content, digests, failure, at=at, session_ref=session_ref, via=via
    )
    raise failure


def _prepare(
    person: Person,
    *,
    meaning: Meaning,
    content: SheetContent,
    digests: Sequence[Digest],
    reason: str,
    at: dt.datetime,
) -> tuple[Act, tuple[SignedUnit, ...]]:
    refuse_skew(at)
    person = Person.objects.get(pk=person.pk)
    role = role_for(person, content.locale, meaning)
    units = units_of(content, digests)
    if meaning is Meaning.WITHDRAWAL:
        _check_own(person, units)
    sheet = _last_sheet(content)
    act = Act(
        person=person,
        role=role,
        meaning=meaning,
        project=content.project,
        domain=content.domain,
        locale=content.locale,
        displayed=Digest(sheet.digest),
        policy=PolicyInForce(version=sheet.policy_version, digest=sheet.policy_digest),
        reason=reason,
        at=at,
    )
    return act, units


def _check_own(person: Person, units: Sequence[SignedUnit]) -> None:
    digests = [unit.digest.hex for unit in units]
    standing, waivers = standing_of(digests), waivers_on(digests)
    RefusedError.raise_for(
        Fault(
            code="review.not_signed",
            message=f"{person.printed_name} has no standing signature on {unit.label}",
        )
        for unit in units
        if str(person.id)
        not in {
            item.signer_id
            for found in (standing, waivers)
            for item in found.get(unit.digest.hex, ())
        }
    )


def _last_sheet(content: SheetContent) -> SheetRecord:
    sheet = (
        SheetRecord.objects.filter(
            project=content.project, domain=content.domain, locale=content.locale
        )
        .order_by("-event")
        .first()
    )
    if sheet is None:
        raise RefusedError.of(
            "review.display",
            f"no review sheet of {content.domain} in {content.locale} was ever made",
            hint="imprimatur review sheet, and read it",
        )
    return sheet
