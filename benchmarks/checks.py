"""`imprimatur check` against pofilter on the same catalog, each as a whole process.

pofilter (translate-toolkit, GPL) runs as a program in an environment of its own and is never
imported. CPU is user and system time of the process and its children. Run: `python -m
benchmarks.checks`.
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


def _run(command: Sequence[str]) -> tuple[float, float]:
    """(CPU, wall) in seconds."""
    before, start = os.times(), time.perf_counter()
    subprocess.run(command, check=False, capture_output=True, cwd=ROOT)
    wall, after = time.perf_counter() - start, os.times()
    cpu = after.children_user + after.children_system
    return cpu - before.children_user - before.children_system, wall


def _median(command: Sequence[str]) -> tuple[float, float]:
    runs = [_run(command) for _ in range(RUNS)]
    return statistics.median(cpu for cpu, _ in runs), statistics.median(wall for _, wall in runs)


def measure(sizes: Sequence[int] = SIZES) -> list[dict[str, object]]:
    """Rows: CPU on one process, wall on all cores, and the second run over nothing changed."""
    rows: list[dict[str, object]] = []
    for size in sizes:
        data = serialize_catalog(_catalog(size))
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary) / "project"
            folder.mkdir()
            _project(folder, data)
            source = folder / "locales" / "es_US" / "LC_MESSAGES" / "bench.po"
            check = [sys.executable, "-m", "pipeline", "check", "-q", "--project", str(folder)]
            ours = _median([*check, "--all"])
            jobs = _median([*check, "--all", "--jobs", str(os.cpu_count() or 1)])
            again = _median(check)
            peer = _median([str(POFILTER), "--progress=none", str(source), str(folder / "out.po")])
        for name, mine, theirs in (
            ("check, CPU, one process", ours[0], peer[0]),
            ("check, wall, all cores", jobs[1], peer[1]),
            ("check again, nothing changed, CPU", again[0], peer[0]),
        ):
            rows.append(
                {
                    "measure": name, "size": size, "ours": mine, "peers": {"pofilter": theirs},
                    "ratio": theirs / mine, "unit": "s", "peak_mb": None, "exponent": None,
                }
            )  # fmt: skip
    return rows


def table(rows: Sequence[dict[str, object]]) -> list[str]:
    """A Markdown table."""
    lines = ["| measure | units | ours | pofilter | ratio |", "|---|---:|---:|---:|---:|"]
    for row in rows:
        peers = row["peers"]
        assert isinstance(peers, dict)
        lines.append(
            f"| {row['measure']} | {row['size']} | {row['ours']:.2f} s | "
            f"{peers['pofilter']:.2f} s | {row['ratio']:.1f}× |"
        )
    return lines


if __name__ == "__main__":
    print("\n".join(table(measure())))
