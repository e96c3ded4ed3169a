"""Translate Toolkit's matcher; runs in the peers' environment. TEXTS QUERIES BEST COUNT."""

from __future__ import annotations

import json
import math
import statistics
import sys
import time
from pathlib import Path

from rapidfuzz.distance import Levenshtein
from translate.search import match
from translate.storage import pypo


def main() -> None:
    texts, queries, best, count = sys.argv[1:]
    asked = json.loads(Path(queries).read_text("utf-8"))[: int(count)]
    wanted = json.loads(Path(best).read_text("utf-8"))
    start = time.process_time()
    store = pypo.pofile()
    with Path(texts).open(encoding="utf-8") as file:
        for line in file:
            unit = pypo.pounit(line.rstrip("\n"))
            unit.target = "x"
            store.addunit(unit)
    matcher = match.matcher(store, max_candidates=1, min_similarity=75, max_length=2000)
    built = time.process_time() - start
    times, scores = [], []
    for text in asked:
        start = time.process_time()
        found = matcher.matches(text)
        times.append(1000 * (time.process_time() - start))
        source = found[0].source if found else ""
        scores.append(Levenshtein.normalized_similarity(text, source) if found else 0)
    pairs = [(score, top) for score, top in zip(scores, wanted, strict=False) if top]
    right = sum(score >= top - 1e-9 for score, top in pairs)
    print(
        json.dumps(
            {
                "build": built,
                "look_up": statistics.median(times),
                "look_up.p95": sorted(times)[math.ceil(0.95 * len(times)) - 1],
                "recall": 100 * right / len(pairs),
            }
        )
    )


if __name__ == "__main__":
    main()
