"""`extract` against po4a, the Translate Toolkit and mdpo: whole processes, CPU time, memory.

Ours is the whole verb on a project: seals and approvals verified, locks matched, template written.
`extract.md`, `extract.html`: nothing remembered. `extract.md.again`: 1 % of the pages changed since
the last run; the peers have no memory and read all pages again.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import pages

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "var" / "bench"
PEERS = ROOT / "var" / "bench-venv" / "bin" / "python"
SIZES = (100, 500, 1_500)
ABOUT = {
    "extract": "Pages to one template, whole process, over generated pages. Ours verifies seals "
    "and approvals and matches locks as well. `again`: 1 % of the pages changed since the last run."
}
_SLOW = 100
"""mdpo is run up to this size: its time grows with the square of the pages."""


def _cost(
    command: Sequence[str], *, cwd: Path, runs: int = 3, timeout: float = 480
) -> tuple[float | None, float]:
    times, peak = [], 0.0
    for _ in range(runs):
        process = subprocess.Popen(
            command,
            cwd=cwd,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + timeout
        while True:
            done, status, usage = os.wait4(process.pid, os.WNOHANG)
            if done:
                break
            if time.monotonic() > end:
                process.kill()
            time.sleep(0.01)
        process.returncode = os.waitstatus_to_exitcode(status)
        peak = max(peak, usage.ru_maxrss / 1024)
        if process.returncode not in {0, 3}:
            return None, peak
        times.append(usage.ru_utime + usage.ru_stime)
    return statistics.median(times), peak


def _imprimatur(*arguments: str) -> list[str]:
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from pipeline.cli import main; main()"
    return [sys.executable, "-c", code, *arguments]


def _seal(project: Path) -> None:
    approve = ("approve", "--reference", "B-1", "--by", "Benchmark", "--expires", "2035-12-31")
    for command in (approve, ("key", "seal", "approvals")):
        done = subprocess.run(
            _imprimatur(*command),
            cwd=project,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode not in {0, 3}:
            raise SystemExit(done.stderr)


def _project(folder: Path, kind: str, count: int) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    pages.write(folder / "source_content" / "betaseron", kind, count)
    for name in ("imprimatur.toml", "policy.toml", "policy.toml.seal.json"):
        shutil.copy(ROOT / name, folder / name)
    for name in ("keys", "glossary_lock"):
        shutil.copytree(ROOT / name, folder / name)
    _seal(folder)
    return folder


def _peers(kind: str, folder: Path, size: int) -> dict[str, list[str]]:
    found = sorted((folder / "source_content" / "betaseron").glob(f"*.{kind}"))
    masters = [word for place in found for word in ("-m", str(place))]
    tool = {"md": "md2po", "html": "html2po"}[kind]
    call = f"from translate.convert.{tool} import main; main()"
    form = ["text", "-o", "markdown", "-o", "yfm_lenient"] if kind == "md" else ["xhtml"]
    peers = {
        "po4a": ["po4a-updatepo", "-f", *form, "-M", "UTF-8", *masters, "-p", "po4a.po"],
        "translate-toolkit": [
            *(str(PEERS), "-c", call, "--progress=none", "--multifile=onefile", "-P"),
            *("source_content/betaseron", "toolkit.pot"),
        ],
    }
    if kind == "md" and size <= _SLOW:
        call = (
            "import sys; from mdpo.md2po import markdown_to_pofile as make;"
            " make(sys.argv[1:], save=True, po_filepath='mdpo.po')"
        )
        peers["mdpo"] = [str(PEERS), "-c", call, *map(str, found)]
    return peers


def _one(kind: str, size: int) -> list[dict[str, Any]]:
    folder = _project(DATA / f"extract-{kind}-{size}", kind, size)
    values: dict[str, float | None] = {}
    peaks: dict[str, float] = {}
    own = []
    runs = 3
    for _ in range(runs):
        shutil.rmtree(folder / "var", ignore_errors=True)
        seconds, peaks["ours"] = _cost(_imprimatur("extract"), cwd=folder, runs=1)
        own.append(seconds)
    values["ours"] = None if None in own else statistics.median(own)
    for name, command in _peers(kind, folder, size).items():
        for left in ("po4a.po", "toolkit.pot", "mdpo.po"):
            (folder / left).unlink(missing_ok=True)
        values[name], peaks[name] = _cost(command, cwd=folder, runs=1)
    rows = [_row(f"extract.{kind}", size, values, peaks)]
    for at in range(0, size, 100):
        place = folder / "source_content" / "betaseron" / f"p{at:04}.{kind}"
        place.write_text(
            place.read_text(encoding="utf-8")
            .replace("</h2>", " 2</h2>", 1)
            .replace("\n## ", "\n## New ", 1),
            encoding="utf-8",
        )
    _seal(folder)
    again, peak = _cost(_imprimatur("extract"), cwd=folder, runs=1)
    rows.append(
        _row(f"extract.{kind}.again", size, {**values, "ours": again}, {**peaks, "ours": peak})
    )
    return rows


def _row(
    measure: str, size: int, values: dict[str, float | None], peaks: dict[str, float]
) -> dict[str, Any]:
    mine = values["ours"]
    peers = {name: value for name, value in values.items() if name != "ours"}
    return {
        "measure": measure,
        "size": size,
        "unit": "s",
        "ours": mine,
        "peers": peers,
        "ratio": {name: round(value / mine, 2) for name, value in peers.items() if value and mine},
        "peak_mb": {name: round(value) for name, value in peaks.items()},
    }


def measure(sizes: Sequence[int] = SIZES) -> list[dict[str, Any]]:
    """Rows `extract.md`, `extract.html`, each with `.again`."""
    return [row for kind in ("md", "html") for size in sizes for row in _one(kind, size)]


if __name__ == "__main__":
    print(json.dumps(measure(tuple(map(int, sys.argv[1:])) or SIZES), indent=1))
