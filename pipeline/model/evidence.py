"""Sign-offs and ceremonies: who signed what, with which meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pipeline.model.digest import Digest
from pipeline.model.locale import LocaleTag
from pipeline.model.waiver import Waiver

__all__ = ["Ceremony", "Evidence", "Meaning", "SignOff"]


class Meaning(StrEnum):
    """What a signature means: 21 CFR 11.50(a)(3). A closed list."""

    AUTHORED = "authored"
    TRANSLATED = "translated"
    LINGUISTIC_REVIEW = "linguistic_review"
    REGULATORY_APPROVAL = "medical_legal_regulatory_approval"
    RELEASE = "release"
    REJECTION = "rejection"
    WITHDRAWAL = "withdrawal"
    WAIVER = "waiver"

    @property
    def takes_back(self) -> bool:
        """Whether it ends earlier sign-offs of the same digest."""
        return self in {Meaning.REJECTION, Meaning.WITHDRAWAL}

    @property
    def signs_off(self) -> bool:
        """Whether it is a sign-off: what a policy can ask for and what counts towards a state."""
        return not self.takes_back and self is not Meaning.WAIVER


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff:
    """One unit's part of a ceremony."""

    unit: Digest
    """The unit digest (law 1)."""
    meaning: Meaning
    signer_id: str
    printed_name: str
    role: str
    signed_at: str
    """UTC, milliseconds: `2026-11-22T18:10:05.123Z`."""
    ceremony: str
    """The ceremony's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceremony:
    """One verified line of an evidence file: 1 to 500 units signed in one act."""

    id: str
    meaning: Meaning
    units: tuple[Digest, ...]
    payload: Mapping[str, Any]
    """The whole sealed record, with the fields of the signature record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A verified evidence file of one domain in one locale, in order."""

    domain: str
    locale: LocaleTag
    sequence: int
    ledger_head: str
    sealed_at: str = ""
    """When the checkpoint was sealed; empty when there is no evidence."""
    digest: str = ""
    """Digest of the checkpoint's line, for the trust file; empty when there is no evidence."""
    ceremonies: tuple[Ceremony, ...]
    sign_offs: Mapping[Digest, tuple[SignOff, ...]]
    """Standing sign-offs per unit digest: none that a later rejection or withdrawal ended."""
    waivers: Mapping[Digest, tuple[Waiver, ...]] = field(default_factory=dict)
    """Standing waivers per unit digest, by the same rule."""
