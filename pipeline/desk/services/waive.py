"""Waive findings: a named person accepts blockers of exactly this text, with a reason.

The same act as signing: password again, bound to the sheet that was read, in one transaction, a
refusal is an event. The policy says whose role may waive which codes; locks have no waiver (law 7).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from pipeline.desk.ledger import refuse_skew
from pipeline.desk.models import Person
from pipeline.desk.selectors.standing import waivers_on
from pipeline.desk.services.authenticate import authenticate
from pipeline.desk.services.record import Act, Signed, record_failure, role_among, write_record
from pipeline.desk.services.shown import sheet_read
from pipeline.desk.services.units import SignedUnit, units_of
from pipeline.errors import Fault, ImprimaturError, RefusedError, RejectedError
from pipeline.model.digest import Digest
from pipeline.model.evidence import Meaning
from pipeline.model.finding import Finding, Severity
from pipeline.model.waiver import WaiverRule, is_waivable
from pipeline.review.ceremony import CEREMONY_UNITS, PolicyInForce
from pipeline.review.content import SheetContent
from pipeline.review.four_eyes import compare_people
from pipeline.review.roles import ReviewRole

__all__ = ["waive_findings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    person: Person
    content: SheetContent
    digests: tuple[Digest, ...]
    codes: frozenset[str]
    displayed: Digest
    reason: str
    at: dt.datetime
    session_ref: str
    via: str


def waive_findings(
    *,
    username: str,
    password: str,
    content: SheetContent,
    digests: Sequence[Digest],
    codes: Sequence[str],
    displayed: Digest,
    reason: str,
    at: dt.datetime,
    session_ref: str = "",
    via: str = "cli",
) -> Signed:
    """Accepts the blockers with these codes on these units of the sheet.

    Refused: as `sign_units` for password, account, sheet and changed units; `review.not_granted`,
    `review.four_eyes`, `review.signed`; `review.not_waivable` for a code that never can be waived
    or that the policy does not name, `review.no_blocker` where a unit has no such blocker.
    Rejected: `review.reason`, `review.batch`.
    """
    _check_call(digests, codes, reason)
    person = authenticate(username, password, at=at, signing=True, via=via, session_ref=session_ref)
    request = _Request(
        person=person,
        content=content,
        digests=tuple(digests),
        codes=frozenset(codes),
        displayed=displayed,
        reason=reason,
        at=at,
        session_ref=session_ref,
        via=via,
    )
    try:
        with transaction.atomic():
            return _waive(request)
    except IntegrityError as error:
        failure: ImprimaturError = RefusedError.of(
            "review.signed", "the same finding has just been waived by this person"
        )
        failure.__cause__ = error
    except RefusedError as error:
        failure = error
    record_failure(
        person, Meaning.WAIVER, content, digests, failure, at=at, session_ref=session_ref, via=via
    )
    raise failure


def _check_call(digests: Sequence[Digest], codes: Sequence[str], reason: str) -> None:
    if not 1 <= len(digests) <= CEREMONY_UNITS or len(set(digests)) != len(digests):
        raise RejectedError.of(
            "review.batch",
            f"a ceremony covers 1 to {CEREMONY_UNITS} different units, not {len(digests)}",
        )
    if not codes:
        raise RejectedError.of("review.not_waivable", "name the codes to waive")
    if not reason.strip():
        raise RejectedError.of("review.reason", "a waiver needs a reason")


def _waive(request: _Request) -> Signed:
    refuse_skew(request.at)
    content = request.content
    rule = _check_codes(content.waivers, request.codes)
    person = Person.objects.select_for_update().get(pk=request.person.pk)
    roles = [role for role in ReviewRole if str(role) in rule.roles and role.may_waive]
    role = role_among(person, content.locale, roles, "waive findings by this policy")
    units = units_of(content, request.digests)
    sheet = sheet_read(content, request.displayed)
    RefusedError.raise_for([fault for unit in units for fault in _faults(request, person, unit)])
    act = Act(
        person=person,
        role=role,
        meaning=Meaning.WAIVER,
        project=content.project,
        domain=content.domain,
        locale=content.locale,
        displayed=request.displayed,
        policy=PolicyInForce(version=sheet.policy_version, digest=sheet.policy_digest),
        reason=request.reason,
        at=request.at,
        session_ref=request.session_ref,
        via=request.via,
        waives={unit.digest: _accepted(request, unit) for unit in units},
    )
    return write_record(act, units)


def _check_codes(rule: WaiverRule | None, codes: frozenset[str]) -> WaiverRule:
    never = sorted(code for code in codes if not is_waivable(code))
    if never:
        raise RefusedError.of(
            "review.not_waivable",
            f"no policy can waive {', '.join(never)}",
            hint="correct the text; a lock is changed by its owners, with the registry",
        )
    if rule is None or codes - rule.codes:
        named = sorted(codes - rule.codes) if rule else sorted(codes)
        raise RefusedError.of(
            "review.not_waivable",
            f"the policy lets nobody waive {', '.join(named)}",
            hint="[waivers] of policy.toml names codes, roles and how many people it takes",
        )
    return rule


def _accepted(request: _Request, unit: SignedUnit) -> tuple[Finding, ...]:
    return tuple(
        item
        for item in unit.shown
        if item.severity is Severity.BLOCKER and item.code in request.codes
    )


def _faults(request: _Request, person: Person, unit: SignedUnit) -> list[Fault]:
    found = []
    absent = request.codes - {item.code for item in _accepted(request, unit)}
    if absent:
        message = f"{unit.label} has no blocker {', '.join(sorted(absent))}"
        found.append(Fault(code="review.no_blocker", message=message))
    verdict = compare_people(str(person.id), Meaning.WAIVER, writers=unit.writers, standing=())
    if not verdict:
        found.append(
            Fault(
                code="review.four_eyes",
                message=f"{person.printed_name} {verdict.refusal}: {unit.label}",
                hint="somebody else has to decide",
            )
        )
    waived = {
        code
        for waiver in waivers_on([unit.digest.hex]).get(unit.digest.hex, ())
        if waiver.signer_id == str(person.id)
        for code in waiver.codes
    }
    if again := sorted(waived & request.codes):
        message = f"{person.printed_name} has waived {', '.join(again)} of {unit.label} already"
        found.append(Fault(code="review.signed", message=message))
    return found
