"""The evidence file of one domain in one locale: one sealed ceremony per line, then a checkpoint.

Every line is a DSSE envelope (type `evidence`, role `desk`) in canonical JSON. Payloads:

    ceremony    {"project", "type": "evidence", "kind": "ceremony", "domain", "locale",
                 "sequence": line number from 1, "previous": SHA-256 of the line above or "",
                 "sealed_at", and the signature record (see `ceremony`)}
    checkpoint  {"project", "type": "evidence", "kind": "checkpoint", "domain", "locale",
                 "count": ceremonies, "lines": SHA-256 of all bytes above, "ledger_head",
                 "sequence": grows with each checkpoint, "previous": SHA-256 of the line of the
                 former checkpoint or "", "sealed_at"}

- No file, or an empty one, is no evidence: valid and empty, unless some was seen before.
- Refused: lines exchanged, dropped, added or repeated (`evidence.order`), no checkpoint at the end
  (`evidence.cut`), lines after it (`evidence.trailing`), a checkpoint over other lines
  (`evidence.checkpoint`), another project, domain, locale or type (`evidence.project`, …), a wrong
  or missing seal (`evidence.signature`), a signature id used twice (`evidence.duplicate`),
  an older or another file than was seen (`seal.rollback`, `seal.fork`).
- A rejection or withdrawal of a unit digest ends every sign-off and every waiver of that digest on
  earlier lines. A waiver is no sign-off.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from pipeline.errors import RefusedError
from pipeline.formats.canonical import canonical_json
from pipeline.model.digest import Digest
from pipeline.model.evidence import Ceremony, Evidence, SignOff
from pipeline.model.locale import LocaleTag
from pipeline.model.waiver import Waiver
from pipeline.signing.ceremony import read_ceremony, sign_offs_of, waivers_in
from pipeline.signing.dsse import (
    Envelope,
    digest_of,
    parse_envelope,
    read_payload,
    refuse_type,
    sign_envelope,
)
from pipeline.signing.fields import Fields
from pipeline.signing.keyring import Keyring
from pipeline.signing.keys import KeyPair
from pipeline.signing.roles import Role, SealType
from pipeline.signing.seal import check_not_future
from pipeline.signing.trust import Trust

__all__ = [
    "Checkpoint",
    "append_ceremonies",
    "evidence_name",
    "make_checkpoint",
    "make_line",
    "parse_evidence",
    "read_checkpoint",
]

_CODE: Final = "evidence.invalid"
_CHECKPOINT: Final = (
    "count",
    "domain",
    "kind",
    "ledger_head",
    "lines",
    "locale",
    "previous",
    "project",
    "sealed_at",
    "sequence",
    "type",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where an evidence file belongs; a file of another place is refused."""

    project: str
    domain: str
    locale: LocaleTag

    @property
    def name(self) -> str:
        """Its name in the trust file."""
        return evidence_name(self.domain, self.locale)

    def header(self, kind: str) -> dict[str, str]:
        """The fields every payload of the file begins with."""
        return {
            "project": self.project,
            "type": SealType.EVIDENCE.value,
            "kind": kind,
            "domain": self.domain,
            "locale": self.locale,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The last line of an evidence file."""

    count: int
    lines: str
    ledger_head: str
    sequence: int
    previous: str
    sealed_at: str
    digest: str
    """Digest of its line: the next checkpoint's `previous`, and what the trust file remembers."""


def evidence_name(domain: str, locale: LocaleTag) -> str:
    """The file's name in trust files and manifests: `evidence/<domain>/<locale>`."""
    return f"evidence/{domain}/{locale}"


def make_line(payload: Mapping[str, Any], keys: Iterable[KeyPair]) -> bytes:
    """One sealed line, with its line feed."""
    data = canonical_json(payload)
    return sign_envelope(data, SealType.EVIDENCE.payload_type, keys).to_bytes()


def make_checkpoint(
    lines: bytes,
    *,
    project: str,
    domain: str,
    locale: LocaleTag,
    ledger_head: str,
    sequence: int,
    previous: str,
    sealed_at: str,
    keys: Iterable[KeyPair],
) -> bytes:
    """The checkpoint line over these lines."""
    place = _Place(project=project, domain=domain, locale=locale)
    payload = {
        **place.header("checkpoint"),
        "count": lines.count(b"\n"),
        "lines": Digest.of(lines).hex,
        "ledger_head": ledger_head,
        "sequence": sequence,
        "previous": previous,
        "sealed_at": sealed_at,
    }
    return make_line(payload, keys)


def append_ceremonies(
    existing: bytes | None,
    records: Sequence[Mapping[str, Any]],
    *,
    project: str,
    domain: str,
    locale: LocaleTag,
    ledger_head: str,
    sealed_at: str,
    keys: Sequence[KeyPair],
) -> bytes:
    """The file with these signature records added and a new checkpoint.

    `existing` was verified with `parse_evidence` before. Records whose signature id is already
    there are left out; when none is left, the bytes stay as they are.
    """
    place = _Place(project=project, domain=domain, locale=locale)
    lines = _split(existing or b"", path=place.name)
    payloads = [_read_line(line, number, place.name)[1] for number, line in enumerate(lines, 1)]
    known = {payload.get("signature_id") for payload in payloads}
    fresh = [record for record in records if record.get("signature_id") not in known]
    if not fresh:
        return existing or b""
    last = read_checkpoint(lines[-1], path=place.name, line=len(lines)) if lines else None
    body = list(lines[:-1])
    for record in fresh:
        _check_record(record, place)
        payload = {
            **record,
            **place.header("ceremony"),
            "sequence": len(body) + 1,
            "previous": digest_of(body[-1]) if body else "",
            "sealed_at": sealed_at,
        }
        read_ceremony(payload, Fields(payload, code=_CODE, path=place.name, line=len(body) + 1))
        body.append(make_line(payload, keys))
    above = b"".join(body)
    return above + make_checkpoint(
        above,
        project=project,
        domain=domain,
        locale=locale,
        ledger_head=ledger_head,
        sequence=last.sequence + 1 if last else 1,
        previous=last.digest if last else "",
        sealed_at=sealed_at,
        keys=keys,
    )


def read_checkpoint(line_bytes: bytes, *, path: str, line: int) -> Checkpoint:
    """What a checkpoint line says, unverified; `evidence.cut` when it is not one."""
    payload = _read_line(line_bytes, line, path)[1]
    if payload.get("kind") != "checkpoint":
        raise RefusedError.of(
            "evidence.cut",
            "the file does not end in a checkpoint",
            path=path,
            line=line,
            hint="lines are missing: restore the file, or collect it again from the desk",
        )
    fields = Fields(payload, code=_CODE, path=path, line=line, keys=_CHECKPOINT)
    return Checkpoint(
        count=fields.integer("count", low=1),
        lines=fields.digest("lines").hex,
        ledger_head=fields.digest("ledger_head").hex,
        sequence=fields.integer("sequence", low=1),
        previous=fields.previous(),
        sealed_at=fields.instant("sealed_at"),
        digest=digest_of(line_bytes),
    )


def parse_evidence(
    data: bytes | None,
    *,
    project: str,
    domain: str,
    locale: LocaleTag,
    keyring: Keyring,
    trust: Trust,
    on: dt.date,
    path: str,
) -> Evidence:
    """The verified evidence in these bytes; RefusedError `evidence.*`, or a rollback or fork."""
    place = _Place(project=project, domain=domain, locale=locale)
    if not data:
        trust.check(place.name, 0, "")
        return _evidence(place, None, ())
    lines = _split(data, path=path)
    checkpoint = read_checkpoint(lines[-1], path=path, line=len(lines))
    ceremonies = []
    signature_ids: set[str] = set()
    for number, line in enumerate(lines, 1):
        envelope, payload = _read_line(line, number, path)
        fields = Fields(payload, code=_CODE, path=path, line=number)
        _check_line(envelope, fields, place=place, keyring=keyring, on=on, path=path, number=number)
        if number < len(lines):
            _check_order(fields, lines, number, path=path)
            ceremonies.append(read_ceremony(payload, fields))
            _check_new(payload["signature_id"], signature_ids, path=path, line=number)
    _check_checkpoint(checkpoint, lines, path=path)
    trust.check(place.name, checkpoint.sequence, checkpoint.digest, checkpoint.previous)
    return _evidence(place, checkpoint, tuple(ceremonies))


def _check_record(record: Mapping[str, Any], place: _Place) -> None:
    for name, expected in (
        ("project", place.project),
        ("domain", place.domain),
        ("locale", place.locale),
    ):
        if record.get(name, expected) != expected:
            raise RefusedError.of(
                f"evidence.{name}",
                f"the record is of {name} {record[name]}, expected {expected}",
                path=place.name,
            )


def _split(data: bytes, *, path: str) -> list[bytes]:
    if data and not data.endswith(b"\n"):
        raise RefusedError.of(
            "evidence.cut",
            "the last line has no end",
            path=path,
            line=data.count(b"\n") + 1,
            hint="the file is cut: restore it, or collect it again from the desk",
        )
    return [line + b"\n" for line in data.split(b"\n")[:-1]]


def _read_line(line_bytes: bytes, number: int, path: str) -> tuple[Envelope, dict[str, Any]]:
    envelope = parse_envelope(
        line_bytes, type_=SealType.EVIDENCE, code=_CODE, path=path, line=number
    )
    value = read_payload(envelope, code=_CODE, path=path, line=number)
    if not isinstance(value, dict):
        raise RefusedError.of(_CODE, "expected an object", path=path, line=number)
    return envelope, value


def _check_line(
    envelope: Envelope,
    fields: Fields,
    *,
    place: _Place,
    keyring: Keyring,
    on: dt.date,
    path: str,
    number: int,
) -> None:
    sealed_at = fields.instant("sealed_at")
    day = check_not_future(sealed_at, on=on, code="evidence.future", path=path, line=number)
    keyring.signers(envelope, Role.DESK, on=day, code="evidence.signature", path=path, line=number)
    if fields.text("type") != SealType.EVIDENCE:
        refuse_type(SealType.EVIDENCE, fields.text("type"), code=_CODE, path=path, line=number)
    for name, expected, found in (
        ("project", place.project, keyring.project),
        ("project", place.project, fields.text("project")),
        ("domain", place.domain, fields.text("domain")),
        ("locale", place.locale, fields.text("locale")),
    ):
        if found != expected:
            raise RefusedError.of(
                f"evidence.{name}",
                f"the line was sealed for {name} {found}, expected {expected}",
                path=path,
                line=number,
                hint="this evidence belongs elsewhere: restore the right file",
            )


def _check_order(fields: Fields, lines: Sequence[bytes], number: int, *, path: str) -> None:
    kind = fields.text("kind")
    if kind == "checkpoint":
        raise RefusedError.of(
            "evidence.trailing",
            "lines stand after the checkpoint",
            path=path,
            line=number + 1,
            hint="only the desk appends ceremonies: restore the file, or collect it again",
        )
    if kind != "ceremony":
        fields.refuse("kind must be ceremony or checkpoint")
    previous = digest_of(lines[number - 2]) if number > 1 else ""
    if fields.integer("sequence", low=1) != number or fields.previous() != previous:
        raise RefusedError.of(
            "evidence.order",
            f"expected line {number} of an unbroken chain, found line {fields.integer('sequence')}",
            path=path,
            line=number,
            hint="lines were moved, added or dropped: restore the file, or collect it again",
        )


def _check_new(signature_id: str, known: set[str], *, path: str, line: int) -> None:
    if signature_id in known:
        raise RefusedError.of(
            "evidence.duplicate",
            f"signature id {signature_id} occurs twice",
            path=path,
            line=line,
            hint="collect the evidence again: imprimatur review collect",
        )
    known.add(signature_id)


def _check_checkpoint(checkpoint: Checkpoint, lines: Sequence[bytes], *, path: str) -> None:
    above = b"".join(lines[:-1])
    if checkpoint.count != len(lines) - 1 or checkpoint.lines != Digest.of(above).hex:
        raise RefusedError.of(
            "evidence.checkpoint",
            f"the checkpoint covers {checkpoint.count} other lines, found {len(lines) - 1}",
            path=path,
            line=len(lines),
            hint="lines were dropped or added: restore the file, or collect it again",
        )


def _evidence(
    place: _Place, checkpoint: Checkpoint | None, ceremonies: tuple[Ceremony, ...]
) -> Evidence:
    standing: dict[Digest, list[SignOff]] = {}
    waivers: dict[Digest, list[Waiver]] = {}
    for ceremony in ceremonies:
        for waiver in waivers_in(ceremony):
            waivers.setdefault(waiver.unit, []).append(waiver)
        for sign_off in sign_offs_of(ceremony):
            if ceremony.meaning.takes_back:
                standing.pop(sign_off.unit, None)
                waivers.pop(sign_off.unit, None)
            elif ceremony.meaning.signs_off:
                standing.setdefault(sign_off.unit, []).append(sign_off)
    return Evidence(
        domain=place.domain,
        locale=place.locale,
        sequence=checkpoint.sequence if checkpoint else 0,
        ledger_head=checkpoint.ledger_head if checkpoint else "",
        sealed_at=checkpoint.sealed_at if checkpoint else "",
        digest=checkpoint.digest if checkpoint else "",
        ceremonies=ceremonies,
        sign_offs=MappingProxyType({unit: tuple(found) for unit, found in standing.items()}),
        waivers=MappingProxyType({unit: tuple(found) for unit, found in waivers.items()}),
    )
