"""How a signature is shown (21 CFR 11.50(b)), everywhere the same.

Printed name, date and time with zone, and meaning stand in every human-readable form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.model.evidence import Meaning
from pipeline.review.instant import Instant
from pipeline.review.meanings import meaning_title

__all__ = ["show_signature"]


def show_signature(payload: Mapping[str, Any], *, digest: str = "") -> str:
    """One sentence for people, from the payload `make_ceremony_payload` made.

    `digest` is the digest of the text the sentence stands under (all units share a ceremony).
    """
    signer = payload["signer"]
    moment = Instant(
        utc=payload["signed_at"],
        zone=payload["signed_at_zone"],
        offset=payload["signed_at_offset"],
    )
    record = f", record SHA-256 {digest}" if digest else ""
    reason = f" Reason: {payload['reason']}." if payload["reason"] else ""
    return (
        f"Electronically signed by {signer['printed_name']} ({signer['role']}, "
        f"{payload['locale']}) on {moment}. Meaning: "
        f"{meaning_title(Meaning(payload['meaning']['code']))} of the text above.{reason} "
        f"Signature {payload['ceremony']['id']}{record}."
    )
