"""How everything here is measured: processes, their CPU time, their peak memory, medians.

Other work may share the machine, so time is CPU time (user and system) of whole processes, as the
kernel counts it, and every ratio is taken between runs of one session. Peers live in an
environment of their own under `var/`; nothing of the product ever imports them.

A measure is a module of this package with a function `measure(sizes)` that returns rows:
`{measure, size, unit, ours, peers: {name: value}, ratio: {name: value}, peak_mb: {name: value},
exponent: {name: value}}`; values are medians; None stands for a peer that did not end in time.
"""

from __future__ import annotations

import compileall
import json
import math
import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
VAR = ROOT / "var"
ENVIRONMENT = VAR / "bench-venv"
DATA = VAR / "bench"
RESULTS = ROOT / "benchmarks" / "results.json"
PEERS = (
    "babel==2.18.0",
    "mdpo==2.1.4",
    "mistletoe==1.6.0",  # by which the Translate Toolkit reads Markdown
    "polib==1.2.0",
    "translate-toolkit==3.20.4",
)
"""The peers. Pinned, so that runs can be compared."""
TEXTS = (
    "django==5.2",
    "matplotlib==3.11.2",
    "networkx",
    "pandas",
    "rapidfuzz",
    "sqlalchemy",
    "sympy",
    "twisted",
)
"""What the corpus is cut from."""
SYSTEM = {"msgfmt": "gettext", "po4a": "po4a"}
TIMEOUT = 480.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What some runs of one program took: medians."""

    cpu: float | None
    """Seconds, user and system; None when it did not end in time or failed."""
    peak_mb: float
    state: str = "ok"
    output: str = ""


def prepare() -> None:
    """Makes the peers' environment and installs missing system peers, where that is possible."""
    compile_modules()
    VAR.mkdir(exist_ok=True)
    stamp = ENVIRONMENT / "installed.txt"
    wanted = "\n".join((*PEERS, *TEXTS))
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
        pip = [str(ENVIRONMENT / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, *PEERS, *TEXTS], check=True)
        stamp.write_text(wanted, encoding="utf-8")
    missing = [name for command, name in SYSTEM.items() if not _there(command)]
    if missing and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", *missing], check=False)
    for command in SYSTEM:
        if not _there(command):
            print(f"missing: {command}; its rows are left out", file=sys.stderr)


def compile_modules() -> None:
    """Compiles the product's modules, as pip does for every package that it installs.

    Otherwise, where Python may write no bytecode, ours alone would be compiled at every start.
    """
    compileall.compile_dir(str(ROOT / "pipeline"), quiet=1)


def _there(command: str) -> bool:
    return any((Path(folder) / command).exists() for folder in os.get_exec_path())


def has(command: str) -> bool:
    """Whether a system peer is installed."""
    return _there(command)


def peer(name: str, *arguments: object) -> list[str]:
    """The command that runs `benchmarks/peers.py` in the peers' environment."""
    script = ROOT / "benchmarks" / "peers.py"
    python = ENVIRONMENT / "bin" / "python"
    return [str(python), str(script), name, *map(str, arguments)]


def ours(module: str, *arguments: object) -> list[str]:
    """The command that runs a worker of this package in the product's own environment."""
    return [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]


def cost(command: Sequence[str], *, runs: int = 3, timeout: float = TIMEOUT) -> Cost:
    """The median CPU time and the largest peak memory of some runs of a command."""
    times, peak, state, output = [], 0.0, "ok", ""
    for _ in range(runs):
        seconds, memory, state, output = _run(command, timeout)
        peak = max(peak, memory)
        if state != "ok":
            return Cost(cpu=None, peak_mb=peak, state=state, output=output)
        times.append(seconds)
    return Cost(cpu=statistics.median(times), peak_mb=peak, state=state, output=output)


