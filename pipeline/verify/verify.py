"""Is this exactly what was signed? Pure: it takes a function that opens names.

A release is a folder with `manifest.json` (the sealed manifest), `keyring.json` (a copy of the
keyring, or a newer one) and the artifacts. What holds after `verify_release` has found no problem:

1. The keyring is signed by the trusted roots, and not older than the one seen last.
2. No demonstration key is involved, unless that was asked for.
3. The manifest is signed by enough releaser keys, valid on its day and still valid on `as_of`;
   it is of this project, not older than the one seen last, not expired, and not from the future.
4. The folder holds the manifest, the keyring and exactly the listed artifacts, each with its
   length and SHA-256.

Nothing hostile raises: every problem is a fault with a `release.*`, `keyring.*` or `trust.*` code.
Only what the opening function raises (disk, permissions) passes through. No file is read beyond
the length its manifest states.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.errors import Fault, RefusedError
from pipeline.model.digest import Digest
from pipeline.model.manifest import Artifact, Manifest
from pipeline.signing.dsse import Envelope, digest_of
from pipeline.signing.instant import parse_instant
from pipeline.signing.keyring import Keyring, parse_keyring
from pipeline.signing.manifest import (
    KEYRING_NAME,
    MANIFEST_NAME,
    manifest_name,
    read_manifest,
)
from pipeline.signing.roles import Role
from pipeline.signing.seal import check_not_future
from pipeline.signing.trust import Trust

__all__ = ["METADATA_BYTES", "VerificationReport", "verify_release"]

METADATA_BYTES = 20_000_000
"""No manifest and no keyring is larger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationReport:
    """What was verified, and what is wrong with it."""

    manifest: Manifest | None
    """The manifest, once its signature was found good."""
    demonstration: bool
    """Whether the keyring is a demonstration one."""
    checked: tuple[str, ...]
    """The artifacts that are exactly what was signed."""
    problems: tuple[Fault, ...]
    trust: Trust
    """What the trust file should say now; unchanged when there are problems."""

    @property
    def ok(self) -> bool:
        """Whether everything is exactly what was signed."""
        return self.manifest is not None and bool(self.checked) and not self.problems

    def __bool__(self) -> bool:
        return self.ok


def verify_release(
    open_name: Callable[[str, int], bytes],
    *,
    names: Iterable[str],
    trust: Trust,
    as_of: dt.date,
    demonstration: bool = False,
) -> VerificationReport:
    """The report on a release folder whose files are `names`.

    `open_name(name, limit)` gives the first `limit` bytes of a file (all, if it has fewer).
    `demonstration` accepts a release made with published demonstration keys.
    """
    found = frozenset(names)
    manifest: Manifest | None = None
    is_demonstration = False
    checked: list[str] = []
    problems: list[Fault] = []
    remembered = trust
    try:
        _check_present({MANIFEST_NAME, KEYRING_NAME}, found)
        keyring = parse_keyring(_metadata(open_name, KEYRING_NAME), trust, path=KEYRING_NAME)
        is_demonstration = keyring.demonstration
        _check_demonstration(keyring, accepted=demonstration)
        data = _metadata(open_name, MANIFEST_NAME)
        envelope, stated = read_manifest(data)
        _check_manifest(envelope, stated, keyring, trust, as_of=as_of)
        trust.check(manifest_name(stated.release), stated.version, digest_of(data), stated.previous)
        manifest = stated
        problems += _expiry_faults(stated, as_of=as_of)
        problems += _tree_faults(stated, found)
        for artifact in stated.artifacts:
            if artifact.path in found:
                fault = _artifact_fault(artifact, open_name)
                problems += [fault] if fault else []
                checked += [] if fault else [artifact.path]
        remembered = trust.remember("keyring", keyring.version, keyring.digest).remember(
            manifest_name(stated.release), stated.version, digest_of(data)
        )
    except RefusedError as error:
        problems += error.faults
    return VerificationReport(
        manifest=manifest,
        demonstration=is_demonstration,
        checked=tuple(checked),
        problems=tuple(problems),
        trust=trust if problems else remembered,
    )


