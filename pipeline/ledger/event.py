"""Audit events: who did what to what, from which value to which, why and where from.

An event becomes a ledger entry by `chain.append`; alone it has no place and no digest. Fields
and actions are closed lists: what is not here cannot be recorded under another name.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from pipeline.signing.instant import parse_instant

__all__ = ["EVENT_SCHEMA", "Action", "Actor", "Event", "EventObject", "Outcome"]

EVENT_SCHEMA: Final = "event/1"


class Action(StrEnum):
    """What happened. A closed list; values are never re-used."""

    SOURCE_APPROVED = "source.approved"
    SOURCE_EXTRACTED = "source.extracted"
    CATALOG_UPDATED = "catalog.updated"
    CATALOG_CHECKED = "catalog.checked"
    UNIT_CREATED = "unit.created"
    UNIT_SOURCE_CHANGED = "unit.source_changed"
    UNIT_FILLED = "unit.filled"
    UNIT_MT_TRANSLATED = "unit.mt_translated"
    UNIT_EDITED = "unit.edited"
    UNIT_RESTORED = "unit.restored"
    UNIT_HELD = "unit.held"
    UNIT_HOLD_CLEARED = "unit.hold_cleared"
    UNIT_RETIRED = "unit.retired"
    HANDOFF_EXPORTED = "handoff.exported"
    IMPORT_ACCEPTED = "import.accepted"
    IMPORT_REJECTED = "import.rejected"
    LOCK_CHANGED = "lock.changed"
    LOCK_APPROVAL_VOIDED = "lock.approval_voided"
    POLICY_CHANGED = "policy.changed"
    SEAL_MADE = "seal.made"
    SIGNATURE_CREATED = "signature.created"
    SIGNATURE_FAILED = "signature.failed"
    SIGNATURE_SUPERSEDED = "signature.superseded"
    SIGNATURE_WITHDRAWN = "signature.withdrawn"
    SIGNATURE_AGREEMENT_ACCEPTED = "signature.agreement_accepted"
    EVIDENCE_COLLECTED = "evidence.collected"
    COMMENT_ADDED = "comment.added"
    RELEASE_REQUESTED = "release.requested"
    RELEASE_BLOCKED = "release.blocked"
    RELEASE_BUILT = "release.built"
    RELEASE_SIGNED = "release.signed"
    RELEASE_PUBLISHED = "release.published"
    RELEASE_WITHDRAWN = "release.withdrawn"
    KEY_CREATED = "key.created"
    KEY_ROTATED = "key.rotated"
    KEY_REVOKED = "key.revoked"
    USER_CREATED = "user.created"
    USER_IDENTITY_VERIFIED = "user.identity_verified"
    USER_ROLE_CHANGED = "user.role_changed"
    USER_DEACTIVATED = "user.deactivated"
    USER_CREDENTIAL_RESET = "user.credential_reset"
    AUTH_LOGIN = "auth.login"
    AUTH_FAILED = "auth.failed"
    AUTH_LOCKED = "auth.locked"
    AUTH_LOGOUT = "auth.logout"
    ACCESS_DENIED = "access.denied"
    EXPORT_MADE = "export.made"
    AUDIT_VIEWED = "audit.viewed"
    AUDIT_REVIEWED = "audit.reviewed"
    EVENTS_IMPORTED = "events.imported"
    LEDGER_ANCHORED = "ledger.anchored"
    LEDGER_VERIFIED = "ledger.verified"
    LEDGER_VERIFY_FAILED = "ledger.verify_failed"
    BACKUP_MADE = "backup.made"
    BACKUP_RESTORED = "backup.restored"
    SYSTEM_STARTED = "system.started"
    SYSTEM_UPGRADED = "system.upgraded"
    CLOCK_SKEW = "clock.skew"


class Outcome(StrEnum):
    """How it ended."""

    OK = "ok"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who did it, as they were at that moment."""

    kind: str
    """`person`, `service`, `cli`, `vendor_file` or `mt_engine`."""
    id: str
    """Permanent, never used again."""
    printed_name: str = ""
    role: str = ""
    on_behalf_of: str = ""
    """The person a service acts for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventObject:
    """What it was done to."""

    type: str
    id: str
    project: str
    locale: str = ""
    revision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One audit event, before it has a place in the chain."""

    event_id: str
    """Unique; one action, one event."""
    at: str
    """UTC, milliseconds."""
    at_zone: str
    actor: Actor
    action: Action
    object: EventObject
    before: Any = None
    """The full old value of regulated text; digest and reference for large objects."""
    after: Any = None
    reason: str = ""
    reason_code: str = ""
    origin: Mapping[str, Any] = field(default_factory=dict)
    """Desk, command line (secrets hidden), import, engine, commit."""
    result: Outcome = Outcome.OK
    result_code: str = ""
    request_id: str = ""
    idempotency_key: str = ""
    session_ref: str = ""
    ip: str = ""
    """Shown to auditors only; may be left out by configuration."""
    software: Mapping[str, Any] = field(default_factory=dict)
    clock: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        parse_instant(self.at)
        if not self.event_id:
            raise ValueError("an event needs an id")

    def to_payload(self) -> dict[str, Any]:
        """The event's fields as plain values."""
        payload = {item.name: getattr(self, item.name) for item in dataclasses.fields(self)}
        payload["actor"] = dataclasses.asdict(self.actor)
        payload["object"] = dataclasses.asdict(self.object)
        return payload
