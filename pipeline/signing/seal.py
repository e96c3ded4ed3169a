"""Seals: a set of files under signatures of one role, with a sequence that only grows.

Payload (canonical JSON) of `<file>.seal.json`, types `approvals`, `registry` and `policy`:

    {"project", "type", "sequence", "previous", "sealed_at", "files": {relative path: sha256}}

- `previous` is the digest of the former seal file's bytes, empty for the first one.
- Sealed whole: the files are exactly those that are there, and each has its digest.
- `sealed_at` decides whether a key was valid; it may not lie after the day of the question (one
  day of grace, for time zones).
- Every kind of replay has its own code: another type `seal.type`, another project `seal.project`,
  other files `seal.files`, changed bytes `seal.changed`, older `seal.rollback`, other `seal.fork`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.errors import Fault, RefusedError
from pipeline.formats.canonical import canonical_json
from pipeline.model.digest import Digest
from pipeline.signing.dsse import (
    Envelope,
    digest_of,
    parse_envelope,
    read_payload,
    refuse_type,
    sign_envelope,
)
from pipeline.signing.fields import Fields
from pipeline.signing.instant import parse_instant
from pipeline.signing.keyring import KeyEntry, Keyring
from pipeline.signing.keys import KeyPair
from pipeline.signing.roles import SealType
from pipeline.signing.trust import Trust

__all__ = ["FILE_SEALS", "Seal", "make_seal", "read_seal", "verify_seal"]

FILE_SEALS = frozenset({SealType.APPROVALS, SealType.REGISTRY, SealType.POLICY})
GRACE = dt.timedelta(days=1)

_KEYS = ("files", "previous", "project", "sealed_at", "sequence", "type")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What a seal says; verified when it comes from `verify_seal`."""

    type: SealType
    project: str
    sequence: int
    previous: str
    sealed_at: str
    files: Mapping[str, Digest]
    digest: str
    """Digest of the seal file's bytes: the `previous` of the next one."""
    signers: tuple[KeyEntry, ...] = ()

    @property
    def key_ids(self) -> tuple[str, ...]:
        """The keys that sealed it."""
        return tuple(entry.key_id for entry in self.signers)

    @property
    def expires_on(self) -> dt.date | None:
        """The last day of the first signer's key to expire."""
        return min((entry.valid_until for entry in self.signers), default=None)


def make_seal(
    type_: SealType,
    *,
    project: str,
    sequence: int,
    previous: str,
    sealed_at: str,
    files: Mapping[str, bytes],
    keys: Iterable[KeyPair],
) -> bytes:
    """The seal file over exactly these files."""
    if type_ not in FILE_SEALS:
        raise ValueError(f"{type_} is not a seal over files")
    parse_instant(sealed_at)
    payload = {
        "project": project,
        "type": type_,
        "sequence": sequence,
        "previous": previous,
        "sealed_at": sealed_at,
        "files": {path: Digest.of(data).hex for path, data in files.items()},
    }
    return sign_envelope(canonical_json(payload), type_.payload_type, keys).to_bytes()


def read_seal(data: bytes, *, type_: SealType, path: str) -> Seal:
    """What the seal says, unverified: for the next sequence number, never for a decision."""
    return _read(data, type_=type_, path=path)[1]


def verify_seal(
    data: bytes,
    *,
    type_: SealType,
    project: str,
    files: Mapping[str, bytes],
    keyring: Keyring,
    trust: Trust,
    on: dt.date,
    path: str,
) -> Seal:
    """The verified seal over exactly these files; RefusedError `seal.*`."""
    envelope, seal = _read(data, type_=type_, path=path)
    if not project == seal.project == keyring.project:
        raise RefusedError.of(
            "seal.project",
            f"the seal is of project {seal.project}, expected {project}",
            path=path,
            hint="this seal was made for another project",
        )
    day = check_not_future(seal.sealed_at, on=on, code="seal.future", path=path)
    signers = keyring.signers(envelope, type_.role, on=day, code="seal.signature", path=path)
    RefusedError.raise_for(_file_faults(seal, files, path=path))
    trust.check(type_.value, seal.sequence, seal.digest, seal.previous)
    return Seal(
        type=seal.type,
        project=seal.project,
        sequence=seal.sequence,
        previous=seal.previous,
        sealed_at=seal.sealed_at,
        files=seal.files,
        digest=seal.digest,
        signers=signers,
    )


def check_not_future(
    sealed_at: str, *, on: dt.date, code: str, path: str, line: int = 0
) -> dt.date:
    """The UTC day of sealing; refused when it is later than the day of the question allows."""
    day = parse_instant(sealed_at).date()
    if day > on + GRACE:
        raise RefusedError.of(
            code,
            f"sealed at {sealed_at}, which is after {on}",
            path=path,
            line=line,
            hint="check the clock, or the day given with --as-of",
        )
    return day


def _file_faults(seal: Seal, files: Mapping[str, bytes], *, path: str) -> list[Fault]:
    hint = f"restore the sealed bytes, or have the {seal.type.role} seal the change"
    faults = [
        Fault(
            code="seal.files",
            message=f"{name} is {'sealed but missing' if name in seal.files else 'not sealed'}",
            path=path,
            hint=hint,
        )
        for name in sorted(set(seal.files) ^ set(files))
    ]
    for name in sorted(set(seal.files) & set(files)):
        found = Digest.of(files[name])
        if found != seal.files[name]:
            message = f"sealed with SHA-256 {seal.files[name].short}, found {found.short}"
            faults.append(Fault(code="seal.changed", message=message, path=name, hint=hint))
    return faults


def _read(data: bytes, *, type_: SealType, path: str) -> tuple[Envelope, Seal]:
    envelope = parse_envelope(data, type_=type_, code="seal.invalid", path=path)
    value = read_payload(envelope, code="seal.invalid", path=path)
    fields = Fields(value, code="seal.invalid", path=path, keys=_KEYS)
    if fields.text("type") != type_:
        refuse_type(type_, fields.text("type"), code="seal.type", path=path)
    files = fields.child("files")
    names = files.keys()
    if not names:
        fields.refuse("it seals no file")
    return envelope, Seal(
        type=type_,
        project=fields.text("project"),
        sequence=fields.integer("sequence", low=1),
        previous=fields.previous(),
        sealed_at=fields.instant("sealed_at"),
        files={name: files.digest(name) for name in names},
        digest=digest_of(data),
    )
