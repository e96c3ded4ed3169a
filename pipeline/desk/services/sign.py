"""Sign: one person, one meaning, 1 to 500 units, all or none, in one transaction.

Every check that could change between reading and signing is made inside the transaction. A
refusal names every unit that stands in the way and is itself an event.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from pipeline.desk.ledger import refuse_skew
from pipeline.desk.models import Person
from pipeline.desk.selectors.standing import standing_of
from pipeline.desk.services.authenticate import authenticate
from pipeline.desk.services.record import Act, Signed, record_failure, role_for, write_record
from pipeline.desk.services.shown import sheet_read
from pipeline.desk.services.units import SignedUnit, units_of
from pipeline.errors import Fault, ImprimaturError, RefusedError, RejectedError
from pipeline.model.digest import Digest
from pipeline.model.evidence import Meaning
from pipeline.review.ceremony import CEREMONY_UNITS, PolicyInForce
from pipeline.review.content import SheetContent
from pipeline.review.four_eyes import compare_people

__all__ = ["sign_units"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    person: Person
    meaning: Meaning
    content: SheetContent
    digests: tuple[Digest, ...]
    displayed: Digest
    reason: str
    at: dt.datetime
    session_ref: str
    via: str


def sign_units(
    *,
    username: str,
    password: str,
    meaning: Meaning,
    content: SheetContent,
    digests: Sequence[Digest],
    displayed: Digest,
    reason: str = "",
    at: dt.datetime,
    session_ref: str = "",
    via: str = "cli",
) -> Signed:
    """Signs these units of the sheet with this meaning.

    `content` is the sheet's content as it stands now; `displayed` the digest of the sheet the
    person has read. Refused: `review.password`, `review.account_locked`,
    `review.must_change_password`, `review.not_granted`, `review.display`, `review.changed`,
    `review.empty`, `review.blocked`, `review.four_eyes`, `review.signed`, `review.reason`,
    `clock.skew`. Rejected: `review.batch`, `review.meaning`.
    """
    _check_call(meaning, digests)
    person = authenticate(username, password, at=at, signing=True, via=via, session_ref=session_ref)
    request = _Request(
        person=person,
        meaning=meaning,
        content=content,
        digests=tuple(digests),
        displayed=displayed,
        reason=reason,
        at=at,
        session_ref=session_ref,
        via=via,
    )
    try:
        with transaction.atomic():
            return _sign(request)
    except IntegrityError as error:
        failure: ImprimaturError = RefusedError.of(
            "review.signed", f"somebody else has just signed one of these units as {meaning}"
        )
        failure.__cause__ = error
    except RefusedError as error:
        failure = error
    record_failure(
        person, meaning, content, digests, failure, at=at, session_ref=session_ref, via=via
    )
    raise failure


def _check_call(meaning: Meaning, digests: Sequence[Digest]) -> None:
    if not meaning.signs_off:
        raise RejectedError.of("review.meaning", f"a {meaning} is not a sign-off")
    if not 1 <= len(digests) <= CEREMONY_UNITS or len(set(digests)) != len(digests):
        raise RejectedError.of(
            "review.batch",
            f"a ceremony covers 1 to {CEREMONY_UNITS} different units, not {len(digests)}",
            hint="sign in several batches",
        )


def _sign(request: _Request) -> Signed:
    refuse_skew(request.at)
    person = Person.objects.select_for_update().get(pk=request.person.pk)
    role = role_for(person, request.content.locale, request.meaning)
    units = units_of(request.content, request.digests)
    sheet = sheet_read(request.content, request.displayed)
    faults = [fault for unit in units for fault in _faults(request, person, unit)]
    RefusedError.raise_for(faults)
    act = Act(
        person=person,
        role=role,
        meaning=request.meaning,
        project=request.content.project,
        domain=request.content.domain,
        locale=request.content.locale,
        displayed=request.displayed,
        policy=PolicyInForce(version=sheet.policy_version, digest=sheet.policy_digest),
        reason=request.reason,
        at=request.at,
        session_ref=request.session_ref,
        via=request.via,
    )
    return write_record(act, units)


def _faults(request: _Request, person: Person, unit: SignedUnit) -> list[Fault]:
    name, found = unit.label, []
    standing = standing_of([unit.digest.hex]).get(unit.digest.hex, ())
    if not unit.has_target:
        found.append(Fault(code="review.empty", message=f"{name} has no translation"))
    if unit.blockers:
        codes = ", ".join(sorted({finding.code for finding in unit.blockers}))
        found.append(Fault(code="review.blocked", message=f"{name} has blockers: {codes}"))
    if any(item.meaning is request.meaning for item in standing):
        signer = next(item for item in standing if item.meaning is request.meaning)
        message = f"{name} is already signed as {request.meaning} by {signer.printed_name}"
        found.append(Fault(code="review.signed", message=message))
    verdict = compare_people(
        str(person.id), request.meaning, writers=unit.writers, standing=standing
    )
    if not verdict:
        found.append(
            Fault(
                code="review.four_eyes",
                message=f"{person.printed_name} {verdict.refusal}: {name}",
                hint="somebody else has to sign it",
            )
        )
    if unit.needs_reason and not request.reason.strip():
        message = f"{name} was signed or taken back before: say why it is signed again"
        found.append(Fault(code="review.reason", message=message))
    return found
