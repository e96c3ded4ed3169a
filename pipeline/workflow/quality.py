"""The sidecar of quality signals, and how much people changed of what an engine drafted.

`var/quality/<locale>/<domain>.json` is derived: deleting it loses signals, never a translation.
It keeps each engine answer as it was stored, so that it can be compared with what people made of
it. An entry goes when its unit goes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.errors import EnvironmentFailedError
from pipeline.formats.canonical import canonical_json
from pipeline.model.digest import Digest
from pipeline.model.locale import LocaleTag
from pipeline.model.message import Message, MessageKey
from pipeline.model.signals import Signals
from pipeline.model.unit import Catalog
from pipeline.pretranslate.pretranslate import Pretranslation
from pipeline.pretranslate.quality import (
    Effort,
    efforts_of,
    signals_from_json,
    signals_to_json,
)
from pipeline.workflow.catalogs import read_catalog
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.plot import bar_plot
from pipeline.workflow.project import Project, select_locales
from pipeline.workflow.registry import read_registry
from pipeline.workflow.states import states_of
from pipeline.workflow.table import table
from pipeline.workflow.trusting import stand_on
from pipeline.workspace import layout

__all__ = [
    "list_signals",
    "read_signals",
    "report",
    "signal_key",
    "signals_of",
    "stage_signals",
    "sum_signals",
]

_SHOWN = 60
_SIGNALS = ("locale", "back", "nearest", "unknown", "source", "came back as")
_COLUMNS = ("engine", "locale", "drafted", "units", "judged", "changed", "characters changed")


def signal_key(message: Message) -> str:
    """The name of a unit in the sidecar: another source, or plural of it, is another name."""
    parts = (message.context, *message.sources)
    return Digest.of("\0".join(parts).encode("utf-8", "surrogatepass")).short


def read_signals(project: Project, locale: LocaleTag, domain: str) -> dict[str, dict[str, Any]]:
    """The whole entries of the sidecar; none when there is no readable one."""
    data = project.workspace.read_unwatched(layout.quality(locale, domain))
    try:
        units = json.loads(data)["units"] if data else {}
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}
    return {
        key: entry
        for key, entry in (units.items() if isinstance(units, dict) else ())
        if signals_from_json(entry) is not None
    }


def signals_of(project: Project, catalog: Catalog) -> Mapping[MessageKey, Signals]:
    """Per message what the sidecar has, whatever text the unit has now; nothing if unreadable."""
    try:
        entries = read_signals(project, catalog.locale, catalog.domain)
    except EnvironmentFailedError:
        return {}
    found = ((unit.key, entries.get(signal_key(unit.message))) for unit in catalog.units)
    return {key: signals for key, entry in found if (signals := signals_from_json(entry))}


def stage_signals(project: Project, result: Pretranslation) -> None:
    """Stages the sidecar with this run's signals added; nothing when nothing came of it."""
    catalog = result.catalog
    if not result.signals:
        return
    entries = read_signals(project, catalog.locale, catalog.domain)
    for unit in catalog.units:
        signals = result.signals.get(unit.key)
        if signals is not None:
            entries[signal_key(unit.message)] = dict(
                signals_to_json(signals, drafted_on=project.as_of.isoformat())
            )
    present = {signal_key(unit.message) for unit in (*catalog.units, *catalog.obsolete)}
    kept = {key: entry for key, entry in sorted(entries.items()) if key in present}
    project.workspace.stage(
        layout.quality(catalog.locale, catalog.domain),
        canonical_json({"format": 1, "units": kept}) + b"\n",
    )


def sum_signals(project: Project, catalog: Catalog) -> Mapping[str, int]:
    """For `status --json`: of the machine drafts that stand as they were stored."""
    entries = read_signals(project, catalog.locale, catalog.domain)
    standing = [
        entry
        for unit in catalog.units
        if (entry := entries.get(signal_key(unit.message))) and tuple(entry["answer"]) == unit.forms
    ]
    return {
        "drafts": len(standing),
        "with_unknown_words": sum(bool(entry.get("unknown")) for entry in standing),
        "unknown_words": sum(len(entry.get("unknown", ())) for entry in standing),
        "with_kept_words": sum(bool(entry.get("kept")) for entry in standing),
        "translated_back": sum(bool(entry.get("back")) for entry in standing),
    }


