"""People as values, for lists and messages."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.desk.models import Person
from pipeline.desk.services.authenticate import MAX_ATTEMPTS

__all__ = ["PersonView", "granted_locales", "people", "person_view"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """A person with the roles in force."""

    id: str
    username: str
    printed_name: str
    organization: str
    active: bool
    locked: bool
    must_change_password: bool
    grants: tuple[tuple[str, str], ...]
    """(role, locale), sorted."""


def person_view(person: Person) -> PersonView:
    """This person as a value."""
    grants = person.grants.filter(revoked_at="").values_list("role", "locale")
    return PersonView(
        id=str(person.id),
        username=person.username,
        printed_name=person.printed_name,
        organization=person.organization,
        active=person.is_active,
        locked=person.failed_attempts >= MAX_ATTEMPTS,
        must_change_password=person.must_change_password,
        grants=tuple(sorted(grants)),
    )


def people() -> tuple[PersonView, ...]:
    """Everybody, by username."""
    return tuple(person_view(person) for person in Person.objects.order_by("username"))


def granted_locales(person: Person) -> tuple[str, ...]:
    """The locales in which the person has a role, sorted."""
    found = person.grants.filter(revoked_at="").values_list("locale", flat=True)
    return tuple(sorted(set(found)))
