"""What both measures of locks share: texts kept between runs, child processes, growth."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.locks_corpus import Corpus, corpus
from pipeline.model.lock import Lock, LockKind, LockPolicy, LockScope

__all__ = ["kept_corpus", "make_lock", "run_child"]

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / "var" / "bench-venv" / "bin" / "python"
_KEPT = ROOT / "var" / "bench"


def kept_corpus(segments: int, locks: int) -> tuple[Path, Corpus]:
    """The corpus of one size, made once: making it takes longer than measuring."""
    place = _KEPT / f"locks-{segments}-{locks}.json"
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(corpus(segments, locks)), "utf-8")
    return place, Corpus(*json.loads(place.read_text("utf-8")))


def make_lock(number: int, text: str, scope: LockScope) -> Lock:
    """A lock of this text alone."""
    return Lock(
        id=f"lock{number}@1",
        kind=LockKind.ISI if scope is LockScope.PASSAGE else LockKind.STATEMENT,
        scope=scope,
        policy=LockPolicy.VERBATIM,
        source=(text,),
        reference="bench",
        effective_on=dt.date(2026, 1, 1),
        expires_on=dt.date(2036, 1, 1),
        forms={},
        approved={},
    )


def run_child(python: Path | str, module: str, *arguments: str) -> dict[str, Any]:
    """Runs `python -m module arguments` in a process of its own; the JSON it prints last."""
    done = subprocess.run(
        [str(python), "-m", module, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{module} {arguments}: {done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
