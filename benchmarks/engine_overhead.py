"""How much `pretranslate` adds to the time that Apertium itself needs for the same segments.

Ours: `pretranslate_catalog` with every check on, a new registry, a new engine, an empty memory.
Peer: the `apertium` command with all segments in one file, the fastest way its own programs offer.
Second peer, for the limit: our pipes without anything around them. All of them translate every
segment: none is near a locked text, which would be held and not sent. Turns alternate; medians,
and the median of the ratios within a turn. CPU seconds (ours with the engine's processes) stand
beside the wall time, and the load of the machine before and after.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import os
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.harness import row
from pipeline.cli import COLLECT_RARELY
from pipeline.locks.registry import Registry
from pipeline.memory.exact import build_memory
from pipeline.model.message import Message, MessageKey
from pipeline.model.unit import Catalog, Unit
from pipeline.pretranslate.engines.apertium import ApertiumEngine
from pipeline.pretranslate.pretranslate import pretranslate_catalog
from pipeline.pretranslate.protect import Protected, encode
from pipeline.workflow.acceptance import acceptance
from pipeline.workflow.catalogs import require_catalog
from pipeline.workflow.project import open_project
from pipeline.workflow.registry import read_registry

ROOT = Path(__file__).parents[1]
DAY = dt.date(2026, 11, 23)
ABOUT = {
    "engine.overhead": "`pretranslate` with every check against the `apertium` command: wall time "
    "for all segments in one run. *Ours to apertium* is the median of the ratios within a turn, "
    "for wall time and for CPU time of all processes; below 1 we are faster than the engine's "
    "own batch. The load of the machine stands beside it."
}
ENVIRON = {"PATH": os.environ["PATH"]}  # noqa: TID251 - a benchmark starts the programs


def make_texts(sources: Sequence[str], count: int, registry: Registry) -> list[str]:
    """Different sentences of 10 to 24 words, cut from the sample's own; none is near a lock."""
    chance = random.Random(3)
    pieces = [re.sub(r"</?\d+/?>", "", text).split() for text in sources if "{" not in text]
    pieces = [words for words in pieces if len(words) >= 5]
    texts: dict[str, None] = {}
    while len(texts) < count:
        head, tail = chance.choice(pieces), chance.choice(pieces)
        words = head[: chance.randrange(5, 13)] + tail[-chance.randrange(5, 13) :]
        text = " ".join(words).rstrip(".") + "."
        if registry.drift(Message(key=MessageKey("", text))) is None:
            texts[text] = None
    return list(texts)


def cpu_seconds() -> float:
    """Of this process and of every process it ended."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def _ratio(values: Mapping[str, Sequence[float]]) -> float:
    """Ours to the batch: the median of the ratios of the turns."""
    pairs = zip(values["ours"], values["apertium"], strict=True)
    return round(statistics.median(ours / peer for ours, peer in pairs), 3)


def measure(sizes: Sequence[int] = (2_000,), turns: int = 15) -> list[dict]:
    """One row per size: seconds of ours and of each peer, and their ratio."""
    if shutil.which("apertium") is None:
        return []
    gc.set_threshold(*COLLECT_RARELY)  # as for every verb
    project = open_project(ROOT, as_of=DAY)
    catalog = require_catalog(project, "es-US", project.domains[0].name)
    sources = [unit.message.source for unit in catalog.units if unit.message.plural is None]

    def ours(texts: Sequence[str]) -> float:
        units = tuple(Unit(message=Message(key=MessageKey("", text))) for text in texts)
        todo: Catalog = replace(catalog, units=units, obsolete=())
        begin = time.perf_counter()
        registry = read_registry(project)
        with ApertiumEngine("en-US", "es-US", environ=ENVIRON) as engine:
            result = pretranslate_catalog(
                todo,
                registry=registry,
                memory=build_memory(()),
                engine=engine,
                source_locale="en-US",
                accept=acceptance(project, registry, "es-US", machine=True),
            )
        spent = time.perf_counter() - begin
        assert result.fault is None
        assert len(result.egress) == len(texts)
        return spent

    def batch(texts: Sequence[str]) -> float:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "texts"
            place.write_text("\n\n".join(texts) + "\n", "utf-8")
            begin = time.perf_counter()
            subprocess.run(
                ["apertium", "-u", "eng-spa", place, Path(folder) / "answers"], check=True
            )
            return time.perf_counter() - begin

    def pipes(texts: Sequence[str]) -> float:
        encoded = [encode(Protected((text,)), "superblank").text for text in texts]
        begin = time.perf_counter()
        with ApertiumEngine("en-US", "es-US", environ=ENVIRON) as engine:
            engine.translate_batch(encoded)
        return time.perf_counter() - begin

    rows = []
    for size in sizes:
        texts = make_texts(sources, size, read_registry(project))
        spent: dict[str, list[float]] = {"ours": [], "apertium": [], "pipes": []}
        burnt: dict[str, list[float]] = {name: [] for name in spent}
        load = [round(os.getloadavg()[0], 1)]
        for _ in range(turns):
            for name, run in (("ours", ours), ("apertium", batch), ("pipes", pipes)):
                before = cpu_seconds()
                spent[name].append(run(texts))
                burnt[name].append(cpu_seconds() - before)
        mean = {name: statistics.median(values) for name, values in spent.items()}
        load.append(round(os.getloadavg()[0], 1))
        found = row("engine.overhead", size, "s", mean)
        loads = {"load before": load[0], "load after": load[1]}
        found["quality"] = {
            what: {"ours to apertium": _ratio(values), **loads}
            for what, values in (("wall", spent), ("CPU", burnt))
        }
        rows.append(found)
    return rows


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        for row in measure(turns=int(sys.argv[1]) if len(sys.argv) > 1 else 15):
            print(row)
