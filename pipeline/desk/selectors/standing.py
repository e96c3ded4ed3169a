"""Which signatures stand: none that a later rejection or withdrawal of the same text ended."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline.desk.models import SignatureUnit, WaiverUnit
from pipeline.model.digest import Digest
from pipeline.model.evidence import Meaning, SignOff
from pipeline.model.waiver import Waiver

__all__ = ["round_of", "standing_of", "waivers_on"]

_TAKING_BACK = [str(meaning) for meaning in Meaning if meaning.takes_back]
_BATCH = 500


def round_of(digest: str) -> int:
    """How often this text was rejected or withdrawn."""
    return SignatureUnit.objects.filter(digest=digest, meaning__in=_TAKING_BACK).count()


def standing_of(digests: Iterable[str]) -> dict[str, tuple[SignOff, ...]]:
    """The standing sign-offs per unit digest, in ledger order; digests without one are absent."""
    wanted = sorted(set(digests))
    found: dict[str, list[SignOff]] = {}
    payloads: dict[uuid.UUID, Any] = {}
    for start in range(0, len(wanted), _BATCH):
        rows = SignatureUnit.objects.filter(digest__in=wanted[start : start + _BATCH])
        for row in rows.select_related("record").order_by("record__event", "id"):
            if row.meaning in _TAKING_BACK:
                found.pop(row.digest, None)
            else:
                if row.record_id not in payloads:
                    payloads[row.record_id] = json.loads(row.record.payload)
                found.setdefault(row.digest, []).append(_sign_off(row, payloads[row.record_id]))
    return {digest: tuple(sign_offs) for digest, sign_offs in found.items()}


def waivers_on(digests: Iterable[str]) -> dict[str, tuple[Waiver, ...]]:
    """The standing waivers per unit digest, in ledger order; digests without one are absent."""
    wanted = sorted(set(digests))
    rows: list[WaiverUnit] = []
    for start in range(0, len(wanted), _BATCH):
        part = WaiverUnit.objects.filter(digest__in=wanted[start : start + _BATCH])
        rows += part.select_related("record").order_by("record__event", "id")
    rounds = {digest: round_of(digest) for digest in {row.digest for row in rows}}
    codes: dict[tuple[str, uuid.UUID], list[WaiverUnit]] = {}
    for row in rows:
        if row.round == rounds[row.digest]:
            codes.setdefault((row.digest, row.record_id), []).append(row)
    found: dict[str, tuple[Waiver, ...]] = {}
    for (digest, _), items in codes.items():
        found[digest] = (*found.get(digest, ()), _waiver(items))
    return found


def _waiver(rows: Sequence[WaiverUnit]) -> Waiver:
    payload = json.loads(rows[0].record.payload)
    return Waiver(
        unit=Digest(rows[0].digest),
        codes=tuple(sorted(row.code for row in rows)),
        reason=payload["reason"],
        signer_id=payload["signer"]["id"],
        printed_name=payload["signer"]["printed_name"],
        role=payload["waiver"]["role"],
        signed_at=payload["signed_at"],
        ceremony=payload["ceremony"]["id"],
    )


def _sign_off(row: SignatureUnit, payload: Mapping[str, Any]) -> SignOff:
    return SignOff(
        unit=Digest(row.digest),
        meaning=Meaning(row.meaning),
        signer_id=payload["signer"]["id"],
        printed_name=payload["signer"]["printed_name"],
        role=payload["signer"]["role"],
        signed_at=payload["signed_at"],
        ceremony=payload["ceremony"]["id"],
    )
