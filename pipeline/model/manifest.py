"""Manifests: what a release consists of, and under which seals it was made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.model.digest import Digest
from pipeline.model.locale import LocaleTag

__all__ = ["Artifact", "Manifest", "SealRef"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """One file of a release."""

    path: str
    """Relative to the release's folder, with `/`."""
    locale: LocaleTag
    media_type: str
    length: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class SealRef:
    """A seal by its sequence number and the digest of its envelope."""

    sequence: int
    digest: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A release. No names, times or texts of sign-offs: these are in the evidence pack."""

    project: str
    release: str
    version: int
    """Grows with every release of this name; also its seal's sequence."""
    previous: str
    """Digest of the former manifest's envelope bytes; empty for the first version."""
    sealed_at: str
    """From the data: the latest of the seals it rests on. Never the clock (law 6)."""
    expires_on: dt.date
    """The first day on which it is no longer valid."""
    demonstration: bool
    software: str
    seals: Mapping[str, SealRef]
    """By their names in the trust file: `keyring`, `approvals`, …, `evidence/<domain>/<locale>`."""
    ledger_heads: Mapping[str, str]
    """`<domain>/<locale>` to the ledger's head in its evidence file."""
    templates: Mapping[LocaleTag, Mapping[str, Digest]]
    """Per locale and domain, the digest of the template its catalog was complete for."""
    artifacts: tuple[Artifact, ...]
    """Sorted by path."""
