"""DSSE v1 envelopes (https://github.com/secure-systems-lab/dsse), with our own strict parser.

- What is signed is PAE(payload type, payload bytes): a signature of one type never fits another.
- The file is canonical JSON and a line feed; signatures are sorted by key id, one per key; base64
  has its one spelling. Any other spelling of the same statement is refused, so that a digest of
  the file is a digest of the statement and its signers.
- Parsing proves nothing: `valid_signers` does, against public keys the caller trusts.
- Signatures by keys the caller does not know are ignored, and never count. A wrong signature by a
  known key is refused.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NoReturn

from pipeline.errors import RefusedError, RejectedError
from pipeline.formats.canonical import canonical_json, read_json
from pipeline.model.digest import Digest
from pipeline.signing.fields import Fields
from pipeline.signing.keys import KeyPair, PublicKey
from pipeline.signing.roles import SealType

__all__ = [
    "Envelope",
    "Signature",
    "digest_of",
    "parse_envelope",
    "read_payload",
    "refuse_type",
    "sign_envelope",
]

_SIGNATURE_BYTES = 64


@dataclass(frozen=True, slots=True, order=True)
class Signature:
    """One signature of an envelope."""

    key_id: str
    sig: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A payload with its signatures; nothing in it is verified."""

    payload_type: str
    payload: bytes
    signatures: tuple[Signature, ...]

    @property
    def signed_bytes(self) -> bytes:
        """DSSE's pre-authentication encoding: what the signatures cover."""
        kind = self.payload_type.encode()
        return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(self.payload), self.payload)

    def to_bytes(self) -> bytes:
        """The file: canonical JSON and a line feed."""
        return (
            canonical_json(
                {
                    "payload": base64.b64encode(self.payload).decode(),
                    "payloadType": self.payload_type,
                    "signatures": [
                        {"keyid": item.key_id, "sig": base64.b64encode(item.sig).decode()}
                        for item in self.signatures
                    ],
                }
            )
            + b"\n"
        )

    def valid_signers(
        self, known: Mapping[str, PublicKey], *, code: str, path: str, line: int = 0
    ) -> tuple[str, ...]:
        """Ids of the known keys that signed; `code` when one of them signed something else."""
        signers = []
        for item in self.signatures:
            key = known.get(item.key_id)
            if key is None or key.key_id != item.key_id:
                continue
            if not key.verify(item.sig, self.signed_bytes):
                raise RefusedError.of(
                    code,
                    f"the signature of key {item.key_id[:12]} does not fit this content",
                    path=path,
                    line=line,
                    hint="the file was changed after it was sealed: restore it, or seal it again",
                )
            signers.append(item.key_id)
        return tuple(signers)


def sign_envelope(payload: bytes, payload_type: str, keys: Iterable[KeyPair]) -> Envelope:
    """The payload signed by each of these keys once."""
    unsigned = Envelope(payload_type=payload_type, payload=payload, signatures=())
    by_id = {key.key_id: key for key in keys}
    if not by_id:
        raise RejectedError.of("key.missing", "a seal needs at least one key")
    data = unsigned.signed_bytes
    signatures = tuple(Signature(key_id, key.sign(data)) for key_id, key in sorted(by_id.items()))
    return Envelope(payload_type=payload_type, payload=payload, signatures=signatures)


def parse_envelope(
    data: bytes, *, type_: SealType, code: str, path: str, line: int = 0
) -> Envelope:
    """The envelope in these bytes: `code` when there is none, `<family>.type` for another type."""
    try:
        value = read_json(data, path=path)
    except RejectedError as error:
        raise RefusedError.of(code, error.faults[0].message, path=path, line=line) from None
    fields = Fields(
        value, code=code, path=path, line=line, keys=("payload", "payloadType", "signatures")
    )
    envelope = Envelope(
        payload_type=fields.text("payloadType"),
        payload=_decode(fields, "payload"),
        signatures=tuple(
            Signature(item.digest("keyid").hex, _decode(item, "sig"))
            for item in fields.items("signatures", keys=("keyid", "sig"))
        ),
    )
    ids = [item.key_id for item in envelope.signatures]
    if ids != sorted(set(ids)):
        fields.refuse("signatures must be sorted by key id, one per key")
    if any(len(item.sig) != _SIGNATURE_BYTES for item in envelope.signatures):
        fields.refuse(f"an Ed25519 signature has {_SIGNATURE_BYTES} bytes")
    if envelope.to_bytes() != data:
        fields.refuse("the envelope is not in its canonical spelling")
    if envelope.payload_type != type_.payload_type:
        refuse_type(type_.payload_type, envelope.payload_type, code=code, path=path, line=line)
    return envelope


def read_payload(envelope: Envelope, *, code: str, path: str, line: int = 0) -> object:
    """The payload's JSON value, strictly read."""
    try:
        return read_json(envelope.payload, path=path)
    except RejectedError as error:
        raise RefusedError.of(code, error.faults[0].message, path=path, line=line) from None


def refuse_type(expected: str, found: str, *, code: str, path: str, line: int = 0) -> NoReturn:
    """Raises `<family>.type`: what was sealed as one thing is offered as another."""
    raise RefusedError.of(
        f"{code.partition('.')[0]}.type",
        f"expected a seal of type {expected}, found {found}",
        path=path,
        line=line,
        hint="this was sealed as something else: restore the right file",
    )


def digest_of(data: bytes) -> str:
    """What the next seal writes as `previous`: the digest of this envelope's bytes."""
    return Digest.of(data).hex


def _decode(fields: Fields, name: str) -> bytes:
    text = fields.text(name)
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        fields.refuse(f"{name} is not base64")
    if base64.b64encode(data).decode() != text:
        fields.refuse(f"{name} is not base64 in its one spelling")
    return data
