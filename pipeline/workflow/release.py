"""`release`: the artifacts of locales whose gate is open become one signed release."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import __version__
from pipeline.compile.compile import CompiledFile
from pipeline.errors import Fault, RefusedError
from pipeline.gate.gate import evaluate
from pipeline.ledger.event import Action
from pipeline.model.digest import Digest
from pipeline.model.locale import LocaleTag
from pipeline.model.manifest import Artifact, Manifest, SealRef
from pipeline.model.waiver import WaivedFinding
from pipeline.release.manifest import (
    artifact_of,
    earliest_expiry,
    latest_instant,
    make_manifest,
    seal_manifest,
)
from pipeline.signing.evidence import evidence_name, read_checkpoint
from pipeline.signing.keyring import KeyEntry
from pipeline.signing.manifest import (
    KEYRING_NAME,
    MANIFEST_NAME,
    manifest_name,
    remember_seals,
)
from pipeline.signing.roles import Role
from pipeline.signing.trust import Trust
from pipeline.workflow.candidate import Assembly, assemble
from pipeline.workflow.compile import compile_domain
from pipeline.workflow.events import commit, record
from pipeline.workflow.gate import report_lines
from pipeline.workflow.keys import KeySource, signing_keys
from pipeline.workflow.lastrelease import LastRelease, last_release
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.project import Project, select_locales
from pipeline.workflow.trusting import Standing, write_trust
from pipeline.workflow.waivers import waived_data
from pipeline.workspace import layout

__all__ = ["release"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Built:
    """One locale's share of the release."""

    locale: LocaleTag
    assembly: Assembly
    files: tuple[CompiledFile, ...]
    waived: tuple[WaivedFinding, ...]
    """Blockers that the gate let pass because people accepted them."""


def release(
    project: Project,
    locales: Sequence[str],
    *,
    name: str,
    trust_place: Path,
    source: KeySource,
) -> Outcome:
    """Writes `dist/` with its signed manifest; refused unless the gate of every locale is open.

    What is there already stays when nothing would change: same input, same bytes.
    """
    built: list[_Built] = []
    closed: list[str] = []
    for locale in select_locales(project, locales):
        assembly = assemble(project, locale, trust_place=trust_place, release=name)
        report = evaluate(assembly.candidate)
        if not report.open:
            closed += report_lines(report)
            continue
        files, incomplete = _compile(assembly)
        if incomplete:
            raise RefusedError(*incomplete)
        waived = tuple(item for result in report.results for item in result.waived)
        built.append(_Built(locale=locale, assembly=assembly, files=files, waived=waived))
    if closed or not built:
        record(project, Action.RELEASE_BLOCKED, detail=name)
        return Outcome(
            verb="release",
            lines=tuple(closed) or ("there is no locale to release",),
            refused=True,
            next="imprimatur gate",
        )
    return _publish(project, built, name=name, trust_place=trust_place, source=source)


def _compile(assembly: Assembly) -> tuple[tuple[CompiledFile, ...], tuple[Fault, ...]]:
    files: list[CompiledFile] = []
    incomplete: list[Fault] = []
    for domain in assembly.domains:
        if domain.catalog is None or domain.states is None:
            raise RefusedError.of("release.blocked", f"domain {domain.name} could not be read")
        compiled = compile_domain(domain.catalog, domain.documents, domain.states)
        files += compiled.files
        incomplete += compiled.incomplete
    return tuple(files), tuple(incomplete)


def _publish(
    project: Project,
    built: Sequence[_Built],
    *,
    name: str,
    trust_place: Path,
    source: KeySource,
) -> Outcome:
    standing = built[0].assembly.standing
    assert standing is not None  # noqa: S101 - an open gate has one
    keys = signing_keys(project, standing.keyring, Role.RELEASER, source)
    former = _former(project, standing, name)
    manifest = _manifest(project, built, standing, name=name, former=former)
    data = seal_manifest(manifest, keys)
    if former is not None and _same(former[0], manifest):
        manifest, data = former
    _stage(project, built, data)
    changed = commit(project, Action.RELEASE_SIGNED, detail=f"{name} {manifest.version}")
    if not project.workspace.dry_run:
        write_trust(trust_place, _remembered(standing.trust, manifest, data))
    demonstration = " (demonstration keys)" if manifest.demonstration else ""
    waived = [finding for item in built for finding in item.waived]
    return Outcome(
        verb="release",
        lines=(
            f"release {name} version {manifest.version}{demonstration}",
            f"{len(manifest.artifacts)} artifacts, valid until {manifest.expires_on}",
            *(f"  {item.path}  {item.digest.short}" for item in manifest.artifacts),
            *([f"{len(waived)} waived, see the evidence"] if waived else []),
            *(f"  {item}" for item in waived),
        ),
        data={
            "release": name,
            "version": manifest.version,
            "expires_on": manifest.expires_on.isoformat(),
            "artifacts": [
                {"path": item.path, "sha256": item.digest.hex} for item in manifest.artifacts
            ],
            "waived": [waived_data(item) for item in waived],
        },
        changed=changed,
        talk=() if changed else ("nothing changed: the release stands as it is",),
        next=f"imprimatur verify {layout.DIST} --trust FILE",
    )


