"""Ids the desk gives: permanent unit ids from the text, UUIDs of version 7 for what happens."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid

from pipeline.formats.canonical import canonical_json
from pipeline.model.digest import Digest
from pipeline.model.message import MessageKey

__all__ = ["new_uuid", "unit_uid"]


def unit_uid(*, project: str, domain: str, locale: str, key: MessageKey) -> str:
    """The permanent id of a unit: the same message in the same locale, whatever its text."""
    value = ["unit/1", project, domain, locale, key.context, key.source]
    return Digest.of(canonical_json(value)).hex


def new_uuid(at: dt.datetime) -> uuid.UUID:
    """A UUID of version 7 (RFC 9562): sorts by time, and its rest is random."""
    milliseconds = int(at.timestamp() * 1000) & (1 << 48) - 1
    value = milliseconds << 80 | 0x7 << 76 | secrets.randbits(12) << 64
    return uuid.UUID(int=value | 0b10 << 62 | secrets.randbits(62))
