"""The release that lies in `dist/`: what it proves about sequences and versions."""

from __future__ import annotations

from dataclasses import replace

from pipeline.errors import RefusedError
from pipeline.model.manifest import Manifest
from pipeline.signing.dsse import digest_of
from pipeline.signing.instant import parse_instant
from pipeline.signing.manifest import (
    MANIFEST_NAME,
    manifest_name,
    read_manifest,
    remember_seals,
)
from pipeline.signing.roles import Role
from pipeline.workflow.project import Project
from pipeline.workflow.trusting import Standing
from pipeline.workspace import layout

__all__ = ["LastRelease", "last_release", "with_last_release"]

LastRelease = tuple[Manifest, bytes]


def last_release(project: Project, standing: Standing) -> LastRelease | None:
    """The manifest in `dist/` and its bytes, if the keyring's releasers signed it; else None."""
    path = f"{layout.DIST}/{MANIFEST_NAME}"
    data = project.workspace.read_if_there(path)
    if data is None:
        return None
    try:
        envelope, manifest = read_manifest(data)
        day = parse_instant(manifest.sealed_at).date()
        standing.keyring.signers(
            envelope, Role.RELEASER, on=day, code="release.unsigned", path=path
        )
    except RefusedError:
        return None
    return (manifest, data) if manifest.project == project.name else None


def with_last_release(project: Project, standing: Standing) -> Standing:
    """The standing that also knows the sequences of the last release here.

    So a trust file that has seen nothing yet still refuses a registry, policy or evidence file
    that is older than what was released.
    """
    found = last_release(project, standing)
    if found is None:
        return standing
    manifest, data = found
    trust = remember_seals(standing.trust, manifest).remember(
        manifest_name(manifest.release), manifest.version, digest_of(data)
    )
    return replace(standing, trust=trust)
