"""Catalogs: reading, writing and compiling, against polib, Babel, Translate Toolkit and msgfmt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import corpus
from benchmarks.harness import DATA, ENVIRONMENT, Cost, cost, has, inside, ours, peer, row

SIZES = (1_000, 10_000, 50_000, 200_000)
ABOUT = {
    "po.view": "A checked catalog whose units are built when they are asked for (`view_catalog`), "
    "against the peers' only way of reading. As strict as the full model.",
    "po.parse": "Bytes to the full model: every unit with origin, path, documents and flags.",
    "po.serialize": "The model to bytes, every entry written anew. Ours writes one line per "
    "string; polib and Babel wrap; Translate Toolkit gives back the lines it kept.",
    "mo.compile": "Whole process, from PO file to MO file, fuzzy entries left out. Below some "
    "thousand messages starting Python is all there is to see. The peers in Python add bytes to "
    "bytes for every message: quadratic, minutes at 50,000, so they are not run beyond 10,000.",
}
_PEERS = ("polib", "babel", "translate-toolkit")
_QUADRATIC = 10_000
"""Beyond this size the peers' MO writers are not run: minutes at 50,000."""
_LARGE = 10_000
"""Beyond this size each step runs in one process, three times, not in three."""


def measure(sizes: Sequence[int] = SIZES) -> list[dict[str, Any]]:
    """Rows `po.view`, `po.parse`, `po.serialize` (CPU s of the step) and `mo.compile` (process)."""
    rows = []
    for size in sizes:
        path = corpus.make(ENVIRONMENT, DATA, size) / f"{size}.po"
        runs = 3 if size <= _LARGE else 1
        parsed = {name: cost(peer(name, "parse", path), runs=runs) for name in _PEERS}
        written = {name: cost(peer(name, "serialize", path), runs=runs) for name in _PEERS}
        rows.append(_step("view", path, size, parsed, runs))
        rows.append(_step("parse", path, size, parsed, runs))
        rows.append(_step("serialize", path, size, written, runs))
        rows.append(_compile(path, size))
    return rows


def _step(step: str, path: Path, size: int, peers: Mapping[str, Cost], runs: int) -> dict[str, Any]:
    costs = {"ours": cost(ours("work", step, path), runs=runs), **peers}
    return row(
        f"po.{step}",
        size,
        "CPU s",
        {name: inside(found) for name, found in costs.items()},
        {name: found.peak_mb for name, found in costs.items()},
    )


def _compile(path: Path, size: int) -> dict[str, Any]:
    out = path.with_suffix(".mo")
    costs = {"ours": cost(ours("work", "compile", path, out), runs=5)}
    if has("msgfmt"):
        costs["msgfmt"] = cost(["msgfmt", "-o", str(out), str(path)], runs=5)
    for name in _PEERS:
        if size <= _QUADRATIC:
            costs[name] = cost(peer(name, "compile", path, out))
    return row(
        "mo.compile",
        size,
        "CPU s, whole process",
        {name: found.cpu for name, found in costs.items()},
        {name: found.peak_mb for name, found in costs.items()},
    )
