"""`update` against GNU msgmerge: whole processes, and what each finds of the edited messages.

Quality: of the messages whose source was edited, how many got the target of their true origin
(recall), how many another one (wrong). A target that is withheld because a number, a negation, a
modal or a unit of measure differs counts as found when the true origin is named.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import corpus
from benchmarks.harness import (
    DATA,
    ENVIRONMENT,
    Cost,
    cost,
    has,
    ours,
    row,
)

SIZES = (1_000, 10_000, 50_000, 200_000)
ABOUT = {
    "update": "Template and last catalog to the next catalog, whole process, against "
    "`msgmerge --previous`. *Recall* counts the edited messages that got the target of their true "
    "origin, and those where the true origin was found but its target is withheld because a "
    "number, a negation, a modal or a unit of measure differs (msgmerge carries these over). "
    "The templates name no content paths: origins are found by text alone."
}
_LARGE = 50_000
_PATIENCE = 120.0
_LIMITS = {(50_000, 10): 900.0, (200_000, 10): 480.0}
"""Seconds that msgmerge gets: at 50,000 it ends after some 80 s of CPU, at 200,000 it has eight
minutes and does not end; elsewhere two minutes."""


def measure(sizes: Sequence[int] = SIZES) -> list[dict[str, Any]]:
    """Rows `update.2%`, `update.10%`, `update.30%`."""
    return [
        _one(corpus.make(ENVIRONMENT, DATA, size), size, rate)
        for rate in corpus.RATES
        for size in sizes
    ]


def _one(folder: Path, size: int, rate: int) -> dict[str, Any]:
    old, new = folder / f"{size}.po", folder / f"{size}-{rate}.pot"
    out = {name: folder / f"out-{name}-{size}-{rate}.po" for name in ("ours", "msgmerge")}
    runs = 3 if size < _LARGE else 1
    costs = {"ours": cost(ours("work", "update", old, new, out["ours"]), runs=runs)}
    if has("msgmerge"):
        command = ["msgmerge", "-q", "--previous", "-o", str(out["msgmerge"]), str(old), str(new)]
        limit = _LIMITS.get((size, rate), _PATIENCE)
        costs["msgmerge"] = cost(command, runs=runs, timeout=limit)
    quality = {
        name: _quality(folder, size, rate, out[name])
        for name, found in costs.items()
        if found.state == "ok"
    }
    return row(
        f"update.{rate}%",
        size,
        "CPU s, whole process",
        {name: found.cpu for name, found in costs.items()},
        {name: found.peak_mb for name, found in costs.items()},
        quality=quality,
        **_unfinished(costs),
    )


def _unfinished(costs: dict[str, Cost]) -> dict[str, Any]:
    found = {name: cost.state for name, cost in costs.items() if cost.state != "ok"}
    return {"unfinished": found} if found else {}


def _quality(folder: Path, size: int, rate: int, merged: Path) -> dict[str, float]:
    from benchmarks.work import LIMITS
    from pipeline.formats.gettext import parse_catalog

    truth = json.loads((folder / f"{size}-{rate}.json").read_text(encoding="utf-8"))
    before = parse_catalog((folder / f"{size}.po").read_bytes(), path="", limits=LIMITS)
    data = merged.read_bytes() + b"\n"  # msgmerge may end in a wrapped string, which could go on
    after = parse_catalog(data, path="", limits=LIMITS, own=False)
    targets = {unit.key.source: unit.forms for unit in before.units}
    found = {"edited": len(truth), "right": 0, "wrong": 0, "withheld": 0, "nothing": 0}
    for unit in after.units:
        origin = truth.get(unit.key.source)
        if origin is None:
            continue
        if unit.forms:
            found["right" if unit.forms == targets[origin] else "wrong"] += 1
        elif unit.previous is not None:
            found["withheld" if unit.previous.source == origin else "wrong"] += 1
        else:
            found["nothing"] += 1
    recall = (found["right"] + found["withheld"]) / max(1, len(truth))
    return {**found, "recall": round(recall, 4)}
