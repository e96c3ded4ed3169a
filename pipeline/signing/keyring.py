"""The keyring: which keys count, for what, and how long. Signed by k of n root keys.

Payload (canonical JSON), type `application/vnd.imprimatur.keyring+json`:

    {"project", "type": "keyring", "version", "sequence" (= version), "previous", "sealed_at",
     "demonstration": bool,
     "roots": [public, ...], "threshold": k, "former_roots": [public, ...],
     "holders": {"approver": 1, "desk": 1, "lock-owner": 2, "policy-owner": 1, "releaser": 1},
     "keys": [{"key_id", "role", "holder", "public", "valid_from", "valid_until"}, ...]}

- `roots` and `former_roots` only carry public keys; which of them count is said by the trust file,
  by fingerprint, and so is the threshold.
- A keyring with other roots than the trust file's is refused (`keyring.rotated`) until
  `rotate_trust` has followed it: signed by the threshold of the old roots *and* of its own.
- `holders`: how many distinct holders must sign what a role seals.
- A key has one role; its first and last day of validity are included; roots are no role keys.
- Public keys are 64 hexadecimal digits; `keys` are sorted by key id, `roots` by their digits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final

from pipeline.errors import RefusedError
from pipeline.formats.canonical import canonical_json
from pipeline.signing.demonstration import demonstration_key_ids
from pipeline.signing.dsse import (
    Envelope,
    digest_of,
    parse_envelope,
    read_payload,
    sign_envelope,
)
from pipeline.signing.fields import Fields
from pipeline.signing.keys import KEY_BYTES, KeyPair, PublicKey
from pipeline.signing.roles import Role, SealType
from pipeline.signing.trust import Trust

__all__ = [
    "DEFAULT_HOLDERS",
    "KeyEntry",
    "Keyring",
    "build_keyring",
    "parse_keyring",
    "rotate_trust",
]

KEYRING_PATH: Final = "keys/keyring.json"

DEFAULT_HOLDERS: Mapping[Role, int] = MappingProxyType(
    {
        Role.APPROVER: 1,
        Role.DESK: 1,
        Role.LOCK_OWNER: 2,
        Role.POLICY_OWNER: 1,
        Role.RELEASER: 1,
    }
)

_KEYS = (
    "demonstration",
    "former_roots",
    "holders",
    "keys",
    "previous",
    "project",
    "roots",
    "sealed_at",
    "sequence",
    "threshold",
    "type",
    "version",
)
_ENTRY = ("holder", "key_id", "public", "role", "valid_from", "valid_until")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEntry:
    """One key of the keyring."""

    key_id: str
    role: Role
    holder: str
    public: PublicKey
    valid_from: dt.date
    valid_until: dt.date
    """The last day on which it may seal."""

    @classmethod
    def of(
        cls,
        public: PublicKey,
        *,
        role: Role,
        holder: str,
        valid_from: dt.date,
        valid_until: dt.date,
    ) -> KeyEntry:
        """The entry of a public key."""
        return cls(
            key_id=public.key_id,
            role=role,
            holder=holder,
            public=public,
            valid_from=valid_from,
            valid_until=valid_until,
        )

    def is_valid_on(self, day: dt.date) -> bool:
        """Whether it may seal on that day."""
        return self.valid_from <= day <= self.valid_until


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyring:
    """A keyring; verified when it comes from `parse_keyring`."""

    project: str
    version: int
    previous: str = ""
    sealed_at: str
    demonstration: bool
    roots: tuple[PublicKey, ...]
    threshold: int
    former_roots: tuple[PublicKey, ...] = ()
    holders: Mapping[Role, int] = field(default_factory=lambda: DEFAULT_HOLDERS, hash=False)
    keys: tuple[KeyEntry, ...]
    digest: str = ""
    """Digest of the envelope's bytes; empty before it is signed."""

    def keys_of(self, role: Role) -> tuple[KeyEntry, ...]:
        """The keys of a role, by key id."""
        return tuple(entry for entry in self.keys if entry.role is role)

    def signers(
        self, envelope: Envelope, role: Role, *, on: dt.date, code: str, path: str, line: int = 0
    ) -> tuple[KeyEntry, ...]:
        """The keys of the role that signed and were valid on that day: enough distinct holders.

        A key of another role is as good as unknown. Refused with `code` otherwise.
        """
        entries = {entry.key_id: entry for entry in self.keys_of(role)}
        known = {key_id: entry.public for key_id, entry in entries.items()}
        ids = envelope.valid_signers(known, code=code, path=path, line=line)
        signed = tuple(entries[key_id] for key_id in ids)
        valid = tuple(entry for entry in signed if entry.is_valid_on(on))
        holders, wanted = {entry.holder for entry in valid}, self.holders[role]
        if len(holders) >= wanted:
            return valid
        late = [
            f"key {entry.key_id[:12]} is valid from {entry.valid_from} until {entry.valid_until}"
            for entry in signed
            if entry not in valid
        ]
        raise RefusedError.of(
            code,
            f"expected signatures of {wanted} distinct {role} holders on {on}, "
            f"found {len(holders)}" + "".join(f"; {text}" for text in late),
            path=path,
            line=line,
            hint=f"seal it with the keys of the role {role} that the keyring lists",
        )


