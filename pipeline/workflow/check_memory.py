"""What `check` found, remembered for the next run.

Two files per catalog lie in `var/check/`: what was found for each unit, under the digest of
everything the rules look at; and all that was found in the catalog and on its pages, under the
digest of every file it was made of. Where that is still the same, nothing is read again.

Both count only with the same code, locks, settings and day. The gate, `status` and the desk never
ask them, and a damaged one is none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pipeline
from pipeline.errors import Fault
from pipeline.locks.registry import Registry
from pipeline.model.finding import Finding, IssueType, Severity, Span
from pipeline.model.locale import LocaleTag
from pipeline.model.message import MessageKey
from pipeline.model.policy import Domain
from pipeline.workflow.house import house_rules
from pipeline.workflow.project import Project, read_documents
from pipeline.workspace import layout
from pipeline.workspace.private import read_outside, write_outside

__all__ = [
    "Entries",
    "Whole",
    "recall_entries",
    "recall_whole",
    "remember_entries",
    "remember_whole",
    "rules_digest",
    "whole_digest",
]

Entries = Mapping[str, tuple[Finding, ...]]
"""Findings by the digest of what they were found in."""
_ROOMS = ("check", "text", "locks", "model")
_ALL = ("",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """Everything that was found in one catalog and on its pages, each finding with its place."""

    units: int
    findings: tuple[Finding, ...]
    forms: Mapping[MessageKey, tuple[str, ...]]
    """The targets of the units with findings, for reports."""
    source: tuple[Finding, ...] = ()
    """On the domain's source pages."""
    rendered: tuple[Finding, ...] = ()
    """On the pages in this locale."""
    held: tuple[Fault, ...] = ()
    unread: int = 0
    """Pages that could not be judged."""


@lru_cache(maxsize=2)
def _code_digest(rooms: tuple[str, ...]) -> str:
    """Of the modules that decide what is found: a changed rule forgets every result."""
    found = hashlib.sha256(pipeline.__version__.encode())
    root = files("pipeline")
    for room in rooms:
        places = [root.joinpath(room)]
        while places:
            for place in sorted(places.pop().iterdir(), key=lambda item: item.name):
                if place.is_dir():
                    places.append(place)
                elif place.name.endswith(".py"):
                    found.update(place.name.encode() + b"\0" + place.read_bytes())
    return found.hexdigest()


def rules_digest(
    project: Project, registry: Registry, locale: str, *, rooms: tuple[str, ...] = _ROOMS
) -> str:
    """Of all that findings depend on, the texts aside."""
    house = house_rules(project.policy.plugins)
    parts = (
        _code_digest(rooms),
        repr(registry.revisions),
        project.as_of.isoformat(),
        project.settings.source_locale,
        locale,
        repr(project.policy.limits),
        repr([getattr(rule, "__qualname__", "") for rule in house]),
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def whole_digest(
    project: Project, registry: Registry, domain: Domain, locale: LocaleTag
) -> str | None:
    """Of every file from which a catalog and its pages are judged; None without a catalog."""
    read, limit = project.workspace.read_if_there, project.policy.limits.file_bytes
    catalog = read(layout.catalog(locale, domain.name), limit=limit)
    if catalog is None:
        return None
    found = hashlib.sha256(rules_digest(project, registry, locale, rooms=_ALL).encode())
    others = (layout.SETTINGS, layout.POLICY, layout.KEYRING, layout.evidence(locale, domain.name))
    pieces: list[bytes | None] = [catalog, *map(read, others)]
    for item in read_documents(project, domain):
        pieces += [item.path.encode("utf-8", "surrogatepass"), item.data]
    for piece in pieces:
        found.update(b"-" if piece is None else b"%d:" % len(piece))
        found.update(piece or b"")
    return found.hexdigest()


def _place(project: Project, locale: str, domain: str, kind: str) -> Path:
    return project.workspace.root / layout.VAR / "check" / f"{locale}.{domain}{kind}.json"


def _read(project: Project, locale: str, domain: str, kind: str) -> Any:
    place = _place(project, locale, domain, kind)
    data = read_outside(place) if place.is_file() else None
    return None if data is None else json.loads(data)


def _write(project: Project, locale: str, domain: str, kind: str, stored: object) -> None:
    data = json.dumps(stored, ensure_ascii=True, separators=(",", ":"))
    write_outside(_place(project, locale, domain, kind), data.encode())


def remember_entries(
    project: Project, locale: LocaleTag, domain: str, rules: str, entries: Iterable[Entries]
) -> None:
    """Writes what was found for each unit; what no unit needs any more goes."""
    stored = {
        digest: [_to_json(item) for item in found]
        for some in entries
        for digest, found in some.items()
    }
    _write(project, locale, domain, "", {"rules": rules, "entries": stored})


def recall_entries(project: Project, locale: LocaleTag, domain: str, rules: str) -> Entries:
    """What was found under the same rules; nothing when there is no such file."""
    try:
        stored = _read(project, locale, domain, "")
        if stored is None or stored["rules"] != rules:
            return {}
        return {
            digest: tuple(_from_json(item) for item in found) if found else ()
            for digest, found in stored["entries"].items()
        }
    except (ValueError, KeyError, TypeError, IndexError):
        return {}  # a damaged cache is no cache


def remember_whole(
    project: Project, locale: LocaleTag, domain: str, digest: str, whole: Whole
) -> None:
    """Writes what was found in a catalog and on its pages."""
    stored = {
        "digest": digest,
        "units": whole.units,
        "unread": whole.unread,
        "forms": [[key.context, key.source, forms] for key, forms in whole.forms.items()],
        "held": [[item.code, item.message, item.path, item.line, item.hint] for item in whole.held],
        **{name: list(map(_to_json, getattr(whole, name))) for name in _FINDINGS},
    }
    _write(project, locale, domain, ".whole", stored)


_FINDINGS = ("findings", "source", "rendered")


def recall_whole(project: Project, locale: LocaleTag, domain: str, digest: str) -> Whole | None:
    """What was found from the same files; None when there is no such result."""
    try:
        stored = _read(project, locale, domain, ".whole")
        if stored is None or stored["digest"] != digest:
            return None
        return Whole(
            units=int(stored["units"]),
            unread=int(stored["unread"]),
            forms={
                MessageKey(str(context), str(source)): tuple(map(str, forms))
                for context, source, forms in stored["forms"]
            },
            held=tuple(map(_to_fault, stored["held"])),
            **{name: tuple(map(_from_json, stored[name])) for name in _FINDINGS},
        )
    except (ValueError, KeyError, TypeError, IndexError):
        return None


def _to_fault(item: Sequence[Any]) -> Fault:
    code, message, path, line, hint = item
    return Fault(
        code=str(code), message=str(message), path=str(path), line=int(line), hint=str(hint)
    )


def _to_json(item: Finding) -> Sequence[Any]:
    span = None if item.span is None else [item.span.start, item.span.end, item.span.form]
    key = None if item.key is None else [item.key.context, item.key.source]
    place = (item.locale, item.path, item.line)
    return [item.code, item.type, item.severity, item.message, span, key, *place]


def _from_json(item: Sequence[Any]) -> Finding:
    code, kind, severity, message, span, key, locale, path, line = item
    return Finding(
        code=str(code),
        type=IssueType(kind),
        severity=Severity(severity),
        message=str(message),
        locale=str(locale),
        key=None if key is None else MessageKey(*map(str, key)),
        span=None if span is None else Span(*map(int, span)),
        path=str(path),
        line=int(line),
    )
