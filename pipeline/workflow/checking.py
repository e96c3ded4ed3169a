"""One catalog, or a slice of one, checked: here or by a worker.

What was found for a unit is remembered under the digest of everything the rules look at; the file
of the cache lies in `var/`, counts only with the same rules, locks and day, and is never asked by
the gate.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pipeline
from pipeline.check.context import Rule
from pipeline.check.run import check_units, check_whole
from pipeline.formats.gettext.collector import paused
from pipeline.locks.registry import Registry
from pipeline.model.finding import Finding, IssueType, Severity, Span
from pipeline.model.message import MessageKey
from pipeline.model.unit import Catalog, Unit
from pipeline.workflow.catalogs import catalog_lines, require_catalog
from pipeline.workflow.house import house_rules
from pipeline.workflow.jobs import Job, Part
from pipeline.workflow.project import Project
from pipeline.workflow.registry import read_registry
from pipeline.workflow.states import States, states_of
from pipeline.workflow.trusting import stand_on
from pipeline.workspace import layout
from pipeline.workspace.private import read_outside, write_outside

__all__ = ["Checked", "Slice", "check_part", "checked", "place_findings", "remember"]

_ROOMS = ("check", "text", "locks", "model")
_WHOLE = "whole "


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """What a job looks at: the `number`-th of `of` slices of a catalog's units.

    Of a catalog in several slices, the number after the last stands for what can be seen only
    from all units together.
    """

    everything: bool
    number: int = 0
    of: int = 1

    @property
    def is_whole(self) -> bool:
        """Whether the rules on all units together are asked here."""
        return self.of in {1, self.number}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came out of a slice."""

    units: int
    asked: int
    """Units that were asked anew; the others were remembered."""
    findings: tuple[Finding, ...]
    forms: Mapping[MessageKey, tuple[str, ...]]
    """The targets of the units with findings, for reports."""
    entries: Mapping[str, tuple[Finding, ...]]
    """Findings by digest, to be remembered."""
    rules: str
    """What the entries depend on."""


@lru_cache(maxsize=1)
def _code_digest() -> str:
    """Of the modules that decide what is found: a changed rule forgets every result."""
    found = hashlib.sha256(pipeline.__version__.encode())
    root = files("pipeline")
    for room in _ROOMS:
        places = [root.joinpath(room)]
        while places:
            for place in sorted(places.pop().iterdir(), key=lambda item: item.name):
                if place.is_dir():
                    places.append(place)
                elif place.name.endswith(".py"):
                    found.update(place.name.encode() + b"\0" + place.read_bytes())
    return found.hexdigest()


