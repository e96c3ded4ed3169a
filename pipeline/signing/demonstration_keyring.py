"""The demonstration keyring and the trust that goes with it: 2 of 3 roots, all keys published."""

from __future__ import annotations

import datetime as dt

from pipeline.signing.demonstration import DEMONSTRATION_HOLDERS, demonstration_keys
from pipeline.signing.instant import instant_of_day
from pipeline.signing.keyring import KeyEntry, Keyring, build_keyring
from pipeline.signing.roles import Role
from pipeline.signing.trust import Trust

__all__ = ["demonstration_keyring", "demonstration_trust"]

_THRESHOLD = 2
_VALID_FROM = dt.date(2026, 1, 1)
_VALID_UNTIL = dt.date(2099, 12, 31)


def demonstration_keyring(project: str) -> bytes:
    """The keyring of a demonstration project: the same bytes for the same project."""
    keys = demonstration_keys()
    entries = tuple(
        KeyEntry.of(
            key.public,
            role=role,
            holder=holder,
            valid_from=_VALID_FROM,
            valid_until=_VALID_UNTIL,
        )
        for role, holders in DEMONSTRATION_HOLDERS.items()
        if role is not Role.ROOT
        for key, holder in zip(keys[role], holders, strict=True)
    )
    keyring = Keyring(
        project=project,
        version=1,
        sealed_at=instant_of_day(_VALID_FROM),
        demonstration=True,
        roots=tuple(key.public for key in keys[Role.ROOT]),
        threshold=_THRESHOLD,
        keys=entries,
    )
    return build_keyring(keyring, keys[Role.ROOT][:_THRESHOLD])


def demonstration_trust(project: str) -> Trust:
    """The trust file's content for a demonstration project."""
    roots = tuple(sorted(key.key_id for key in demonstration_keys()[Role.ROOT]))
    return Trust(project=project, roots=roots, threshold=_THRESHOLD)
