"""`key keyring`, `key trust`, `key list`: who may seal what, and whom this user believes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import RefusedError, RejectedError
from pipeline.ledger.event import Action
from pipeline.signing.demonstration_keyring import demonstration_keyring, demonstration_trust
from pipeline.signing.keyring import (
    KeyEntry,
    Keyring,
    build_keyring,
    parse_keyring,
    rotate_trust,
    self_trust,
)
from pipeline.signing.keys import KeyPair, PublicKey, load_private_pem
from pipeline.signing.roles import Role
from pipeline.signing.trust import Trust
from pipeline.workflow.events import commit
from pipeline.workflow.keys import KeySource
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.project import Project
from pipeline.workflow.table import table
from pipeline.workflow.trusting import read_trust, stand_on, write_trust
from pipeline.workspace import layout
from pipeline.workspace.private import list_keys, read_key

__all__ = ["KeyringChange", "list_keyring", "make_trust", "write_keyring"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyringChange:
    """What the next version of the keyring shall be."""

    demonstration: bool
    roots: tuple[str, ...]
    """Public keys of the roots, as hexadecimal digits; empty: as they are."""
    threshold: int | None
    added: tuple[tuple[str, str, str], ...]
    """(role, holder, public key)"""
    revoked: tuple[str, ...]
    """Key ids, or their first digits."""
    until: dt.date | None
    """Last day of the added keys."""


def write_keyring(
    project: Project, change: KeyringChange, *, source: KeySource, sealed_at: str
) -> Outcome:
    """Writes the next version of `keys/keyring.json`; a change of nothing writes nothing."""
    data = project.workspace.read_if_there(layout.KEYRING)
    if change.demonstration:
        made = demonstration_keyring(project.name)
    else:
        former = parse_keyring(data, self_trust(data)) if data is not None else None
        keyring = _next(project, former, change, sealed_at)
        made = build_keyring(keyring, _root_keys(project, keyring, source))
    project.workspace.stage(layout.KEYRING, made)
    return Outcome(
        verb="key keyring",
        lines=tuple(_rows(parse_keyring(made, self_trust(made)))),
        changed=commit(project, Action.KEY_ROTATED),
        next="imprimatur key trust --help",
    )


def _next(
    project: Project, former: Keyring | None, change: KeyringChange, sealed_at: str
) -> Keyring:
    roots = tuple(_public(text) for text in change.roots) or (former.roots if former else ())
    if not roots:
        raise RejectedError.of("key.no_roots", "a first keyring needs --root PUBLIC, best three")
    threshold = change.threshold or (former.threshold if former else min(2, len(roots)))
    kept = tuple(
        entry
        for entry in (former.keys if former else ())
        if not any(entry.key_id.startswith(text) for text in change.revoked)
    )
    until = change.until or project.as_of + dt.timedelta(days=730)
    added = tuple(
        KeyEntry.of(
            _public(public),
            role=Role(role),
            holder=holder,
            valid_from=project.as_of,
            valid_until=until,
        )
        for role, holder, public in change.added
    )
    return Keyring(
        project=project.name,
        version=former.version + 1 if former else 1,
        previous=former.digest if former else "",
        sealed_at=sealed_at,
        demonstration=False,
        roots=roots,
        threshold=threshold,
        former_roots=tuple(root for root in (former.roots if former else ()) if root not in roots),
        keys=(*kept, *added),
    )


def _public(text: str) -> PublicKey:
    try:
        return PublicKey(bytes.fromhex(text))
    except ValueError:
        raise RejectedError.of(
            "key.invalid_public",
            f"{text!r} is not a public key of 64 hexadecimal digits",
            hint="imprimatur key create prints it",
        ) from None


def _root_keys(project: Project, keyring: Keyring, source: KeySource) -> list[KeyPair]:
    wanted = {root.key_id for root in (*keyring.roots, *keyring.former_roots)}
    found = []
    for place in list_keys(source.folder):
        prefix = place.stem.rpartition("-")[2]
        if place.name.startswith("root-") and any(key.startswith(prefix) for key in wanted):
            data = read_key(place, project=project.workspace.root)
            password = source.ask(f"Password of the root key {prefix}")
            found.append(load_private_pem(data, password.encode(), path=str(place)))
    if len(found) < keyring.threshold:
        raise RefusedError.of(
            "keyring.unsigned",
            f"{keyring.threshold} root keys must sign, {len(found)} are here",
            path=str(source.folder),
            hint="bring the root keys together for this act",
        )
    return found


def make_trust(
    project: Project,
    *,
    place: Path,
    roots: tuple[str, ...],
    threshold: int,
    demonstration: bool,
    rotate: bool,
) -> Outcome:
    """Writes the trust file: given roots, the published sample roots, or a followed rotation.

    A trust file that is there is only replaced by a rotation: it remembers what was seen.
    """
    former = read_trust(place)
    if rotate:
        if former is None:
            raise RejectedError.of("trust.missing", "there is no trust yet", path=str(place))
        trust = rotate_trust(former, project.workspace.read(layout.KEYRING))
    elif demonstration:
        trust = demonstration_trust(project.name)
    else:
        try:
            trust = Trust(
                project=project.name, roots=tuple(sorted(set(roots))), threshold=threshold
            )
        except ValueError as error:
            raise RejectedError.of(
                "trust.invalid", str(error), hint="give --root KEY-ID for every root"
            ) from None
    if former is not None and not rotate:
        if (former.project, former.roots, former.threshold) != (
            trust.project,
            trust.roots,
            trust.threshold,
        ):
            raise RefusedError.of(
                "trust.exists",
                "another trust is there and remembers what was seen",
                path=str(place),
                hint="move it away by hand if it is really to be given up",
            )
        trust = replace(trust, seen=former.seen)
    written = write_trust(place, trust, dry_run=project.workspace.dry_run)
    return Outcome(
        verb="key trust",
        lines=(f"{trust.threshold} of {len(trust.roots)} roots", *trust.roots),
        data={"project": trust.project, "roots": list(trust.roots), "threshold": trust.threshold},
        changed=(str(place),) if written else (),
        talk=(f"trust file: {place}",),
        next="imprimatur gate",
    )


def list_keyring(project: Project) -> Outcome:
    """The keyring's keys, as the keyring itself has them."""
    keyring = stand_on(project, None).keyring
    return Outcome(
        verb="key list",
        lines=tuple(_rows(keyring)),
        data={
            "version": keyring.version,
            "demonstration": keyring.demonstration,
            "keys": [
                {
                    "key_id": entry.key_id,
                    "role": entry.role,
                    "holder": entry.holder,
                    "valid_from": entry.valid_from.isoformat(),
                    "valid_until": entry.valid_until.isoformat(),
                }
                for entry in keyring.keys
            ],
        },
        talk=("demonstration keys: they prove nothing",) if keyring.demonstration else (),
    )


def _rows(keyring: Keyring) -> list[str]:
    rows = [
        [
            entry.role,
            entry.holder,
            entry.key_id[:16],
            f"{entry.valid_from} to {entry.valid_until}",
        ]
        for entry in sorted(keyring.keys, key=lambda entry: (entry.role, entry.holder))
    ]
    return table(("role", "holder", "key id", "valid"), rows)
