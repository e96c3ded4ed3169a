"""Seals of the project's files: check them, and make new ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.errors import Fault, ImprimaturError, RefusedError
from pipeline.ledger.event import Action
from pipeline.signing.keys import KeyPair
from pipeline.signing.roles import SealType
from pipeline.signing.seal import Seal, make_seal, read_seal, verify_seal
from pipeline.workflow.events import commit
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.project import Project
from pipeline.workflow.trusting import Standing, stand_on
from pipeline.workspace import layout

__all__ = ["SEALED_FILE", "check_seals", "require_sealed", "seal", "sealed_files"]

SEALED_FILE: Mapping[SealType, str] = {
    SealType.APPROVALS: layout.APPROVALS,
    SealType.REGISTRY: layout.LOCKS,
    SealType.POLICY: layout.POLICY,
}
"""The file beside which each seal lies."""


def sealed_files(project: Project, type_: SealType) -> dict[str, bytes]:
    """The files that a seal of this type covers, by path, as they lie there."""
    paths = [SEALED_FILE[type_]]
    if type_ is SealType.REGISTRY:
        paths += [path for path in project.workspace.files(layout.APPROVED) if path.endswith(".po")]
    return {path: project.workspace.read(path) for path in paths}


def require_sealed(project: Project, type_: SealType, *, standing: Standing | None = None) -> Seal:
    """The verified seal over the files as they lie there; RefusedError `seal.*`.

    Without a standing the project's keyring is taken at its own word (see `trusting`).
    """
    path = layout.seal_of(SEALED_FILE[type_])
    data = project.workspace.read_if_there(path)
    if data is None:
        raise RefusedError.of(
            "seal.missing",
            f"{SEALED_FILE[type_]} is not sealed",
            path=path,
            hint=f"imprimatur key seal {type_}",
        )
    used = standing or stand_on(project, None)
    return verify_seal(
        data,
        type_=type_,
        project=project.name,
        files=sealed_files(project, type_),
        keyring=used.keyring,
        trust=used.trust,
        on=project.as_of,
        path=path,
    )


def check_seals(project: Project) -> Outcome:
    """Whether every file is as it was sealed; refused (exit 4) when one is not."""
    lines, data, faults = [], [], list[Fault]()
    for type_, path in SEALED_FILE.items():
        try:
            found = require_sealed(project, type_)
        except ImprimaturError as error:
            faults += error.faults
            lines += [str(fault) for fault in error.faults]
            data.append({"type": str(type_), "path": path, "holds": False})
        else:
            lines.append(f"{path}: holds, sequence {found.sequence}, {found.sealed_at}")
            data.append({"type": str(type_), "path": path, "holds": True})
    return Outcome(
        verb="key seals",
        lines=tuple(lines),
        data={"seals": data},
        refused=bool(faults),
        next="imprimatur key seal TYPE" if faults else "",
    )


def seal(project: Project, type_: SealType, *, keys: Sequence[KeyPair], sealed_at: str) -> Outcome:
    """Seals the files as they lie there; a valid seal over these very bytes is kept."""
    path = layout.seal_of(SEALED_FILE[type_])
    former = project.workspace.read_if_there(path)
    try:
        kept = former is not None and require_sealed(project, type_) is not None
    except RefusedError:
        kept = False
    files = sealed_files(project, type_)
    if not kept:
        before = read_seal(former, type_=type_, path=path) if former is not None else None
        project.workspace.stage(
            path,
            make_seal(
                type_,
                project=project.name,
                sequence=before.sequence + 1 if before else 1,
                previous=before.digest if before else "",
                sealed_at=sealed_at,
                files=files,
                keys=keys,
            ),
        )
    changed = commit(project, Action.SEAL_MADE)
    verdict = require_sealed(project, type_) if not project.workspace.dry_run else None
    number = f" (sequence {verdict.sequence})" if verdict else ""
    return Outcome(
        verb="key seal",
        lines=tuple(f"{type_}: {name}" for name in files),
        data={"type": type_, "files": list(files)},
        changed=changed,
        talk=(f"{type_} {'sealed' if changed else 'sealed already'}{number}",),
        next="imprimatur run",
    )
