"""Who is it? Password checks with lock-out after five failures.

An attempt is counted before the password is looked at, so that parallel guesses cannot exceed
the limit; a right password sets the count back. Unknown names cost the same time and get the same
answer as wrong passwords.
"""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F

from pipeline.desk.ledger import Draft, append_events
from pipeline.desk.models import Person
from pipeline.desk.services.people import person_actor, person_object
from pipeline.errors import RefusedError
from pipeline.ledger.event import Action, Actor, EventObject, Outcome

__all__ = ["MAX_ATTEMPTS", "authenticate"]

MAX_ATTEMPTS = 5


def authenticate(
    username: str,
    password: str,
    *,
    at: dt.datetime,
    signing: bool = False,
    via: str = "cli",
    session_ref: str = "",
) -> Person:
    """The person, when the password is right.

    RefusedError `review.password` (wrong, unknown or inactive: one answer) or
    `review.account_locked`. Each failure is an event (`signature.failed` when signing, else
    `auth.failed`), the fifth also `auth.locked`.
    """
    with transaction.atomic():
        counted = Person.objects.filter(
            username=username, is_active=True, failed_attempts__lt=MAX_ATTEMPTS
        ).update(failed_attempts=F("failed_attempts") + 1)
    person = Person.objects.filter(username=username).first()
    if person is None or not counted:
        make_password(password)
        locked = person is not None and person.is_active
        code = "review.account_locked" if locked else "review.password"
        _record(username, person, code, signing, at=at, via=via, session_ref=session_ref)
        raise _refusal(code)
    if not check_password(password, person.password):
        code = "review.password"
        _record(username, person, code, signing, at=at, via=via, session_ref=session_ref)
        raise _refusal(code)
    Person.objects.filter(pk=person.pk).update(failed_attempts=0)
    person.failed_attempts = 0
    return person


def _refusal(code: str) -> RefusedError:
    if code == "review.account_locked":
        return RefusedError.of(
            code,
            f"the account is locked after {MAX_ATTEMPTS} wrong passwords",
            hint="have it unlocked: imprimatur review person reset",
        )
    return RefusedError.of(code, "username or password is wrong")


def _record(
    username: str,
    person: Person | None,
    code: str,
    signing: bool,  # noqa: FBT001 - private
    *,
    at: dt.datetime,
    via: str,
    session_ref: str,
) -> None:
    actor = person_actor(person) if person else Actor(kind="cli", id="unknown")
    about = (
        person_object(person) if person else EventObject(type="person", id="unknown", project="")
    )
    drafts = [
        Draft(
            action=Action.SIGNATURE_FAILED if signing else Action.AUTH_FAILED,
            actor=actor,
            object=about,
            after={"username": username[:64]} if person is None else None,
            result=Outcome.REFUSED,
            result_code=code,
            session_ref=session_ref,
            via=via,
        )
    ]
    if person is not None and person.failed_attempts == MAX_ATTEMPTS and code == "review.password":
        drafts.append(
            Draft(
                action=Action.AUTH_LOCKED,
                actor=actor,
                object=about,
                after={"failed_attempts": MAX_ATTEMPTS},
                result=Outcome.REFUSED,
                result_code="review.account_locked",
                via=via,
            )
        )
    with transaction.atomic():
        append_events(drafts, at=at)
