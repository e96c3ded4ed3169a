"""The signature record: one ceremony over 1 to 500 units of one domain in one locale.

Fields (`signature/1`); a record may carry more, none of these may be missing:

    schema              "signature/1"
    signature_id        unique in the file; never used again
    signed_at           UTC, milliseconds, the desk's clock     signed_at_zone   IANA zone shown
    signer              {id, printed_name, role, ...}           as they were at that moment
    meaning             {code, text, ...}                       code: model.evidence.Meaning
    reason              text; not blank for `rejection`, `withdrawal` and `waiver`
    ceremony            {id, ...}
    policy_version      text
    displayed_digest    SHA-256 of what the person was shown
    auth                {components: [text, ...], ...}          at least one
    units               [{unit, source, target, findings, context, ...}, ...]
                        digests: the unit's (law 1), of its source and target, of its findings
    of a `waiver` also  waiver {role}: the role at the desk that gave the right; in every unit
                        waives [{code, message}, ...], at least one, and four_eyes {compared}:
                        who wrote or imported the text, the signer not among them

The evidence file adds `project, type, kind, domain, locale, sequence, previous, sealed_at`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pipeline.model.evidence import Ceremony, Meaning, SignOff
from pipeline.model.waiver import Waiver
from pipeline.signing.fields import Fields

__all__ = ["CEREMONY_UNITS", "SIGNATURE_SCHEMA", "read_ceremony", "sign_offs_of", "waivers_in"]

SIGNATURE_SCHEMA: Final = "signature/1"
CEREMONY_UNITS: Final = 500


def read_ceremony(value: Mapping[str, Any], fields: Fields) -> Ceremony:
    """The ceremony in a record; refused through `fields`, which reads the same record."""
    if fields.text("schema") != SIGNATURE_SCHEMA:
        fields.refuse(f"schema must be {SIGNATURE_SCHEMA}")
    fields.text("signature_id")
    fields.instant("signed_at")
    fields.text("signed_at_zone")
    fields.text("policy_version")
    fields.digest("displayed_digest")
    signer = fields.child("signer")
    for name in ("id", "printed_name", "role"):
        signer.text(name)
    if not all(part.strip() for part in fields.child("auth").texts("components") or ("",)):
        fields.refuse("auth.components names no component")
    meaning_fields = fields.child("meaning")
    meaning_fields.text("text")
    code = meaning_fields.text("code")
    if code not in set(Meaning):
        meaning_fields.refuse(f"code is none of {', '.join(sorted(Meaning))}")
    meaning = Meaning(code)
    fields.text("reason", empty=meaning.signs_off)
    units = fields.items("units")
    if not 1 <= len(units) <= CEREMONY_UNITS:
        fields.refuse(f"a ceremony has 1 to {CEREMONY_UNITS} units, found {len(units)}")
    for unit in units:
        unit.text("context", empty=True)
        for name in ("source", "target", "findings"):
            unit.digest(name)
    if meaning is Meaning.WAIVER:
        fields.child("waiver").text("role")
        for unit in units:
            _check_waives(unit, signer.text("id"))
    digests = tuple(unit.digest("unit") for unit in units)
    if len(set(digests)) != len(digests):
        fields.refuse("a unit occurs twice in one ceremony")
    return Ceremony(
        id=fields.child("ceremony").text("id"), meaning=meaning, units=digests, payload=value
    )


def _check_waives(unit: Fields, signer: str) -> None:
    waives = unit.items("waives")
    if not waives:
        unit.refuse("waives names no finding")
    for item in waives:
        item.text("code")
        item.text("message")
    if signer in unit.child("four_eyes").texts("compared"):
        unit.refuse("the text was waived by one of its writers")


def waivers_in(ceremony: Ceremony) -> tuple[Waiver, ...]:
    """One waiver per unit of a ceremony that `read_ceremony` read; none of another meaning."""
    if ceremony.meaning is not Meaning.WAIVER:
        return ()
    record, signer = ceremony.payload, ceremony.payload["signer"]
    return tuple(
        Waiver(
            unit=digest,
            codes=tuple(sorted({item["code"] for item in unit["waives"]})),
            reason=record["reason"],
            signer_id=signer["id"],
            printed_name=signer["printed_name"],
            role=record["waiver"]["role"],
            signed_at=record["signed_at"],
            ceremony=ceremony.id,
        )
        for digest, unit in zip(ceremony.units, record["units"], strict=True)
    )


def sign_offs_of(ceremony: Ceremony) -> tuple[SignOff, ...]:
    """One sign-off per unit of the ceremony, in its order."""
    record, signer = ceremony.payload, ceremony.payload["signer"]
    return tuple(
        SignOff(
            unit=unit,
            meaning=ceremony.meaning,
            signer_id=signer["id"],
            printed_name=signer["printed_name"],
            role=signer["role"],
            signed_at=record["signed_at"],
            ceremony=ceremony.id,
        )
        for unit in ceremony.units
    )