def build_keyring(keyring: Keyring, root_keys: Iterable[KeyPair]) -> bytes:
    """The keyring's envelope, signed by these root keys (after a rotation: old and new ones)."""
    payload = canonical_json(_payload(keyring))
    return sign_envelope(payload, SealType.KEYRING.payload_type, root_keys).to_bytes()


def parse_keyring(data: bytes, trust: Trust, *, path: str = KEYRING_PATH) -> Keyring:
    """The verified keyring in these bytes; RefusedError `keyring.*` (or `trust.project`)."""
    envelope, keyring = _read(data, path=path)
    _check_signed(envelope, keyring, trust, path=path)
    trust.check("keyring", keyring.version, keyring.digest, keyring.previous)
    fingerprints = tuple(sorted(root.key_id for root in keyring.roots))
    if fingerprints != trust.roots or keyring.threshold != trust.threshold:
        raise RefusedError.of(
            "keyring.rotated",
            f"the keyring names {keyring.threshold} of {len(keyring.roots)} roots that are not "
            f"those of the trust file ({trust.threshold} of {len(trust.roots)})",
            path=path,
            hint="follow the rotation of the roots step by step, then try again",
        )
    return keyring


def rotate_trust(trust: Trust, data: bytes, *, path: str = KEYRING_PATH) -> Trust:
    """The trust after this keyring's roots: signed by the old roots and by its own, and newer.

    The first sight of a project's keyring with the very same roots is no rotation and stays.
    """
    envelope, keyring = _read(data, path=path)
    _check_signed(envelope, keyring, trust, path=path)
    trust.check("keyring", keyring.version, keyring.digest, keyring.previous)
    followed = replace(
        trust,
        roots=tuple(sorted(root.key_id for root in keyring.roots)),
        threshold=keyring.threshold,
    )
    _check_signed(envelope, keyring, followed, path=path)
    return followed.remember("keyring", keyring.version, keyring.digest)


def _check_signed(envelope: Envelope, keyring: Keyring, trust: Trust, *, path: str) -> None:
    if keyring.project != trust.project:
        raise RefusedError.of(
            "trust.project",
            f"the keyring is of project {keyring.project}, the trust file of {trust.project}",
            path=path,
            hint="give the trust file of this project",
        )
    known = {
        root.key_id: root
        for root in (*keyring.roots, *keyring.former_roots)
        if root.key_id in trust.roots
    }
    signers = envelope.valid_signers(known, code="keyring.signature", path=path)
    if len(signers) < trust.threshold:
        raise RefusedError.of(
            "keyring.unsigned",
            f"expected signatures of {trust.threshold} of {len(trust.roots)} trusted roots, "
            f"found {len(signers)}",
            path=path,
            hint="somebody put another keyring here, or the trust file is not this project's",
        )