def _former(project: Project, standing: Standing, name: str) -> LastRelease | None:
    """The release of this name in `dist/`, unless the trust file has seen a newer one."""
    found = last_release(project, standing)
    if found is None or found[0].release != name:
        return None
    seen = standing.trust.seen.get(manifest_name(name))
    return None if seen is not None and seen.sequence > found[0].version else found


def _same(former: Manifest, now: Manifest) -> bool:
    """Whether nothing but the version would change."""
    return replace(now, version=former.version, previous=former.previous) == former


def _manifest(
    project: Project,
    built: Sequence[_Built],
    standing: Standing,
    *,
    name: str,
    former: LastRelease | None,
) -> Manifest:
    seals: dict[str, SealRef] = {
        "keyring": SealRef(standing.keyring.version, Digest(standing.keyring.digest))
    }
    instants = [standing.keyring.sealed_at]
    heads: dict[str, str] = {}
    signers: list[KeyEntry] = []
    for item in built:
        for type_, seal in item.assembly.seals.items():
            seals[type_.value] = SealRef(seal.sequence, Digest(seal.digest))
            instants.append(seal.sealed_at)
            signers += seal.signers
        for domain in item.assembly.domains:
            path = layout.evidence(item.locale, domain.name)
            lines = project.workspace.read(path).splitlines(keepends=True)
            checkpoint = read_checkpoint(lines[-1], path=path, line=len(lines))
            seals[evidence_name(domain.name, item.locale)] = SealRef(
                checkpoint.sequence, Digest(checkpoint.digest)
            )
            heads[f"{domain.name}/{item.locale}"] = checkpoint.ledger_head
            instants.append(checkpoint.sealed_at)
    releasers = standing.keyring.keys_of(Role.RELEASER)
    return make_manifest(
        project=project.name,
        release=name,
        version=former[0].version + 1 if former else _next_version(standing.trust, name),
        previous=Digest.of(former[1]).hex if former else _previous(standing.trust, name),
        sealed_at=latest_instant(instants, releasers),
        expires_on=earliest_expiry(_expiries(built), (*signers, *releasers)),
        as_of=project.as_of,
        demonstration=standing.keyring.demonstration,
        software=f"imprimatur {__version__}",
        seals=seals,
        ledger_heads=heads,
        templates={
            item.locale: {
                domain.name: domain.template_digest
                for domain in item.assembly.domains
                if domain.template_digest is not None
            }
            for item in built
        },
        artifacts=_artifacts(built),
    )


def _next_version(trust: Trust, name: str) -> int:
    """The version after the last that this trust file has seen."""
    seen = trust.seen.get(manifest_name(name))
    return seen.sequence + 1 if seen else 1


def _previous(trust: Trust, name: str) -> str:
    seen = trust.seen.get(manifest_name(name))
    return seen.digest if seen else ""


def _expiries(built: Sequence[_Built]) -> Iterable[dt.date]:
    """Every approval and lock that a locale rests on, with its first day of being over."""
    for item in built:
        yield from (approval.expires_on for approval in item.assembly.approvals.values())
        registry = item.assembly.registry
        if registry is None:
            continue
        for domain in item.assembly.domains:
            for unit in domain.catalog.units if domain.catalog else ():
                for lock in registry.match(unit.message).locks:
                    yield lock.expires_on
                    for target in lock.approved.get(item.locale, ()):
                        if target is not None:
                            yield target.expires_on


def _artifacts(built: Sequence[_Built]) -> list[Artifact]:
    return [
        artifact_of(file.path, file.data, locale=item.locale, media_type=file.media_type)
        for item in built
        for file in item.files
    ]


def _stage(project: Project, built: Sequence[_Built], manifest: bytes) -> None:
    """The whole of `dist/`: what is not part of this release is removed."""
    wanted = {f"{layout.DIST}/{file.path}": file.data for item in built for file in item.files}
    wanted[f"{layout.DIST}/{KEYRING_NAME}"] = project.workspace.read(layout.KEYRING)
    wanted[f"{layout.DIST}/{MANIFEST_NAME}"] = manifest
    for path in project.workspace.files(layout.DIST):
        if path not in wanted:
            project.workspace.stage(path, None)
    for path, data in wanted.items():
        project.workspace.stage(path, data)


def _remembered(trust: Trust, manifest: Manifest, data: bytes) -> Trust:
    """The trust file after this release: nothing older is accepted from now on."""
    return remember_seals(trust, manifest).remember(
        manifest_name(manifest.release), manifest.version, Digest.of(data).hex
    )
