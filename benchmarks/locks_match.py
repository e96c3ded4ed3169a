"""Exact matching: N locked phrases over 100,000 segments, CPU seconds, building included.

Ours is the registry's matcher with its word borders and overlaps; the peer is the loop that
everybody writes first, `phrase in segment`, measured over a part and scaled up. In the same
processes it is checked that both find the same segments.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Sequence
from typing import Any

from benchmarks.harness import row
from benchmarks.locks_bench import kept_corpus, make_lock, run_child

SEGMENTS = 100_000
_PART = {1_000: 2_000, 10_000: 300}

ABOUT = {
    "locks.match": "Every occurrence of every lock in 100,000 segments. The size is the number of "
    "locks; the peer is the plain loop, measured on a part."
}


def ours(size: int) -> dict[str, Any]:
    """One run in this process."""
    from pipeline.locks.match import Matcher
    from pipeline.model.lock import LockScope
    from pipeline.model.message import Message, MessageKey

    _, found = kept_corpus(SEGMENTS, size)
    locks = [make_lock(n, text, LockScope.PHRASE) for n, text in enumerate(found.pieces)]
    messages = [Message(key=MessageKey("", text)) for text in found.segments]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    matcher = Matcher(locks)
    hits = sum(bool(matcher.match(message)) for message in messages)
    seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"s": seconds, "hits": hits, "peak_mb": peak / 1024, "more_mb": (peak - before) / 1024}


def naive(size: int) -> dict[str, Any]:
    """The `in` loop over a part of the segments, scaled to all; and what ours finds there."""
    from pipeline.locks.match import Matcher
    from pipeline.model.lock import LockScope
    from pipeline.model.message import Message, MessageKey
    from pipeline.text.words import occurrences

    _, found = kept_corpus(SEGMENTS, size)
    part = found.segments[: _PART.get(size, max(100, 2_000_000 // size))]
    began = time.process_time()
    pairs = [(n, p) for n, text in enumerate(part) for p in found.pieces if p in text]
    seconds = (time.process_time() - began) * SEGMENTS / len(part)
    truth = {n for n, phrase in pairs if occurrences(part[n], phrase)}
    matcher = Matcher([make_lock(n, t, LockScope.PHRASE) for n, t in enumerate(found.pieces)])
    mine = {n for n, t in enumerate(part) if matcher.match(Message(key=MessageKey("", t)))}
    return {"s": seconds, "same": truth == mine}


def measure(sizes: Sequence[int] = (1_000, 10_000)) -> list[dict[str, Any]]:
    """One row per number of locks."""
    rows = []
    for size in sizes:
        kept_corpus(SEGMENTS, size)
        runs = [run_child(sys.executable, __name__, "ours", str(size)) for _ in range(3)]
        peer = run_child(sys.executable, __name__, "naive", str(size))
        if not peer["same"]:
            sys.exit("the matcher and the loop do not find the same segments")
        seconds = statistics.median(run["s"] for run in runs)
        rows.append(
            row(
                "locks.match",
                size,
                "CPU s for 100,000 segments",
                {"ours": seconds, "in loop (extrapolated)": peer["s"]},
                {"ours": max(run["peak_mb"] for run in runs)},
            )
        )
    return rows


if __name__ == "__main__":
    __name__ = "benchmarks.locks_match"
    if len(sys.argv) > 1:
        print(json.dumps({"ours": ours, "naive": naive}[sys.argv[1]](int(sys.argv[2]))))
    else:
        print(json.dumps(measure(), indent=1))
