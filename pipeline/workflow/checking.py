"""One catalog, or a slice of one, checked: here or by a worker.

What was found for a unit is remembered under the digest of everything the rules look at; the file
of the cache is `check_memory`'s.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from pipeline.check.run import check_units, check_whole
from pipeline.formats.gettext.collector import paused
from pipeline.locks.registry import Registry
from pipeline.model.finding import Finding
from pipeline.model.unit import Catalog, Unit
from pipeline.workflow.catalogs import catalog_lines, require_catalog
from pipeline.workflow.check_memory import Entries, recall_entries, rules_digest
from pipeline.workflow.check_slices import Checked, Slice
from pipeline.workflow.house import house_rules
from pipeline.workflow.jobs import Job, Part
from pipeline.workflow.project import Project
from pipeline.workflow.registry import read_registry
from pipeline.workflow.states import States, states_of
from pipeline.workflow.trusting import stand_on
from pipeline.workspace import layout

__all__ = ["check_part", "checked", "place_findings"]

_WHOLE = "whole "
_BITS = tuple(map(str, range(8)))


def _unit_digest(unit: Unit, *, final: bool) -> str:
    """Of all that rules look at. No text of a catalog holds U+0000 or U+0001."""
    message = unit.message
    forms, held = unit.forms, unit.held
    bits = (message.plural is None) << 2 | unit.fuzzy << 1 | final
    looked_at = (
        message.key.context,
        message.key.source,
        message.plural or "",
        "\1".join(message.flags),
        forms[0] if len(forms) == 1 else f"{len(forms)}\1" + "\1".join(forms),
        "" if held is None else str(held),
        _BITS[bits],
    )
    return hashlib.sha256("\0".join(looked_at).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def check_part(project: Project, job: Job) -> Part:
    """Checks this slice of a catalog; what was found stands under `checked`."""
    registry = read_registry(project)
    states = states_of(project, registry, job.locale, job.domain, stand_on(project, None))
    catalog = require_catalog(project, job.locale, job.domain)
    with paused():
        return Part(data={"checked": checked(project, catalog, registry, states, job.options)})


def _never(_unit: Unit) -> bool:
    """Nothing is final that nobody signed."""
    return False


def checked(
    project: Project, catalog: Catalog, registry: Registry, states: States, part: Slice
) -> Checked:
    """The findings of one slice of a catalog, remembered ones included."""
    house = house_rules(project.policy.plugins)
    rules = rules_digest(project, registry, catalog.locale)
    known: Entries = {}
    if not part.everything:
        known = recall_entries(project, catalog.locale, catalog.domain, rules)
    size = -(-len(catalog.units) // part.of)
    units = catalog.units[part.number * size : (part.number + 1) * size]
    is_final = states.is_final if states.evidence.sign_offs else _never
    digests = [_unit_digest(unit, final=is_final(unit)) for unit in units]
    new = [unit for unit, digest in zip(units, digests, strict=True) if digest not in known]
    source_locale = project.settings.source_locale
    fresh = iter(
        check_units(
            catalog,
            new,
            registry=registry,
            source_locale=source_locale,
            final=is_final,
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
        if part.of > 1:
            digests = [_unit_digest(unit, final=is_final(unit)) for unit in catalog.units]
        whole = _WHOLE + hashlib.sha256("".join(digests).encode()).hexdigest()
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
