"""Drift: which of 100,000 segments are nearly one of N locked passages, CPU seconds.

Ours is the registry's index with word diffs, building included. The peer is brute force: RapidFuzz
`cdist` over all pairs of about one length, the same similarity, the same threshold, over the same
folded texts; what it finds is the truth that recall is measured against.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.harness import row

SEGMENTS = 100_000
THRESHOLD = 0.85

ABOUT = {
    "locks.drift": "Texts that are nearly a locked passage, in 100,000 segments. The size is the "
    "number of locks; the peer compares all pairs of like length."
}


def ours(size: int) -> dict[str, Any]:
    """One run in this process: time, memory, and the segments found."""
    from benchmarks.locks_bench import kept_corpus, make_lock
    from pipeline.locks.drift import DriftIndex
    from pipeline.model.lock import LockScope

    _, found = kept_corpus(SEGMENTS, size)
    locks = [make_lock(n, text, LockScope.PASSAGE) for n, text in enumerate(found.passages)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    index = DriftIndex(locks)
    hits = [n for n, text in enumerate(found.segments) if index.find(text, "") is not None]
    seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "s": seconds,
        "hits": hits,
        "peak_mb": peak / 1024,
        "more_mb": (peak - before) / 1024,
    }


def cdist(place: str) -> dict[str, Any]:
    """Brute force in buckets of length. Runs in the peers' environment: no import of ours."""
    import numpy as np
    from rapidfuzz import process
    from rapidfuzz.distance import Indel

    segments, passages = json.loads(Path(place).read_text("utf-8"))
    began = time.process_time()
    order = sorted(range(len(segments)), key=lambda n: len(segments[n]))
    lengths = np.array([len(segments[n]) for n in order])
    buckets: dict[int, list[str]] = {}
    for text in passages:
        buckets.setdefault(len(text) // 8, []).append(text)
    near = THRESHOLD / (2 - THRESHOLD)
    found: set[int] = set()
    for texts in buckets.values():
        low, high = min(map(len, texts)) * near, max(map(len, texts)) / near
        first, last = np.searchsorted(lengths, low), np.searchsorted(lengths, high, "right")
        chosen = order[first:last]
        for start in range(0, len(chosen), 20_000):
            part = chosen[start : start + 20_000]
            scores = process.cdist(
                texts,
                [segments[n] for n in part],
                scorer=Indel.normalized_similarity,
                score_cutoff=THRESHOLD,
                dtype=np.float32,
                workers=1,
            )
            found |= {part[int(column)] for column in np.nonzero(scores)[1]}
    return {"s": time.process_time() - began, "hits": sorted(found)}


def measure(sizes: Sequence[int] = (1_000, 10_000)) -> list[dict[str, Any]]:
    """One row per number of locks."""
    from benchmarks.locks_bench import PEERS, kept_corpus, run_child
    from pipeline.text.characters import fold

    if not PEERS.exists():
        subprocess.run(["uv", "venv", "-q", str(PEERS.parents[1])], check=True)
        subprocess.run(
            ["uv", "pip", "install", "-q", "--python", str(PEERS), "numpy", "rapidfuzz"], check=True
        )
    rows = []
    for size in sizes:
        place, found = kept_corpus(SEGMENTS, size)
        folded = place.with_name(f"folded-{place.name}")
        texts = [[fold(text) for text in part] for part in (found.segments, found.passages)]
        folded.write_text(json.dumps(texts), "utf-8")
        runs = [run_child(sys.executable, __name__, "ours", str(size)) for _ in range(3)]
        peer = run_child(PEERS, __name__, "cdist", str(folded))
        seconds = statistics.median(run["s"] for run in runs)
        truth, mine = set(peer["hits"]), set(runs[0]["hits"])
        recall = round(len(truth & mine) / len(truth), 5)
        rows.append(
            row(
                "locks.drift",
                size,
                "CPU s for 100,000 segments",
                {"ours": seconds, "rapidfuzz cdist in length buckets": peer["s"]},
                {"ours": max(run["peak_mb"] for run in runs)},
                quality={"ours": {"recall": recall, "near": len(truth)}},
            )
        )
    return rows


if __name__ == "__main__":
    __name__ = "benchmarks.locks_drift"
    if len(sys.argv) > 1:
        value: Any = sys.argv[2]
        print(json.dumps(ours(int(value)) if sys.argv[1] == "ours" else cdist(value)))
    else:
        print(json.dumps(measure(), indent=1))
