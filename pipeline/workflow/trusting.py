"""The user's trust file, and the project's keyring as far as it can be trusted.

`gate`, `release` and `verify` need the trust file. The other verbs use it when it is there;
without it they take the keyring at its own word, which protects against accidents (an unsealed
edit, a wrong key) but not against whoever can replace the keyring too. They decide nothing that
ships.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import RefusedError
from pipeline.signing.keyring import Keyring, parse_keyring, self_trust
from pipeline.signing.trust import Trust, parse_trust, serialize_trust
from pipeline.workflow.project import Project
from pipeline.workspace import layout
from pipeline.workspace.private import read_outside, write_outside

__all__ = ["Standing", "read_trust", "require_trust", "stand_on", "write_trust"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A verified keyring and the trust it was verified with."""

    keyring: Keyring
    trust: Trust
    rooted: bool
    """Whether the trust came from outside the project."""


def read_trust(place: Path | None) -> Trust | None:
    """The trust file, or None when there is none; RejectedError `trust.invalid`."""
    if place is None:
        return None
    data = read_outside(place, limit=1_000_000)
    return None if data is None else parse_trust(data, path=str(place))


def require_trust(place: Path) -> Trust:
    """The trust file; RefusedError `gate.no_trust` when there is none."""
    found = read_trust(place)
    if found is None:
        raise RefusedError.of(
            "gate.no_trust",
            "without a trust file nothing says which root keys count",
            path=str(place),
            hint="imprimatur key trust --help",
        )
    return found


def write_trust(place: Path, trust: Trust, *, dry_run: bool = False) -> bool:
    """Writes the trust file if it says anything new."""
    return write_outside(place, serialize_trust(trust), dry_run=dry_run)


def stand_on(project: Project, trust: Trust | None) -> Standing:
    """The project's keyring, verified by the trust, or by its own roots when there is none."""
    data = project.workspace.read_if_there(layout.KEYRING)
    if data is None:
        raise RefusedError.of(
            "keyring.missing",
            "the project has no keyring, so no seal can be checked",
            path=layout.KEYRING,
            hint="imprimatur key keyring --help",
        )
    used = trust or self_trust(data)
    return Standing(keyring=parse_keyring(data, used), trust=used, rooted=trust is not None)