def _payload(keyring: Keyring) -> dict[str, Any]:
    return {
        "project": keyring.project,
        "type": SealType.KEYRING,
        "version": keyring.version,
        "sequence": keyring.version,
        "previous": keyring.previous,
        "sealed_at": keyring.sealed_at,
        "demonstration": keyring.demonstration,
        "roots": sorted(root.hex for root in keyring.roots),
        "threshold": keyring.threshold,
        "former_roots": sorted(root.hex for root in keyring.former_roots),
        "holders": {role.value: count for role, count in keyring.holders.items()},
        "keys": [
            {
                "key_id": entry.key_id,
                "role": entry.role,
                "holder": entry.holder,
                "public": entry.public.hex,
                "valid_from": entry.valid_from.isoformat(),
                "valid_until": entry.valid_until.isoformat(),
            }
            for entry in sorted(keyring.keys, key=lambda entry: entry.key_id)
        ],
    }


def _read(data: bytes, *, path: str) -> tuple[Envelope, Keyring]:
    code = "keyring.invalid"
    envelope = parse_envelope(data, type_=SealType.KEYRING, code=code, path=path)
    value = read_payload(envelope, code=code, path=path)
    fields = Fields(value, code=code, path=path, keys=_KEYS)
    version = fields.integer("version", low=1)
    if fields.text("type") != SealType.KEYRING or fields.integer("sequence") != version:
        fields.refuse("type must be keyring, and sequence the version")
    keyring = Keyring(
        project=fields.text("project"),
        version=version,
        previous=fields.previous(),
        sealed_at=fields.instant("sealed_at"),
        demonstration=fields.boolean("demonstration"),
        roots=_publics(fields, "roots"),
        threshold=fields.integer("threshold", low=1),
        former_roots=_publics(fields, "former_roots"),
        holders=_holders(fields),
        keys=tuple(_entry(item) for item in fields.items("keys", keys=_ENTRY)),
        digest=digest_of(data),
    )
    _check_sense(keyring, fields)
    return envelope, keyring


def _check_sense(keyring: Keyring, fields: Fields) -> None:
    if keyring.threshold > len(keyring.roots):
        fields.refuse(f"a threshold of {keyring.threshold} of {len(keyring.roots)} roots")
    ids = [entry.key_id for entry in keyring.keys]
    if ids != sorted(set(ids)):
        fields.refuse("keys must be sorted by key id, each once")
    root_ids = {root.key_id for root in (*keyring.roots, *keyring.former_roots)}
    if root_ids & set(ids):
        fields.refuse("a root key may have no other role")
    if not keyring.demonstration and (root_ids | set(ids)) & demonstration_key_ids():
        fields.refuse("it lists a published demonstration key, but is no demonstration keyring")


def _holders(fields: Fields) -> Mapping[Role, int]:
    found = fields.child("holders", keys=(role.value for role in DEFAULT_HOLDERS))
    return MappingProxyType({role: found.integer(role.value, low=1) for role in DEFAULT_HOLDERS})


def _publics(fields: Fields, name: str) -> tuple[PublicKey, ...]:
    return tuple(_public(fields, name, text) for text in fields.ascending(name))


def _public(fields: Fields, name: str, text: str) -> PublicKey:
    if len(text) != 2 * KEY_BYTES or set(text) - set("0123456789abcdef"):
        fields.refuse(f"{name} is not a public key of {2 * KEY_BYTES} hexadecimal digits")
    return PublicKey(bytes.fromhex(text))


def _entry(item: Fields) -> KeyEntry:
    public = _public(item, "public", item.text("public"))
    roles = {role.value: role for role in DEFAULT_HOLDERS}
    role = roles.get(item.text("role"))
    if role is None:
        item.refuse(f"role must be one of {', '.join(sorted(roles))}")
    if item.text("key_id") != public.key_id:
        item.refuse(f"key_id is not the fingerprint of its public key ({public.key_id[:12]})")
    return KeyEntry.of(
        public,
        role=role,
        holder=item.text("holder"),
        valid_from=item.day("valid_from"),
        valid_until=item.day("valid_until"),
    )