def list_signals(project: Project, locales: Sequence[str]) -> Outcome:
    """The signals of every machine draft that stands as it was stored, weakest first.

    Weakest: what came back least like its source; then the most words the engine does not know;
    then what is least like anything signed.
    """
    rows: list[dict[str, Any]] = []
    for domain in project.domains:
        for locale in select_locales(project, locales):
            catalog = read_catalog(project, locale, domain.name)
            entries = read_signals(project, locale, domain.name) if catalog is not None else {}
            for unit in catalog.units if catalog is not None else ():
                entry = entries.get(signal_key(unit.message))
                if entry is not None and tuple(entry["answer"]) == unit.forms:
                    place = {"domain": domain.name, "locale": locale, "source": unit.message.source}
                    rows.append({**place, "context": unit.message.context, **entry})
    rows.sort(key=_weakest)
    return Outcome(
        verb="pretranslate",
        lines=tuple(table(_SIGNALS, [_signal_cells(row) for row in rows])),
        data={"drafts": rows},
        next="imprimatur review --help",
    )


def _weakest(row: Mapping[str, Any]) -> tuple[float, float, float]:
    back, nearest = row.get("back_similarity"), row.get("similarity")
    share = len(row.get("unknown", ())) / max(1, row.get("words", 0))
    return (101 if back is None else back, -share, -1 if nearest is None else nearest)


def _signal_cells(row: Mapping[str, Any]) -> list[str]:
    def per_cent(name: str) -> str:
        return "" if row.get(name) is None else f"{row[name]} %"

    return [
        row["locale"],
        per_cent("back_similarity"),
        per_cent("similarity"),
        " ".join(row.get("unknown", ()))[:_SHOWN],
        row["source"][:_SHOWN],
        " / ".join(dict.fromkeys(row.get("back", ())))[:_SHOWN],
    ]


def report(project: Project, locales: Sequence[str]) -> Outcome:
    """Per engine, locale and day: drafts, how many people judged, how much they changed.

    Judged is a draft that was signed, or whose text is another now. Writes the plot.
    """
    registry = read_registry(project)
    standing = stand_on(project, None)
    drafts = []
    for domain in project.domains:
        for locale in select_locales(project, locales):
            catalog = read_catalog(project, locale, domain.name)
            if catalog is None:
                continue
            states = states_of(project, registry, locale, domain.name, standing)
            entries = read_signals(project, locale, domain.name)
            for unit in catalog.units:
                entry = entries.get(signal_key(unit.message))
                if entry is None or not unit.has_target:
                    continue
                answer = tuple(map(str, entry["answer"]))
                judged = answer != unit.forms or bool(states.sign_offs(unit))
                group = (f"{entry['engine']} {entry['version']}", locale, str(entry["drafted_on"]))
                drafts.append((group, answer, unit.forms, judged))
    efforts = efforts_of(drafts)
    project.workspace.stage(layout.QUALITY_PLOT, _plot(efforts))
    changed = project.workspace.commit()
    return Outcome(
        verb="pretranslate",
        lines=tuple(table(_COLUMNS, [_cells(item) for item in efforts])),
        data={"engines": [item.to_json() for item in efforts]},
        changed=changed,
        talk=(f"the plot is in {layout.QUALITY_PLOT}",),
        next="imprimatur review --help",
    )


def _cells(effort: Effort) -> list[str]:
    return [
        effort.engine,
        effort.locale,
        effort.drafted_on,
        str(effort.units),
        str(effort.judged),
        str(effort.changed),
        f"{effort.edited:.1%}" if effort.judged else "",
    ]


def _plot(efforts: Sequence[Effort]) -> bytes:
    return bar_plot(
        "How much people changed of what the engines drafted",
        [
            (
                f"{item.drafted_on}  {item.locale}  {item.engine}",
                item.edited,
                f"{item.judged} judged",
            )
            for item in efforts
            if item.judged
        ],
    )