def _run(command: Sequence[str], timeout: float) -> tuple[float, float, str, str]:
    with tempfile.TemporaryFile("w+", encoding="utf-8") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=subprocess.STDOUT, cwd=ROOT, start_new_session=True
        )
        end, state = time.monotonic() + timeout, "ok"
        while True:
            done, status, usage = os.wait4(process.pid, os.WNOHANG)
            if done:
                break
            if time.monotonic() > end:
                os.killpg(process.pid, signal.SIGKILL)
                _, status, usage = os.wait4(process.pid, 0)
                state = "did not end"
                break
            time.sleep(0.005)
        process.returncode = os.waitstatus_to_exitcode(status)
        if state == "ok" and process.returncode:
            state = f"exit status {process.returncode}"
        log.seek(0)
        return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, state, log.read()


def inside(found: Cost) -> float | None:
    """What a worker printed as its last line `CPU seconds`, where only a part is measured."""
    if found.state != "ok":
        return None
    name, _, value = found.output.strip().rpartition("\n")[2].partition(" ")
    return float(value) if name == "CPU" else None


def row(
    measure: str,
    size: int | str,
    unit: str,
    values: Mapping[str, float | None],
    peaks: Mapping[str, float] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """A row of the results. `values` holds `ours` and the peers; ratio > 1: the peer takes more."""
    mine = values["ours"]
    peers = {name: value for name, value in values.items() if name != "ours"}
    return {
        "measure": measure,
        "size": size,
        "unit": unit,
        "ours": _rounded(mine),
        "peers": {name: _rounded(value) for name, value in peers.items()},
        "ratio": {name: round(value / mine, 2) for name, value in peers.items() if value and mine},
        "peak_mb": {name: round(value) for name, value in (peaks or {}).items()},
        **more,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")


def add_exponents(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of each measure with the growth exponent from their two largest sizes.

    1 is linear: twice the size, twice the time.
    """
    rows = list(rows)
    for name in {found["measure"] for found in rows}:
        some = sorted(
            (found for found in rows if found["measure"] == name and _is_number(found["size"])),
            key=lambda found: found["size"],
        )
        for found in some:
            found.pop("exponent", None)
        if len(some) < 2:
            continue
        names = ["ours", *some[-1]["peers"]]
        some[-1]["exponent"] = {
            who: round(value, 2) for who in names if (value := exponent(some, who)) is not None
        }
    return rows


def _is_number(size: object) -> bool:
    return isinstance(size, int)


def exponent(rows: Sequence[Mapping[str, Any]], who: str) -> float | None:
    """The growth exponent between the two largest sizes at which this one ended."""
    points = [
        (found["size"], value)
        for found in rows
        if (value := found["ours"] if who == "ours" else found["peers"].get(who))
    ]
    if len(points) < 2:
        return None
    (small, less), (large, more) = points[-2:]
    return math.log(more / less) / math.log(large / small)


def machine() -> dict[str, Any]:
    """What the numbers were measured on, in general terms."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(memory),
        "architecture": platform.machine(),
        "python": platform.python_version(),
        "versions": versions(),
    }


def versions() -> dict[str, str]:
    """The version of every peer that is there."""
    found = dict(text.split("==") for text in PEERS)
    if has("msgfmt"):
        line = subprocess.run(["msgfmt", "--version"], capture_output=True, check=True, text=True)
        found["GNU gettext"] = line.stdout.split("\n", 1)[0].rpartition(" ")[2]
    return found


def read_results() -> dict[str, Any]:
    """The results so far."""
    if not RESULTS.exists():
        return {"machine": {}, "rows": []}
    found: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return found


def merge_results(rows: Sequence[dict[str, Any]]) -> None:
    """Puts rows into the results, in place of those of the same measure and size."""
    known = {(found["measure"], str(found["size"])): found for found in read_results()["rows"]}
    known.update({(found["measure"], str(found["size"])): found for found in rows})
    ordered = add_exponents(known[key] for key in sorted(known, key=_order))
    merged = {"machine": machine(), "rows": ordered}
    RESULTS.write_text(
        json.dumps(merged, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8"
    )


def _order(key: tuple[str, str]) -> tuple[str, int, str]:
    digits = "".join(char for char in key[1] if char.isdigit())
    return key[0], int(digits or 0), key[1]