def _rules_digest(project: Project, registry: Registry, locale: str, house: Sequence[Rule]) -> str:
    parts = (
        _code_digest(),
        repr(registry.revisions),
        project.as_of.isoformat(),
        project.settings.source_locale,
        locale,
        repr(project.policy.limits),
        repr([getattr(rule, "__qualname__", "") for rule in house]),
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _unit_digest(unit: Unit, *, final: bool) -> str:
    """Of all that rules look at. No text of a catalog holds U+0000 or U+0001."""
    message = unit.message
    looked_at = (
        message.key.context,
        message.key.source,
        message.plural or "",
        "\1".join(message.flags),
        "\1".join(unit.forms),
        "" if unit.held is None else str(unit.held),
        f"{message.plural is None} {len(unit.forms)} {unit.fuzzy} {final}",
    )
    return hashlib.sha256("\0".join(looked_at).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _cache_place(root: Path, locale: str, domain: str) -> Path:
    return root / layout.VAR / "check" / f"{locale}.{domain}.json"


def check_part(project: Project, job: Job) -> Part:
    """Checks this slice of a catalog; what was found stands under `checked`."""
    registry = read_registry(project)
    states = states_of(project, registry, job.locale, job.domain, stand_on(project, None))
    catalog = require_catalog(project, job.locale, job.domain)
    with paused():
        return Part(data={"checked": checked(project, catalog, registry, states, job.options)})


def checked(
    project: Project, catalog: Catalog, registry: Registry, states: States, part: Slice
) -> Checked:
    """The findings of one slice of a catalog, remembered ones included."""
    house = house_rules(project.policy.plugins)
    rules = _rules_digest(project, registry, catalog.locale, house)
    known = {} if part.everything else _recall(project, catalog, rules)
    size = -(-len(catalog.units) // part.of)
    units = catalog.units[part.number * size : (part.number + 1) * size]
    digests = [_unit_digest(unit, final=states.is_final(unit)) for unit in units]
    new = [unit for unit, digest in zip(units, digests, strict=True) if digest not in known]
    source_locale = project.settings.source_locale
    fresh = iter(
        check_units(
            catalog,
            new,
            registry=registry,
            source_locale=source_locale,
            final=states.is_final,
            max_length=project.policy.limits.string_characters,
            house=house,
        )
    )
    entries = {
        digest: known[digest] if digest in known else tuple(next(fresh)) for digest in digests
    }
    findings = [
        replace(item, key=unit.key)
        for unit, digest in zip(units, digests, strict=True)
        for item in entries[digest]
    ]
    if part.is_whole:
        whole = (
            _WHOLE
            + hashlib.sha256(
                repr([(unit.key, unit.forms) for unit in catalog.units]).encode(errors="replace")
            ).hexdigest()
        )
        entries[whole] = (
            known[whole]
            if whole in known
            else tuple(check_whole(catalog, source_locale=source_locale, registry=registry))
        )
        findings += entries[whole]
    findings = place_findings(project, catalog, findings)
    touched = {item.key for item in findings}
    return Checked(
        units=len(units),
        asked=len(new),
        findings=tuple(findings),
        forms={unit.key: unit.forms for unit in catalog.units if unit.key in touched},
        entries=entries,
        rules=rules,
    )


def place_findings(
    project: Project, catalog: Catalog, findings: Sequence[Finding]
) -> list[Finding]:
    """The findings with the file and the line to open."""
    if not findings:
        return []
    path = layout.catalog(catalog.locale, catalog.domain)
    lines = catalog_lines(project, catalog.locale, catalog.domain)
    return [
        replace(item, path=path, line=lines.get(item.key, 0) if item.key else 0)
        for item in findings
    ]


def remember(root: Path, locale: str, domain: str, results: Sequence[Checked]) -> None:
    """Writes what was found to `var/`, for the next run; what no unit needs any more goes."""
    entries = {
        digest: [_to_json(item) for item in found]
        for result in results
        for digest, found in result.entries.items()
    }
    data = json.dumps({"rules": results[0].rules, "entries": entries}, ensure_ascii=True)
    write_outside(_cache_place(root, locale, domain), data.encode())


def _recall(project: Project, catalog: Catalog, rules: str) -> dict[str, tuple[Finding, ...]]:
    place = _cache_place(project.workspace.root, catalog.locale, catalog.domain)
    data = read_outside(place) if place.is_file() else None
    if data is None:
        return {}
    try:
        stored = json.loads(data)
        if stored["rules"] != rules:
            return {}
        return {
            digest: tuple(_from_json(item, catalog.locale) for item in found)
            for digest, found in stored["entries"].items()
        }
    except (ValueError, KeyError, TypeError, IndexError):
        return {}  # a damaged cache is no cache


def _to_json(item: Finding) -> list[Any]:
    span = None if item.span is None else [item.span.start, item.span.end, item.span.form]
    key = None if item.key is None else [item.key.context, item.key.source]
    return [item.code, item.type, item.severity, item.message, span, key]


def _from_json(item: list[Any], locale: str) -> Finding:
    code, kind, severity, message, span, key = item
    return Finding(
        code=str(code),
        type=IssueType(kind),
        severity=Severity(severity),
        message=str(message),
        locale=locale,
        key=None if key is None else MessageKey(*map(str, key)),
        span=None if span is None else Span(*map(int, span)),
    )
