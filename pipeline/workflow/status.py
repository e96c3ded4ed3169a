"""`status`: per locale, what there is and what blocks a release."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.locks.registry import Registry
from pipeline.model.finding import Finding, Severity
from pipeline.model.unit import Catalog, State, Unit
from pipeline.workflow.catalogs import read_catalog
from pipeline.workflow.check import findings_of
from pipeline.workflow.documents import parse_documents
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.pages import rendered_findings, source_findings
from pipeline.workflow.project import Project, read_documents, select_locales
from pipeline.workflow.quality import sum_signals
from pipeline.workflow.registry import read_registry
from pipeline.workflow.states import States, states_of
from pipeline.workflow.table import number_of, table
from pipeline.workflow.trusting import stand_on
from pipeline.workflow.waivers import split_findings

__all__ = ["status"]

_COLUMNS = (
    "domain",
    "locale",
    "units",
    "locked",
    "memory",
    "engine",
    "carried",
    "people",
    "open",
    "held",
    "final",
    "blocks a release",
)


def status(project: Project, locales: Sequence[str]) -> Outcome:
    """One row per domain and locale; writes nothing."""
    registry = read_registry(project)
    standing = stand_on(project, None)
    rows: list[dict[str, object]] = []
    for domain in project.domains:
        documents = parse_documents(read_documents(project, domain))
        source = source_findings(project, documents, registry)
        for locale in select_locales(project, locales):
            catalog = read_catalog(project, locale, domain.name)
            if catalog is None:
                rows.append({"domain": domain.name, "locale": locale, "blocks": ["not extracted"]})
                continue
            states = states_of(project, registry, locale, domain.name, standing)
            pages = rendered_findings(
                project, catalog, documents, registry, is_final=lambda _: True
            )
            found = [*findings_of(project, catalog, registry, states), *source, *pages.findings]
            rows.append(_row(project, catalog, registry, states, found))
    return Outcome(
        verb="status",
        lines=(*table(_COLUMNS, [_cells(row) for row in rows]), *_waived_lines(rows)),
        data={"catalogs": rows},
        incomplete=any(row.get("held") or row.get("blockers") for row in rows),
        next=_next(rows),
    )


def _row(
    project: Project,
    catalog: Catalog,
    registry: Registry,
    states: States,
    found: Sequence[Finding],
) -> dict[str, object]:
    units = catalog.units
    kinds = Counter(_kind(unit) for unit in units)
    counted = states.count(catalog)
    row: dict[str, object] = {
        "domain": catalog.domain,
        "locale": catalog.locale,
        "units": len(units),
        "locked": sum(registry.is_locked(unit.message) for unit in units),
        "memory": kinds["memory"],
        "engine": kinds["engine"],
        "carried": kinds["carried"],
        "people": kinds["people"],
        "open": kinds["open"],
        "held": sum(unit.held is not None and not unit.has_target for unit in units),
        "final": counted[State.FINAL],
    }
    row["quality"] = dict(sum_signals(project, catalog))
    findings, waived = split_findings(project, catalog, states, found)
    blockers = sum(item.severity is Severity.BLOCKER for item in findings)
    row["blockers"] = blockers
    row["waived"] = len(waived)
    row["blocks"] = _blocks(catalog, registry, blockers, counted)
    return row


def _kind(unit: Unit) -> str:
    origin = unit.true_origin
    if origin is None:
        return "held" if unit.held is not None else "open"
    known = {"lock": "lock", "memory": "memory", "engine": "engine", "fuzzy": "carried"}
    return known.get(origin.kind, "people")


def _blocks(
    catalog: Catalog, registry: Registry, blockers: int, counted: Counter[State]
) -> list[str]:
    missing = {
        fault.lock_id
        for unit in catalog.units
        for fault in registry.missing(unit.message, catalog.locale)
    }
    unsigned = counted[State.TRANSLATED] + counted[State.REVIEWED]
    parts = (
        (len(missing), "lock without approved translation", "locks without approved translation"),
        (counted[State.INITIAL], "without text", "without text"),
        (blockers, "blocker", "blockers"),
        (unsigned, "to sign", "to sign"),
    )
    found = [] if catalog.units else ["no units"]
    return found + [number_of(count, one, many) for count, one, many in parts if count]


def _cells(row: dict[str, object]) -> list[str]:
    blocks = row["blocks"]
    assert isinstance(blocks, list)  # noqa: S101 - built above
    return [str(row.get(name, "")) for name in _COLUMNS[:-1]] + [", ".join(blocks) or "nothing"]


def _waived_lines(rows: Sequence[dict[str, object]]) -> list[str]:
    """What no longer blocks because people accepted it: never hidden."""
    return [
        f"{row['domain']} {row['locale']}: {row['waived']} waived, see: imprimatur review waivers"
        for row in rows
        if row.get("waived")
    ]


def _next(rows: Sequence[dict[str, object]]) -> str:
    if any(row["blocks"] == ["not extracted"] for row in rows):
        return "imprimatur run"
    if any(row["blocks"] for row in rows):
        return "imprimatur review send, or imprimatur handoff export"
    return "imprimatur gate"
