"""`imprimatur check` against pofilter and `msgfmt -c` on one catalog, each as a whole process.

pofilter (translate-toolkit, GPL) runs as a program in an environment of its own and is never
imported. CPU is user and system time of the process and its children. Needs
`make bench-corpora`. Run: `python -m benchmarks.checks`, or `python -m benchmarks checks` to keep
the rows.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import harness
from benchmarks.published import HELD_OUT, ROOT, TUNED, units_of
from pipeline.formats.gettext import serialize_catalog
from pipeline.model.unit import Catalog, Unit

POFILTER = ROOT / "var" / "bench-venv" / "bin" / "pofilter"
SIZES = (2_000, 8_000, 17_000)
RUNS = 3


def _catalog(size: int) -> Catalog:
    unique: dict[object, Unit] = {}
    for package in (*TUNED, *HELD_OUT):
        for unit in units_of(package, "es"):
            if unit.message.source:
                unique.setdefault(unit.key, unit)
    units = tuple(replace(unit, fuzzy=True) for unit in list(unique.values())[:size])
    return Catalog(
        project="bench", domain="bench", source_locale="en-US", locale="es-US",
        created_on="2026-01-01", units=units,
    )  # fmt: skip


def _project(folder: Path, catalog: bytes) -> None:
    """The sample's settings, locks and keys around this catalog."""
    for name in ("keys", "glossary_lock"):
        shutil.copytree(ROOT / name, folder / name)
    document = folder / "source_content" / "bench" / "index.md"
    document.parent.mkdir(parents=True)
    document.write_text("# One heading\n", "utf-8")
    policy = (ROOT / "policy.toml").read_text("utf-8")
    policy = policy.replace('name = "betaseron"', 'name = "bench"')
    policy = policy.replace("betaseron/*", "bench/*")
    (folder / "policy.toml").write_text(policy, "utf-8")
    settings = (ROOT / "imprimatur.toml").read_text("utf-8")
    settings = settings.replace(', "pt-BR", "fr-CA", "de-DE", "ja", "ar"]', "]")
    (folder / "imprimatur.toml").write_text(settings.partition("[engines]")[0], "utf-8")
    place = folder / "locales" / "es_US" / "LC_MESSAGES" / "bench.po"
    place.parent.mkdir(parents=True)
    place.write_bytes(catalog)


def _times(command: Sequence[str]) -> tuple[float, float]:
    """Medians of CPU and wall time, in seconds, of the whole process and its children."""
    runs = []
    for _ in range(RUNS):
        before, start = os.times(), time.perf_counter()
        subprocess.run(command, check=False, capture_output=True, cwd=ROOT)
        wall, after = time.perf_counter() - start, os.times()
        used = after.children_user + after.children_system
        runs.append((used - before.children_user - before.children_system, wall))
    return statistics.median(cpu for cpu, _ in runs), statistics.median(wall for _, wall in runs)


def measure(sizes: Sequence[int] = SIZES) -> list[dict[str, Any]]:
    """Rows: everything asked, CPU and wall; by workers, wall; a second run, nothing changed."""
    rows: list[dict[str, Any]] = []
    harness.compile_modules()
    for size in sizes:
        data = serialize_catalog(_catalog(size))
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary) / "project"
            folder.mkdir()
            _project(folder, data)
            rows += _rows(folder, size)
    return rows


def _rows(folder: Path, size: int) -> list[dict[str, Any]]:
    source = folder / "locales" / "es_US" / "LC_MESSAGES" / "bench.po"
    check = [sys.executable, "-m", "pipeline", "check", "-q", "--project", str(folder)]
    workers = f"processes:{os.cpu_count() or 1}"
    pofilter = [str(POFILTER), "--progress=none", str(source), str(folder / "out.po")]
    ours = _times([*check, "--all"])
    spread = _times([*check, "--all", "--executor", workers])
    again = _times(check)
    peers = {"pofilter": _times(pofilter)}
    if shutil.which("msgfmt"):
        peers["msgfmt -c"] = _times(["msgfmt", "-c", "-o", str(folder / "out.mo"), str(source)])
    peak = {"ours": harness.cost([*check, "--all"], runs=1).peak_mb}
    peak["pofilter"] = harness.cost(pofilter, runs=1).peak_mb

    def row(name: str, mine: float, which: int) -> dict[str, Any]:
        theirs = {peer: times[which] for peer, times in peers.items()}
        return harness.row(name, size, "s", {"ours": mine, **theirs}, peak)

    return [
        row("check --all, CPU", ours[0], 0),
        row("check --all, wall", ours[1], 1),
        row("check --all by worker processes, wall", spread[1], 1),
        row("check, nothing changed, CPU", again[0], 0),
    ]


def table(rows: Sequence[dict[str, Any]]) -> list[str]:
    """A Markdown table."""
    lines = [
        "| measure | units | ours | pofilter | ratio | msgfmt -c |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for found in rows:
        peers, ratio = found["peers"], found["ratio"]
        lines.append(
            f"| {found['measure']} | {found['size']} | {found['ours']:.2f} s | "
            f"{peers['pofilter']:.2f} s | {ratio['pofilter']:.1f}× | "
            f"{peers.get('msgfmt -c', float('nan')):.2f} s |"
        )
    return lines


if __name__ == "__main__":
    print("\n".join(table(measure())))
