"""Rows as values: models of the database turned into the nouns of `model`, and back."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from typing import Any

from pipeline.desk.models import Revision, Unit
from pipeline.formats.canonical import canonical_json
from pipeline.model.digest import Digest
from pipeline.model.lock import LockRef
from pipeline.model.message import Message, MessageKey
from pipeline.model.unit import Origin
from pipeline.model.unit import Unit as UnitValue

__all__ = [
    "dump",
    "forms_of",
    "load_message",
    "locks_of",
    "message_value",
    "revision_facts",
    "unit_value",
]


def dump(value: Any) -> str:
    """Canonical JSON as text: how lists and messages are stored."""
    return canonical_json(value).decode()


def message_value(message: Message) -> dict[str, Any]:
    """A message as plain values."""
    return dataclasses.asdict(message)


def load_message(text: str) -> Message:
    """The message that `dump(message_value(…))` stored."""
    value = json.loads(text)
    key = MessageKey(context=value["key"]["context"], source=value["key"]["source"])
    return Message(
        key=key,
        plural=value["plural"],
        role=value["role"],
        **{name: tuple(value[name]) for name in _TUPLES},
    )


_TUPLES = ("documents", "paths", "locks", "tags", "notes", "flags")


def forms_of(revision: Revision) -> tuple[str, ...]:
    """The target's forms."""
    return tuple(json.loads(revision.forms))


def locks_of(revision: Revision) -> tuple[LockRef, ...]:
    """The locks its digest covers."""
    return tuple(LockRef(name, Digest(digest)) for name, digest in json.loads(revision.locks))


def unit_value(unit: Unit) -> UnitValue:
    """The unit as checks know it, with its current text."""
    revision = unit.current
    message = load_message(unit.message)
    if revision is None:
        return UnitValue(message=message)
    forms = forms_of(revision)
    origin = Origin.of(revision.origin_kind, revision.origin_detail, forms) if forms else None
    return UnitValue(message=message, forms=forms, origin=origin)


def revision_facts(
    message: Message,
    forms: tuple[str, ...],
    *,
    digest: Digest,
    locks: Iterable[LockRef],
    plural_rule: str,
    origin: Origin | None,
) -> dict[str, Any]:
    """What the ledger says about a revision: everything its digest covers, and its origin."""
    return {
        "digest": digest.hex,
        "source": list(message.sources),
        "context": message.context,
        "forms": list(forms),
        "locks": [[ref.id, ref.digest.hex] for ref in sorted(set(locks))],
        "plural_rule": plural_rule,
        "origin": str(origin) if origin is not None else "",
    }
