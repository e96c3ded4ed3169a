"""People: enrol, grant and revoke roles, deactivate, set passwords.

An id is never used again, a username never given to somebody else: rows stay, by trigger. Who
enrols cannot sign in that person's name: a password set by somebody else must be changed by its
holder before it signs anything.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from django.contrib.auth.hashers import make_password
from django.db import transaction

from pipeline.desk.ledger import Draft, append_events
from pipeline.desk.models import Person, RoleGrant
from pipeline.desk.passwords import MIN_PASSWORD
from pipeline.errors import Fault, RejectedError
from pipeline.ledger.event import Action, Actor, EventObject
from pipeline.model.locale import LocaleTag, is_well_formed
from pipeline.review.instant import Instant
from pipeline.review.roles import ReviewRole

__all__ = [
    "create_person",
    "deactivate_person",
    "find_person",
    "grant_role",
    "person_actor",
    "person_object",
    "reset_password",
    "revoke_role",
]


def find_person(username: str) -> Person:
    """The person with this username; RejectedError `review.person` when there is none."""
    person = Person.objects.filter(username=username).first()
    if person is None:
        raise RejectedError.of(
            "review.person",
            f"nobody here has the username {username!r}",
            hint="imprimatur review person list",
        )
    return person


def person_actor(person: Person, *, role: str = "") -> Actor:
    """The person as an event's actor, as they are now."""
    return Actor(kind="person", id=str(person.id), printed_name=person.printed_name, role=role)


def person_object(person: Person, locale: LocaleTag = "") -> EventObject:
    """The person as an event's object."""
    return EventObject(type="person", id=str(person.id), project="", locale=locale)


def create_person(
    *,
    username: str,
    printed_name: str,
    password: str,
    grants: Sequence[tuple[ReviewRole, LocaleTag]] = (),
    organization: str = "",
    must_change_password: bool = False,
    by: Actor,
    at: dt.datetime,
) -> Person:
    """Enrols a person with roles; RejectedError `review.person` with every fault at once."""
    name = " ".join(printed_name.split())
    faults = [*_name_faults(username, name), *_password_faults(password, username)]
    faults += [fault for _, locale in grants for fault in _locale_faults(locale)]
    RejectedError.raise_for(faults)
    hashed = make_password(password)
    with transaction.atomic():
        if Person.objects.filter(username=username).exists():
            raise RejectedError.of("review.person", f"the username {username!r} is taken")
        person = Person.objects.create(
            id=uuid.uuid4(),
            username=username,
            printed_name=name,
            organization=organization,
            password=hashed,
            must_change_password=must_change_password,
            created_at=Instant.of(at).utc,
        )
        created = Draft(
            action=Action.USER_CREATED,
            actor=by,
            object=person_object(person),
            after={"username": username, "printed_name": name, "organization": organization},
        )
        append_events([created], at=at)
        for role, locale in dict.fromkeys(grants):
            _grant(person, role, locale, by=by, at=at)
    return person


def grant_role(
    *, username: str, role: ReviewRole, locale: LocaleTag, by: Actor, at: dt.datetime
) -> bool:
    """Grants a role in a locale; False when the person has it already."""
    RejectedError.raise_for(_locale_faults(locale))
    with transaction.atomic():
        person = find_person(username)
        if person.grants.filter(role=role, locale=locale, revoked_at="").exists():
            return False
        _grant(person, role, locale, by=by, at=at)
    return True


def revoke_role(
    *,
    username: str,
    role: ReviewRole,
    locale: LocaleTag,
    reason: str,
    by: Actor,
    at: dt.datetime,
) -> bool:
    """Takes a role back; False when the person did not have it. What was signed stays signed."""
    with transaction.atomic():
        person = find_person(username)
        found = person.grants.filter(role=role, locale=locale, revoked_at="")
        if not found.update(revoked_at=Instant.of(at).utc):
            return False
        draft = Draft(
            action=Action.USER_ROLE_CHANGED,
            actor=by,
            object=person_object(person, locale),
            before={"role": role, "locale": locale},
            reason=reason,
        )
        append_events([draft], at=at)
    return True


def deactivate_person(*, username: str, reason: str, by: Actor, at: dt.datetime) -> None:
    """Ends a person's access; the row and everything signed stay."""
    with transaction.atomic():
        person = find_person(username)
        person.is_active = False
        person.save(update_fields=["is_active"])
        draft = Draft(
            action=Action.USER_DEACTIVATED, actor=by, object=person_object(person), reason=reason
        )
        append_events([draft], at=at)


def reset_password(
    *, username: str, password: str, reason: str, own: bool = False, by: Actor, at: dt.datetime
) -> None:
    """Sets a new password and unlocks the account.

    Set by somebody else (`own` false), it must be changed by its holder before anything is
    signed; the event names both.
    """
    RejectedError.raise_for(_password_faults(password, username))
    hashed = make_password(password)
    with transaction.atomic():
        person = find_person(username)
        person.password = hashed
        person.failed_attempts = 0
        person.must_change_password = not own
        person.save(update_fields=["password", "failed_attempts", "must_change_password"])
        draft = Draft(
            action=Action.USER_CREDENTIAL_RESET,
            actor=by,
            object=person_object(person),
            after={"by_holder": own},
            reason=reason,
        )
        append_events([draft], at=at)


def _grant(
    person: Person, role: ReviewRole, locale: LocaleTag, *, by: Actor, at: dt.datetime
) -> None:
    RoleGrant.objects.create(
        person=person,
        role=role,
        locale=locale,
        granted_by=by.id,
        granted_at=Instant.of(at).utc,
    )
    draft = Draft(
        action=Action.USER_ROLE_CHANGED,
        actor=by,
        object=person_object(person, locale),
        after={"role": role, "locale": locale},
    )
    append_events([draft], at=at)


def _name_faults(username: str, printed_name: str) -> Iterable[Fault]:
    allowed = username.replace("-", "").replace(".", "").replace("_", "")
    if not (allowed.isascii() and allowed.isalnum() and len(username) <= 64):  # noqa: PLR2004
        yield Fault(
            code="review.person",
            message=f"a username is 1 to 64 of a-z, 0-9, dot, hyphen, underscore: {username!r}",
        )
    if not printed_name or not printed_name.isprintable() or len(printed_name) > 200:  # noqa: PLR2004
        yield Fault(
            code="review.person",
            message=f"a printed name is 1 to 200 visible characters: {printed_name!r}",
        )


def _password_faults(password: str, username: str) -> Iterable[Fault]:
    if len(password) < MIN_PASSWORD or password.casefold() == username.casefold():
        yield Fault(
            code="review.weak_password",
            message=f"a password has at least {MIN_PASSWORD} characters and is not the username",
        )


def _locale_faults(locale: LocaleTag) -> Iterable[Fault]:
    if not is_well_formed(locale):
        yield Fault(code="locale.unknown", message=f"not a locale: {locale!r}")