def _metadata(open_name: Callable[[str, int], bytes], name: str) -> bytes:
    data = open_name(name, METADATA_BYTES + 1)
    if len(data) > METADATA_BYTES:
        raise RefusedError.of("release.corrupt", f"larger than {METADATA_BYTES} bytes", path=name)
    return data


def _check_present(wanted: Iterable[str], found: frozenset[str]) -> None:
    RefusedError.raise_for(
        Fault(
            code="release.missing_file",
            message="the release lacks this file",
            path=name,
            hint="fetch the release again, whole",
        )
        for name in sorted(set(wanted) - found)
    )


def _check_demonstration(keyring: Keyring, *, accepted: bool) -> None:
    if keyring.demonstration and not accepted:
        raise RefusedError.of(
            "release.demonstration",
            "signed with published demonstration keys: it proves nothing",
            path=KEYRING_NAME,
            hint="never publish this release; to look at a sample, add --demonstration",
        )


def _check_manifest(
    envelope: Envelope, manifest: Manifest, keyring: Keyring, trust: Trust, *, as_of: dt.date
) -> None:
    path, code = MANIFEST_NAME, "release.unsigned"
    sealed_on = parse_instant(manifest.sealed_at).date()
    for day in (sealed_on, as_of):
        keyring.signers(envelope, Role.RELEASER, on=day, code=code, path=path)
    check_not_future(manifest.sealed_at, on=as_of, code="release.future", path=path)
    if manifest.project != trust.project:
        raise RefusedError.of(
            "release.project",
            f"the release is of project {manifest.project}, expected {trust.project}",
            path=path,
            hint="this is another project's release, or another project's trust file",
        )
    if manifest.demonstration != keyring.demonstration:
        raise RefusedError.of(
            "release.demonstration",
            "manifest and keyring do not agree on whether this is a demonstration",
            path=path,
        )
    stated = manifest.seals["keyring"]
    same = stated.sequence == keyring.version
    if stated.sequence > keyring.version or (same and stated.digest.hex != keyring.digest):
        raise RefusedError.of(
            "keyring.rollback",
            f"the release was made under version {stated.sequence} of the keyring "
            f"({stated.digest.short}), found {keyring.version} ({keyring.digest[:12]})",
            path=KEYRING_NAME,
            hint="fetch the release again, whole",
        )


def _expiry_faults(manifest: Manifest, *, as_of: dt.date) -> list[Fault]:
    if as_of < manifest.expires_on:
        return []
    return [
        Fault(
            code="release.expired",
            message=f"not valid from {manifest.expires_on} on, asked for {as_of}",
            path=MANIFEST_NAME,
            hint="fetch the newest release; what is on the site stays until there is one",
        )
    ]


def _tree_faults(manifest: Manifest, found: frozenset[str]) -> list[Fault]:
    wanted = {artifact.path for artifact in manifest.artifacts} | {MANIFEST_NAME, KEYRING_NAME}
    return [
        Fault(
            code="release.missing_file" if name in wanted else "release.extra_file",
            message="listed but not there" if name in wanted else "there but not listed",
            path=name,
            hint="fetch the release again, whole, into an empty folder",
        )
        for name in sorted(wanted ^ found)
    ]


def _artifact_fault(artifact: Artifact, open_name: Callable[[str, int], bytes]) -> Fault | None:
    data = open_name(artifact.path, artifact.length + 1)
    if len(data) != artifact.length:
        more = "more" if len(data) > artifact.length else str(len(data))
        problem = f"expected {artifact.length} bytes, found {more}"
    elif (digest := Digest.of(data)) != artifact.digest:
        problem = f"expected SHA-256 {artifact.digest.short}, found {digest.short}"
    else:
        return None
    return Fault(
        code="release.corrupt",
        message=problem,
        path=artifact.path,
        hint="this file is not what was signed: keep the old release, fetch this one again",
    )
