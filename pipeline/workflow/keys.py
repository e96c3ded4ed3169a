"""Private keys for sealing: the published demonstration keys, or the user's own.

A demonstration keyring is sealed with demonstration keys, because everybody has them. Any other
keyring needs keys from the user's key folder, opened with a password.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import EnvironmentFailedError
from pipeline.signing.demonstration import demonstration_keys
from pipeline.signing.keyring import Keyring
from pipeline.signing.keys import KeyPair, generate, load_private_pem
from pipeline.signing.roles import Role, SealType
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.project import Project
from pipeline.workflow.seals import seal
from pipeline.workflow.trusting import stand_on
from pipeline.workspace.private import list_keys, read_key, write_key

__all__ = ["KeySource", "create_key", "seal_with_keys", "signing_keys"]


@dataclass(frozen=True, slots=True)
class KeySource:
    """Where private keys lie and how their passwords are asked for."""

    folder: Path
    ask: Callable[[str], str]
    """Asks a person for a password; the argument says what for."""


def signing_keys(
    project: Project, keyring: Keyring, role: Role, source: KeySource
) -> tuple[KeyPair, ...]:
    """The keys to seal with in this role: all that the keyring lists and this user holds.

    EnvironmentFailedError `key.missing` when there is none.
    """
    if keyring.demonstration:
        return demonstration_keys()[role]
    wanted = {entry.key_id: entry for entry in keyring.keys_of(role)}
    found = []
    for place in list_keys(source.folder):
        key_id = place.stem.rpartition("-")[2]
        for entry in wanted.values():
            if entry.key_id.startswith(key_id) and place.name.startswith(f"{role}-"):
                data = read_key(place, project=project.workspace.root)
                password = source.ask(f"Password of the {role} key of {entry.holder}")
                found.append(load_private_pem(data, password.encode(), path=str(place)))
    if not found:
        raise EnvironmentFailedError.of(
            "key.missing",
            f"no private key of the role {role} that the keyring lists",
            path=str(source.folder),
            hint=f"imprimatur key create {role}",
        )
    return tuple(found)


def create_key(role: Role, holder: str, source: KeySource, *, dry_run: bool = False) -> Outcome:
    """A new key pair: the private half encrypted in the key folder, the public half shown."""
    if dry_run:
        return Outcome(
            verb="key create", talk=(f"dry run: a {role} key would be written to {source.folder}",)
        )
    password = source.ask(f"New password for the {role} key of {holder}")
    pair = generate()
    place = source.folder / f"{role}-{pair.key_id[:16]}.pem"
    write_key(place, pair.to_pem(password.encode()))
    return Outcome(
        verb="key create",
        lines=(
            f"role    {role}",
            f"holder  {holder}",
            f"public  {pair.public.hex}",
            f"key id  {pair.key_id}",
        ),
        data={
            "role": role,
            "holder": holder,
            "public": pair.public.hex,
            "key_id": pair.key_id,
        },
        talk=(f"private key: {place} (mode 0600; keep it out of every project)",),
        next="imprimatur key keyring --help",
    )


def seal_with_keys(
    project: Project, type_: SealType, *, source: KeySource, sealed_at: str
) -> Outcome:
    """Seals the files of this type with every key of its role that this user holds."""
    standing = stand_on(project, None)
    keys = signing_keys(project, standing.keyring, type_.role, source)
    return seal(project, type_, keys=keys, sealed_at=sealed_at)
