"""Are the people and roles in the database those the ledger tells of?

A role written into the table by hand would let somebody sign; here it is found.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pipeline.desk.models import Person, RoleGrant
from pipeline.errors import RefusedError
from pipeline.ledger.event import Action

__all__ = ["PERSON_ACTIONS", "check_people"]

PERSON_ACTIONS: Final = frozenset(
    {Action.USER_CREATED, Action.USER_ROLE_CHANGED, Action.USER_DEACTIVATED}
)


def check_people(events: Iterable[Mapping[str, Any]]) -> None:
    """Replays these events, in order, and compares; RefusedError `ledger.record`."""
    told: dict[str, tuple[str, str, str]] = {}
    left: set[str] = set()
    roles: set[tuple[str, str, str]] = set()
    for event in events:
        person, after, before = event["object"]["id"], event["after"], event["before"]
        if event["action"] == Action.USER_CREATED:
            told[person] = (after["username"], after["printed_name"], after["organization"])
        elif event["action"] == Action.USER_DEACTIVATED:
            left.add(person)
        elif after is not None:
            roles.add((person, after["role"], after["locale"]))
        else:
            roles.discard((person, before["role"], before["locale"]))
    found = {
        str(row.id): (row.username, row.printed_name, row.organization)
        for row in Person.objects.all()
    }
    for person in sorted(told.keys() | found.keys()):
        if told.get(person) != found.get(person):
            name = (found.get(person) or told[person])[0]
            _bad(f"{name} is not the person the ledger tells of")
    if left != set(map(str, Person.objects.filter(is_active=False).values_list("id", flat=True))):
        _bad("who is active in the database is not who is in the ledger")
    granted: set[tuple[uuid.UUID, str, str]] = set(
        RoleGrant.objects.filter(revoked_at="").values_list("person_id", "role", "locale")
    )
    if {(str(person), role, locale) for person, role, locale in granted} != roles:
        _bad("the roles granted in the database are not those in the ledger")


def _bad(problem: str) -> None:
    raise RefusedError.of(
        "ledger.record",
        problem,
        path="ledger",
        hint="restore the desk's database from a backup, and find out who changed it",
    )
