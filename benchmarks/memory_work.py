"""Our side of the memory's measure, in a process of its own: `best`, `build` or `look`."""

from __future__ import annotations

import json
import math
import sqlite3
import statistics
import sys
import time
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from pipeline.memory.disk import DiskStore
from pipeline.memory.entry import Entry
from pipeline.memory.lookup import look_up
from pipeline.model.message import MessageKey

_CUTOFF = 0.75


def main() -> None:
    step, *paths = sys.argv[1:]
    {"best": _best, "build": _build, "look": _look}[step](*map(Path, paths))


def _best(texts: Path, queries: Path, out: Path) -> None:
    """Per query the best similarity by brute force over all texts whose length allows it."""
    known = sorted(texts.read_text("utf-8").split("\n"), key=len)
    lengths = [len(text) for text in known]
    found = []
    for asked in json.loads(queries.read_text("utf-8")):
        low = bisect_left(lengths, math.floor(len(asked) * _CUTOFF))
        high = bisect_left(lengths, math.ceil(len(asked) / _CUTOFF) + 1)
        some = known[low:high]
        scorer = Levenshtein.normalized_similarity
        best = process.extractOne(asked, some, scorer=scorer, score_cutoff=_CUTOFF)
        found.append(best[1] if best else 0)
    out.write_text(json.dumps(found), "utf-8")


def _entries(texts: Path) -> Iterator[Entry]:
    """The texts with their targets, which were made before: that is no part of the build."""
    targets = texts.with_suffix(".targets.txt")
    with texts.open(encoding="utf-8") as file, targets.open(encoding="utf-8") as others:
        for line, other in zip(file, others, strict=True):
            key = MessageKey("", line.rstrip("\n"))
            yield Entry(locale="es-US", key=key, forms=(other.rstrip("\n"),), detail="bench")


def _connect(place: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(place, isolation_level=None)
    connection.execute("PRAGMA cache_size = -32768")
    return connection


def _build(texts: Path, place: Path) -> None:
    place.unlink(missing_ok=True)
    with closing(_connect(place)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        DiskStore(connection, source_locale="en-US").sync(_entries(texts))
        connection.execute("COMMIT")


def _look(place: Path, queries: Path, best: Path) -> None:
    asked = json.loads(queries.read_text("utf-8"))
    wanted = json.loads(best.read_text("utf-8"))
    start = time.process_time()
    with closing(_connect(place)) as connection:
        store = DiskStore(connection, source_locale="en-US")
        look_up(store, asked[0], "es-US", limit=1)
        opened = time.process_time() - start
        times, scores = [], []
        for text in asked:
            start = time.process_time()
            found = look_up(store, text, "es-US", limit=1)
            times.append(1000 * (time.process_time() - start))
            source = found[0].entry.source if found else ""
            scores.append(Levenshtein.normalized_similarity(text, source) if found else 0)
    print(json.dumps(figures(times, scores, wanted) | {"open": opened}))


def figures(times: list[float], scores: list[float], wanted: list[float]) -> dict[str, float]:
    """The median, the 95th percentile, and how many of those to be found were found."""
    pairs = [(score, best) for score, best in zip(scores, wanted, strict=False) if best]
    right = sum(score >= best - 1e-9 for score, best in pairs)
    return {
        "queries": len(times),
        "look_up": statistics.median(times),
        "look_up.p95": sorted(times)[math.ceil(0.95 * len(times)) - 1],
        "recall": 100 * right / len(pairs),
    }


if __name__ == "__main__":
    main()
