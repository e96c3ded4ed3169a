"""What a lock touches: its revisions on a day, and the messages that it matches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pipeline.locks.registry import Registry
from pipeline.model.locale import LocaleTag
from pipeline.model.lock import Lock, LockPolicy, LockScope
from pipeline.model.message import Message

__all__ = ["Approval", "RevisionState", "approval_of", "messages_of", "revision_state"]


class RevisionState(StrEnum):
    """A revision of a lock on a day."""

    IN_FORCE = "in force"
    LATER = "not yet in force"
    LAPSED = "expired, its text is held"
    REPLACED = "expired, replaced by a later revision"


def revision_state(registry: Registry, lock: Lock) -> RevisionState:
    """What the lock is on the registry's day."""
    if lock in registry.locks:
        return RevisionState.IN_FORCE
    if registry.as_of < lock.effective_on:
        return RevisionState.LATER
    return RevisionState.LAPSED if lock in registry.lapsed else RevisionState.REPLACED


def messages_of(registry: Registry, name: str, messages: Iterable[Message]) -> tuple[Message, ...]:
    """The messages that a lock of this name (or with this id) covers, whole or in part.

    Where no such revision counts on the day, they are those that each would cover alone.
    """
    alone = [
        Registry(registry.project, [lock], as_of=lock.effective_on)
        for lock in registry.revisions
        if name in {lock.name, lock.id} and lock not in (*registry.locks, *registry.lapsed)
    ]
    return tuple(
        message
        for message in messages
        if any(name in {lock.name, lock.id} for lock in registry.match(message).locks)
        or any(found.match(message) for found in alone)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """How far a lock is approved in a locale."""

    wanted: int
    """Texts or forms that must be approved; 0 for a lock that is the same everywhere."""
    there: int
    until: str = ""
    """ISO date: the first day on which one of them is over; empty where none has an end."""


def approval_of(lock: Lock, locale: LocaleTag) -> Approval:
    """Approved translations, whatever the day."""
    if lock.policy is LockPolicy.VERBATIM:
        return Approval(wanted=0, there=0)
    if lock.scope is LockScope.TERM:
        return Approval(wanted=1, there=min(1, len(lock.forms.get(locale, ()))))
    found = [target for target in lock.approved.get(locale, ()) if target is not None]
    return Approval(
        wanted=len(lock.source),
        there=len(found),
        until=min((target.expires_on.isoformat() for target in found), default=""),
    )
