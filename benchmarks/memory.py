"""The memory on disk against Translate Toolkit's matcher: build, open, look up, and what is found.

The texts are those of `corpus`; a query is one of them with one to three edits, every tenth has
nothing to do with them. What should be found is the best by brute-force Levenshtein similarity at
75 % or more; an answer is right when it is as similar as that.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import corpus
from benchmarks.harness import DATA, ENVIRONMENT, ROOT, Cost, add_exponents, cost, ours, row

SIZES = (10_000, 100_000, 1_000_000)
_QUERIES = 300
_UNRELATED = 1_000
_TOOLKIT = "translate-toolkit"
_PEER_QUERIES = {10_000: 60, 100_000: 60}
_FEW = 25
"""The peer's queries at the largest size: half a second each."""


def measure(sizes: Sequence[int] = SIZES) -> list[dict[str, Any]]:
    """Rows `memory.build`, `.open`, `.look_up` (median), `.look_up.p95` and `.recall`."""
    rows = []
    for size in sizes:
        # In a process of its own: a child's peak begins with what its parent holds.
        make = f"from benchmarks.memory import data_of; data_of({size})"
        subprocess.run([sys.executable, "-c", make], cwd=ROOT, check=True)
        rows += _measure(size, *data_of(size))
    return add_exponents(rows)


def data_of(size: int) -> tuple[Path, Path]:
    """A file of texts, one a line, and one of queries; made once."""
    texts, queries = DATA / f"memory-{size}.txt", DATA / f"memory-{size}.queries.json"
    if not (texts.exists() and queries.exists()):
        DATA.mkdir(parents=True, exist_ok=True)
        pool = corpus.pool(ENVIRONMENT, size + 2 * _UNRELATED)
        lines = dict.fromkeys(" ".join(text.source.split()) for text in pool)
        found = list(lines)[: size + _UNRELATED]
        rng = random.Random(size)
        rng.shuffle(found)
        unrelated, known = found[:_UNRELATED], found[_UNRELATED:]
        few = [text for text in rng.sample(known, 1_000) if 20 <= len(text) <= 400][:_QUERIES]
        asked = [
            corpus.edited(text, rng) if number % 10 else unrelated[number]
            for number, text in enumerate(few)
        ]
        texts.write_text("\n".join(known), "utf-8")
        queries.write_text(json.dumps(asked), "utf-8")
    targets = texts.with_suffix(".targets.txt")
    if not targets.exists():
        targets.write_text(texts.read_text("utf-8").translate(corpus.PSEUDO), "utf-8")
    return texts, queries


def _measure(size: int, texts: Path, queries: Path) -> list[dict[str, Any]]:
    store, best = texts.with_suffix(".sqlite3"), texts.with_suffix(".best.json")
    if not best.exists():
        cost(ours("memory_work", "best", texts, queries, best), runs=1)
    store.unlink(missing_ok=True)
    built = cost(ours("memory_work", "build", texts, store), runs=1 if size > 100_000 else 3)
    looked = cost(ours("memory_work", "look", store, queries, best), runs=3)
    python = ENVIRONMENT / "bin" / "python"
    script = ROOT / "benchmarks" / "memory_peer.py"
    count = _PEER_QUERIES.get(size, _FEW)
    command = [str(python), str(script), str(texts), str(queries), str(best), str(count)]
    theirs = cost(command, runs=1)
    mine, peer = _said(looked), _said(theirs)
    peaks = {"ours": built.peak_mb, _TOOLKIT: theirs.peak_mb}
    megabytes = round(store.stat().st_size / 1e6)

    def one(name: str, unit: str, **more: Any) -> dict[str, Any]:
        values = {"ours": mine.get(name), _TOOLKIT: peer.get(name)}
        return row(f"memory.{name}", size, unit, values, {"ours": looked.peak_mb}, **more)

    return [
        row(
            "memory.build",
            size,
            "CPU s",
            {"ours": built.cpu, _TOOLKIT: peer.get("build")},
            peaks,
            disk_mb=megabytes,
        ),
        row("memory.open", size, "CPU s", {"ours": mine.get("open")}),
        one("look_up", "CPU ms, median", queries={"ours": mine.get("queries"), _TOOLKIT: count}),
        one("look_up.p95", "CPU ms"),
        one("recall", "% of brute force at 75 %"),
    ]


def _said(found: Cost) -> dict[str, float]:
    """The last line of a worker: JSON."""
    if found.state != "ok":
        print(found.state, found.output[-500:], file=sys.stderr)
        return {}
    said: dict[str, float] = json.loads(found.output.strip().rpartition("\n")[2])
    return said


if __name__ == "__main__":
    for found in measure():
        print(json.dumps(found))
