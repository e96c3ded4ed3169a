"""`lock impact`: what a lock touches, before it is changed and before it expires."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import RefusedError, RejectedError
from pipeline.locks.impact import RevisionState, approval_of, messages_of, revision_state
from pipeline.locks.registry import Registry
from pipeline.model.evidence import Evidence
from pipeline.model.locale import LocaleTag, posix_of
from pipeline.model.lock import Lock
from pipeline.model.manifest import Manifest
from pipeline.model.message import Message, MessageKey
from pipeline.model.unit import Unit
from pipeline.signing.manifest import MANIFEST_NAME, read_manifest
from pipeline.workflow.catalogs import read_catalog, require_template
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.project import Project, select_locales
from pipeline.workflow.registry import read_registry
from pipeline.workflow.states import States, states_of
from pipeline.workflow.table import table
from pipeline.workflow.trusting import read_trust, stand_on
from pipeline.workspace import layout

__all__ = ["impact"]

_RELEASE = "manifest/"
_HEAD = (
    *("domain", "locale", "approved", "until", "units"),
    *("with text", "signed", "signatures", "of other texts", "released files"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Touched:
    """The lock in one domain and one locale."""

    domain: str
    locale: LocaleTag
    units: tuple[tuple[int, Unit], ...]
    """With their number in the catalog."""
    states: States
    lock: Lock
    name: str

    @property
    def signatures(self) -> int:
        """Standing signatures on the units as they are: a change of the lock ends them all."""
        return sum(len(self.states.sign_offs(unit)) for _, unit in self.units)

    @property
    def others(self) -> int:
        """Standing signatures under this lock that cover no unit as it is now."""
        current = {self.states.digest_of(unit) for _, unit in self.units}
        evidence: Evidence = self.states.evidence
        named = {
            item["unit"]
            for ceremony in evidence.ceremonies
            for item in ceremony.payload["units"]
            if any(self.name in {lock, lock.partition("@")[0]} for lock in item["locks"])
        }
        return sum(
            len(sign_offs)
            for digest, sign_offs in evidence.sign_offs.items()
            if digest.hex in named and digest not in current
        )


def impact(project: Project, name: str, locales: Sequence[str], *, trust_place: Path) -> Outcome:
    """Documents, units, locales, signatures and releases that the lock touches; writes nothing.

    `name` is a lock's name, or the id of one revision. RejectedError `lock.unknown`.
    """
    registry = read_registry(project, sealed=False)
    revisions = [lock for lock in registry.revisions if name in {lock.name, lock.id}]
    if not revisions:
        raise RejectedError.of(
            "lock.unknown",
            f"no lock has the name or the id {name!r}",
            path=layout.LOCKS,
            hint="imprimatur lock list",
        )
    messages = {
        domain.name: messages_of(registry, name, require_template(project, domain.name).messages)
        for domain in project.domains
    }
    touched = _touched(
        project,
        registry,
        messages,
        name=name,
        lock=_main(registry, revisions),
        locales=locales,
    )
    release = _released(project)
    files = {(item.domain, item.locale): _files(item, release) for item in touched}
    documents = sorted(
        {path for found in messages.values() for it in found for path in it.documents}
    )
    trust = read_trust(trust_place)
    seen = {
        key.removeprefix(_RELEASE): value.sequence
        for key, value in (trust.seen.items() if trust is not None else ())
        if key.startswith(_RELEASE)
    }
    return Outcome(
        verb="lock impact",
        lines=(
            *(_about(registry, lock) for lock in revisions),
            f"{len(documents)} documents: {', '.join(documents) or 'none'}",
            *table(_HEAD, [_cells(item, files[item.domain, item.locale]) for item in touched]),
            *_about_releases(release, files, seen),
        ),
        data={
            "lock": name,
            "as_of": project.as_of.isoformat(),
            "revisions": [_revision_data(registry, lock) for lock in revisions],
            "documents": documents,
            "messages": sum(len(found) for found in messages.values()),
            "signatures": sum(item.signatures for item in touched),
            "catalogs": [_data(item, files[item.domain, item.locale]) for item in touched],
            "releases": _release_data(release, files, seen),
        },
        next="imprimatur lock seal",
    )


def _main(registry: Registry, revisions: Sequence[Lock]) -> Lock:
    """The revision that counts on the day; else the last one."""
    active = (*registry.locks, *registry.lapsed)
    counting = [lock for lock in revisions if lock in active]
    return counting[0] if counting else max(revisions, key=lambda lock: lock.effective_on)


def _touched(
    project: Project,
    registry: Registry,
    messages: Mapping[str, Sequence[Message]],
    *,
    name: str,
    lock: Lock,
    locales: Sequence[str],
) -> list[_Touched]:
    standing = stand_on(project, None)
    found = []
    for domain in project.domains:
        keys: set[MessageKey] = {message.key for message in messages[domain.name]}
        for locale in select_locales(project, locales):
            catalog = read_catalog(project, locale, domain.name)
            if catalog is None:
                continue
            found.append(
                _Touched(
                    domain=domain.name,
                    locale=locale,
                    units=tuple(
                        (number, unit)
                        for number, unit in enumerate(catalog.units, 1)
                        if unit.key in keys
                    ),
                    states=states_of(project, registry, locale, domain.name, standing),
                    lock=lock,
                    name=name,
                )
            )
    return found


def _released(project: Project) -> Manifest | None:
    """The release in `dist/`; None when there is none that can be read."""
    data = project.workspace.read_if_there(f"{layout.DIST}/{MANIFEST_NAME}")
    try:
        return None if data is None else read_manifest(data)[1]
    except RefusedError:
        return None


def _files(item: _Touched, release: Manifest | None) -> list[str]:
    """The released files that hold a unit of the lock."""
    folder = posix_of(item.locale)
    held = {f"{folder}/LC_MESSAGES/{item.domain}.mo"} if item.units else set()
    held |= {
        f"{folder}/pages/{document}"
        for _, unit in item.units
        for document in unit.message.documents
    }
    return sorted(
        artifact.path
        for artifact in (release.artifacts if release is not None else ())
        if artifact.path in held
    )


def _about(registry: Registry, lock: Lock) -> str:
    state = revision_state(registry, lock)
    days = (lock.expires_on - registry.as_of).days
    left = f" ({days} days)" if state is RevisionState.IN_FORCE else ""
    return (
        f"{lock.id}: {lock.kind}, {lock.scope}, {state}; "
        f"{lock.effective_on} to {lock.expires_on}{left}"
    )


def _approved(item: _Touched) -> tuple[str, str]:
    approval = approval_of(item.lock, item.locale)
    if not approval.wanted:
        return "verbatim", ""
    return f"{approval.there} of {approval.wanted}", approval.until


def _cells(item: _Touched, files: Sequence[str]) -> list[str]:
    numbers = [
        len(item.units),
        sum(unit.has_target for _, unit in item.units),
        sum(bool(item.states.sign_offs(unit)) for _, unit in item.units),
        item.signatures,
        item.others,
        len(files),
    ]
    return [item.domain, item.locale, *_approved(item), *map(str, numbers)]


def _about_releases(
    release: Manifest | None,
    files: Mapping[tuple[str, LocaleTag], Sequence[str]],
    seen: Mapping[str, int],
) -> list[str]:
    count = sum(map(len, files.values()))
    lines = []
    if release is not None and count:
        lines.append(
            f"release {release.release} version {release.version}: {count} files hold it, "
            f"valid until {release.expires_on}"
        )
    lines += [
        f"release {name} version {version} was seen; its files are not here to be looked at"
        for name, version in sorted(seen.items())
        if release is None or name != release.release
    ]
    return lines or ["no release holds it"]


def _revision_data(registry: Registry, lock: Lock) -> dict[str, Any]:
    return {
        "id": lock.id,
        "state": str(revision_state(registry, lock)),
        "effective_on": lock.effective_on.isoformat(),
        "expires_on": lock.expires_on.isoformat(),
        "reference": lock.reference,
    }


def _data(item: _Touched, files: Sequence[str]) -> dict[str, Any]:
    approval = approval_of(item.lock, item.locale)
    return {
        "domain": item.domain,
        "locale": item.locale,
        "approved": {"wanted": approval.wanted, "there": approval.there, "until": approval.until},
        "signatures": item.signatures,
        "signatures_of_other_texts": item.others,
        "released_files": list(files),
        "units": [
            {
                "number": number,
                "context": unit.message.context,
                "source": unit.message.source,
                "documents": list(unit.message.documents),
                "state": str(item.states.state(unit)),
                "signatures": [
                    {
                        "meaning": str(sign_off.meaning),
                        "printed_name": sign_off.printed_name,
                        "signed_at": sign_off.signed_at,
                    }
                    for sign_off in item.states.sign_offs(unit)
                ],
            }
            for number, unit in item.units
        ],
    }


def _release_data(
    release: Manifest | None,
    files: Mapping[tuple[str, LocaleTag], Sequence[str]],
    seen: Mapping[str, int],
) -> list[dict[str, Any]]:
    paths = sorted(path for found in files.values() for path in found)
    found: list[dict[str, Any]] = []
    if release is not None and paths:
        found.append(
            {
                "release": release.release,
                "version": release.version,
                "expires_on": release.expires_on.isoformat(),
                "files": paths,
            }
        )
    found += [
        {"release": name, "version": version, "files": None}
        for name, version in sorted(seen.items())
        if release is None or name != release.release
    ]
    return found
