"""The manifest of a release, from data alone.

- `sealed_at` is the latest `sealed_at` of the seals it rests on (the keyring, and the first day of
  the releaser's key, among them): never the clock, so two builds give the same bytes. It is the
  day by which the releaser's key is judged, besides the day of verification.
- `expires_on` is the earliest expiry of anything it rests on: approvals, locks, keys. Whether that
  day itself still counts elsewhere or not, from it on the release does not.
- A release without artifacts, without expiry dates or without seals is refused (law 4).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from pipeline.errors import Fault, RefusedError
from pipeline.model.digest import Digest
from pipeline.model.locale import LocaleTag
from pipeline.model.manifest import Artifact, Manifest, SealRef
from pipeline.signing.instant import instant_of_day
from pipeline.signing.keyring import KeyEntry
from pipeline.signing.manifest import path_faults, seal_manifest

__all__ = [
    "artifact_of",
    "check_manifest_paths",
    "earliest_expiry",
    "latest_instant",
    "make_manifest",
    "seal_manifest",
]


def artifact_of(path: str, data: bytes, *, locale: LocaleTag, media_type: str) -> Artifact:
    """The artifact of a compiled file."""
    return Artifact(
        path=path,
        locale=locale,
        media_type=media_type,
        length=len(data),
        digest=Digest.of(data),
    )


def latest_instant(instants: Iterable[str], keys: Iterable[KeyEntry] = ()) -> str:
    """The latest of these instants and of the first days of these keys."""
    found = [*instants, *(instant_of_day(entry.valid_from) for entry in keys)]
    if not found:
        raise RefusedError.of("release.empty", "a release rests on seals, but there is none")
    return max(found)


def earliest_expiry(days: Iterable[dt.date], keys: Iterable[KeyEntry] = ()) -> dt.date:
    """The earliest of these expiry dates and of the last days of these keys."""
    found = [*days, *(entry.valid_until for entry in keys)]
    if not found:
        raise RefusedError.of("release.empty", "a release rests on approvals, but there is none")
    return min(found)


def check_manifest_paths(paths: Iterable[str]) -> None:
    """Raises `release.path` for every path that a site must not be asked to write."""
    RefusedError.raise_for(path_faults(paths))


def make_manifest(
    *,
    project: str,
    release: str,
    version: int,
    previous: str,
    sealed_at: str,
    expires_on: dt.date,
    as_of: dt.date,
    demonstration: bool,
    software: str,
    seals: Mapping[str, SealRef],
    ledger_heads: Mapping[str, str],
    templates: Mapping[LocaleTag, Mapping[str, Digest]],
    artifacts: Iterable[Artifact],
) -> Manifest:
    """The manifest, ready for `seal_manifest`; RefusedError `release.*`."""
    listed = tuple(sorted(artifacts, key=lambda artifact: artifact.path))
    faults: list[Fault] = []
    if not listed:
        faults.append(
            Fault(
                code="release.empty",
                message="there is no artifact to release",
                hint="compile at least one locale whose gate is open",
            )
        )
    if expires_on <= as_of:
        faults.append(
            Fault(
                code="release.expired",
                message=f"what the release rests on expires on {expires_on}",
                hint="renew the approval, lock or key that expires first",
            )
        )
    faults += path_faults(artifact.path for artifact in listed)
    RefusedError.raise_for(faults)
    return Manifest(
        project=project,
        release=release,
        version=version,
        previous=previous,
        sealed_at=sealed_at,
        expires_on=expires_on,
        demonstration=demonstration,
        software=software,
        seals=seals,
        ledger_heads=ledger_heads,
        templates=templates,
        artifacts=listed,
    )
