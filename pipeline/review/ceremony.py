"""The record of one signing ceremony: the payload that is sealed as one line of evidence.

The fields are those of a signature record. One ceremony covers 1 to 500 units of one domain in
one locale; what repeats per unit stands in `units`. Canonical JSON of the payload is what the
ledger's event digests (with a prefix of its own); `signing.evidence.append_ceremonies` adds the
fields of the evidence file and seals it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.errors import RejectedError
from pipeline.formats.canonical import canonical_json
from pipeline.model.digest import Digest
from pipeline.model.evidence import Meaning
from pipeline.model.finding import Finding
from pipeline.model.locale import LocaleTag
from pipeline.review.instant import Instant
from pipeline.review.meanings import meaning_text

__all__ = [
    "CEREMONY_UNITS",
    "Authentication",
    "CeremonyUnit",
    "LedgerPlace",
    "PolicyInForce",
    "Signer",
    "ceremony_digest",
    "make_ceremony_payload",
]

CEREMONY_UNITS = 500
"""The most units one act may cover."""
_PREFIX = b"imprimatur/signature/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signs, as they were at that moment."""

    id: str
    """Permanent, never used again for anybody else."""
    printed_name: str
    role: str
    organization: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authentication:
    """How the signer was authenticated for this act."""

    components: tuple[str, ...]
    """Components presented again now: `("user_id", "password")`."""
    at: str
    first_in_session: bool
    session_ref: str = ""
    """SHA-256 of the session's id, or empty where there is no session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPlace:
    """Where the ceremony's event stands in the ledger: its number and the hash before it."""

    sequence: int
    previous: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyInForce:
    """The policy under which was signed."""

    version: str
    digest: str = ""
    """SHA-256 of the sealed policy file, where it was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CeremonyUnit:
    """One unit of a ceremony."""

    id: str
    """The unit's permanent id at the desk: stays when its text changes."""
    digest: Digest
    """The unit digest (law 1)."""
    revision: int
    context: str
    source: Digest
    """Of the source's texts."""
    target: Digest
    """Of the target's forms."""
    findings: Digest
    """Of the findings that were shown beside it."""
    locks: tuple[str, ...] = ()
    """Ids of the locks on it."""
    prior: str = ""
    """The ceremony that last signed this unit, or empty."""
    four_eyes: tuple[str, ...] = ()
    """Ids the signer was compared with."""
    waives: tuple[Finding, ...] = ()
    """The findings that a waiver accepts; empty for every other meaning."""


def make_ceremony_payload(
    *,
    ceremony_id: str,
    project: str,
    domain: str,
    locale: LocaleTag,
    meaning: Meaning,
    signer: Signer,
    signed_at: Instant,
    units: Sequence[CeremonyUnit],
    displayed: Digest,
    policy: PolicyInForce,
    authentication: Authentication,
    ledger: LedgerPlace,
    reason: str = "",
    software: str = "",
    waiver_role: str = "",
) -> dict[str, Any]:
    """The whole record as a value of canonical JSON.

    Rejected as `review.batch` when there are no units, more than 500, or one of them twice; as
    `review.reason` when a rejection, a withdrawal or a waiver gives none. `waiver_role`: for a
    waiver, the role at the desk that gave the right to it.
    """
    _check(meaning, units, reason)
    _check_waiver(meaning, units, waiver_role)
    sentence = meaning_text(meaning, locale=locale)
    return {
        "schema": "signature/1",
        "signature_id": ceremony_id,
        "project": project,
        "domain": domain,
        "locale": locale,
        "ceremony": {"id": ceremony_id, "count": len(units)},
        "ledger": {"seq": ledger.sequence, "prev_hash": ledger.previous},
        "signed_at": signed_at.utc,
        "signed_at_zone": signed_at.zone,
        "signed_at_offset": signed_at.offset,
        "signer": dataclasses.asdict(signer),
        "meaning": {
            "code": str(meaning),
            "text": sentence.text,
            "template": sentence.template,
        },
        "reason": reason.strip(),
        "displayed_digest": displayed.hex,
        "policy_version": policy.version,
        "policy_digest": policy.digest,
        "auth": {
            **dataclasses.asdict(authentication),
            "components": list(authentication.components),
        },
        "software": software,
        "units": [_unit_value(index, unit) for index, unit in enumerate(units, start=1)],
        **({"waiver": {"role": waiver_role}} if meaning is Meaning.WAIVER else {}),
    }


def _check(meaning: Meaning, units: Sequence[CeremonyUnit], reason: str) -> None:
    digests = {unit.digest for unit in units}
    if not 1 <= len(units) <= CEREMONY_UNITS or len(digests) != len(units):
        raise RejectedError.of(
            "review.batch",
            f"a ceremony covers 1 to {CEREMONY_UNITS} different units, not {len(units)}",
            hint="sign in several batches",
        )
    if not meaning.signs_off and not reason.strip():
        raise RejectedError.of("review.reason", f"a {meaning} needs a reason")


def _check_waiver(meaning: Meaning, units: Sequence[CeremonyUnit], role: str) -> None:
    named = [bool(unit.waives) for unit in units]
    if meaning is Meaning.WAIVER and not (role and all(named)):
        raise RejectedError.of(
            "review.not_waivable", "a waiver names its role, and a finding of every unit"
        )
    if meaning is not Meaning.WAIVER and any(named):
        raise RejectedError.of("review.not_waivable", f"a {meaning} waives nothing")


def _unit_value(index: int, unit: CeremonyUnit) -> dict[str, Any]:
    return {
        "index": index,
        "id": unit.id,
        "context": unit.context,
        "unit": unit.digest.hex,
        "source": unit.source.hex,
        "target": unit.target.hex,
        "findings": unit.findings.hex,
        "locks": list(unit.locks),
        "revision": unit.revision,
        "prior": unit.prior,
        "four_eyes": {"compared": list(unit.four_eyes), "result": "distinct"},
        **({"waives": [_waived_value(item) for item in unit.waives]} if unit.waives else {}),
    }


def _waived_value(finding: Finding) -> dict[str, str]:
    return {"code": finding.code, "message": finding.message}


def ceremony_digest(payload: dict[str, Any]) -> Digest:
    """What the ledger's event says about the record; its prefix is that of signatures only."""
    return Digest.of(_PREFIX + canonical_json(payload))
