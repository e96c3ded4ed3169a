"""A small project with demonstration keys, for the tests of trust."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from pipeline.formats.canonical import canonical_json
from pipeline.model.digest import Digest
from pipeline.model.manifest import Artifact, Manifest, SealRef
from pipeline.signing.demonstration import demonstration_keys
from pipeline.signing.demonstration_keyring import demonstration_keyring, demonstration_trust
from pipeline.signing.dsse import sign_envelope
from pipeline.signing.evidence import append_ceremonies
from pipeline.signing.keyring import KeyEntry, Keyring, build_keyring, parse_keyring
from pipeline.signing.keys import KeyPair
from pipeline.signing.manifest import seal_manifest
from pipeline.signing.roles import Role, SealType
from pipeline.signing.trust import Trust

PROJECT = "betaseron"
DAY = dt.date(2026, 3, 1)
SEALED_AT = "2026-02-01T10:00:00.000Z"
HEAD = "e" * 64
PLACE = {"project": PROJECT, "domain": "site", "locale": "es-US"}

KEYS = demonstration_keys()
TRUST = demonstration_trust(PROJECT)
KEYRING_BYTES = demonstration_keyring(PROJECT)
KEYRING = parse_keyring(KEYRING_BYTES, TRUST)
STRANGER = KeyPair.from_seed(b"\x07" * 32)


def key(number: int) -> KeyPair:
    """A key that is no demonstration key."""
    return KeyPair.from_seed(number.to_bytes(32, "big"))


def entry(pair: KeyPair, role: Role, holder: str = "", **changes: Any) -> KeyEntry:
    """A keyring entry for a key."""
    fields = {
        "role": role,
        "holder": holder or f"Holder of {pair.key_id[:6]}",
        "valid_from": dt.date(2026, 1, 1),
        "valid_until": dt.date(2026, 12, 31),
    }
    return KeyEntry.of(pair.public, **{**fields, **changes})


def keyring_of(**changes: Any) -> Keyring:
    """A keyring with roots 1, 2, 3 (2 of them sign) and a releaser key 10."""
    fields: dict[str, Any] = {
        "project": PROJECT,
        "version": 1,
        "sealed_at": SEALED_AT,
        "demonstration": False,
        "roots": tuple(key(number).public for number in (1, 2, 3)),
        "threshold": 2,
        "keys": (entry(key(10), Role.RELEASER),),
    }
    return Keyring(**{**fields, **changes})


def trust_of(*numbers: int, threshold: int = 2, **more: Any) -> Trust:
    """A trust in these root keys."""
    roots = tuple(sorted(key(number).key_id for number in numbers))
    return Trust(project=PROJECT, roots=roots, threshold=threshold, **more)


def parsed(keyring: Keyring) -> Keyring:
    """The keyring as read back from its signed bytes."""
    return parse_keyring(build_keyring(keyring, [key(1), key(2)]), trust_of(1, 2, 3))


def sealed(payload: Any, type_: SealType, keys: Any = None) -> bytes:
    """Any payload, well sealed by the role's demonstration keys (or these)."""
    data = payload if isinstance(payload, bytes) else canonical_json(payload)
    return sign_envelope(data, type_.payload_type, keys or KEYS[type_.role]).to_bytes()


def unit(text: str) -> dict[str, Any]:
    """A unit of a signature record."""
    digest = Digest.of(text.encode()).hex
    return {
        "unit": digest,
        "context": "",
        "source": digest,
        "target": digest,
        "findings": digest,
    }


def record(signature_id: str, *texts: str, **changes: Any) -> dict[str, Any]:
    """A signature record over units of these texts."""
    return {
        "schema": "signature/1",
        "signature_id": signature_id,
        "signed_at": "2026-02-01T09:00:00.000Z",
        "signed_at_zone": "Europe/Berlin",
        "signer": {"id": "p-1", "printed_name": "Maria Muster", "role": "linguist"},
        "meaning": {"code": "linguistic_review", "text": "I have reviewed the text above."},
        "reason": "",
        "ceremony": {"id": f"c-{signature_id}"},
        "policy_version": "1",
        "displayed_digest": "d" * 64,
        "auth": {"components": ["user_id", "password"]},
        "units": [unit(text) for text in texts],
        **changes,
    }


def evidence_of(
    *records: dict[str, Any],
    existing: bytes | None = None,
    keys: Sequence[KeyPair] = KEYS[Role.DESK],
    **place: str,
) -> bytes:
    """An evidence file with these records."""
    return append_ceremonies(
        existing,
        records,
        **{**PLACE, **place},
        ledger_head=HEAD,
        sealed_at=SEALED_AT,
        keys=keys,
    )


ARTIFACTS = {
    "es_US/LC_MESSAGES/site.mo": b"\xde\x12\x04\x95 not really",
    "es_US/index.html": b"<p lang=es-US>Hola</p>\n",
    "es_US/ui.json": b'{"a": "b"}\n',
}


def manifest_of(**changes: Any) -> Manifest:
    """A manifest over ARTIFACTS, made under the demonstration keyring."""
    ref = SealRef(1, Digest("b" * 64))
    fields: dict[str, Any] = {
        "project": PROJECT,
        "release": "site",
        "version": 1,
        "previous": "",
        "sealed_at": SEALED_AT,
        "expires_on": dt.date(2026, 12, 1),
        "demonstration": True,
        "software": "imprimatur 0.1.0",
        "seals": {
            "approvals": ref,
            "evidence/site/es-US": ref,
            "keyring": SealRef(1, Digest(KEYRING.digest)),
            "policy": ref,
            "registry": ref,
        },
        "ledger_heads": {"site/es-US": HEAD},
        "templates": {"es-US": {"site": Digest("c" * 64)}},
        "artifacts": tuple(
            Artifact(
                path=path,
                locale="es-US",
                media_type="application/octet-stream",
                length=len(data),
                digest=Digest.of(data),
            )
            for path, data in sorted(ARTIFACTS.items())
        ),
    }
    return Manifest(**{**fields, **changes})


def release_of(**changes: Any) -> dict[str, bytes]:
    """The files of a small release."""
    manifest = seal_manifest(manifest_of(**changes), KEYS[Role.RELEASER])
    return {**ARTIFACTS, "keyring.json": KEYRING_BYTES, "manifest.json": manifest}
