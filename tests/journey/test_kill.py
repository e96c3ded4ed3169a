"""A killed run changes nothing by halves: the next one gives the bytes of an undisturbed run.

strace kills the process at the n-th call of a kind that writes. `make faults` sweeps every call of
every verb; `make test` takes some.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journey.project import AS_OF, PASSWORDS, Trial

CALLS = "rename,fsync,unlink"
FULL = "IMPRIMATUR_SWEEP" in os.environ


def can_trace() -> bool:
    """Whether strace is here and may trace."""
    if shutil.which("strace") is None:
        return False
    done = subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False)
    return done.returncode == 0


pytestmark = pytest.mark.skipif(not can_trace(), reason="strace is missing or may not trace here")

VERBS = {
    "run": ("sealed", ["run"]),
    "collect": ("ready", ["review", "collect"]),
    "release": ("signed", ["release", "--trust", "TRUST"]),
}


def command(trial: Trial, arguments: list[str]) -> list[str]:
    words = [str(trial.trust) if word == "TRUST" else word for word in arguments]
    return [
        *(sys.executable, "-m", "pipeline", *words),
        *("--project", str(trial.folder), "--as-of", AS_OF),
    ]


def count_calls(trial: Trial, arguments: list[str]) -> dict[str, int]:
    """How often an undisturbed run makes each call."""
    log = trial.root / "trace"
    subprocess.run(
        ["strace", "-f", "-o", str(log), "-e", f"trace={CALLS}", *command(trial, arguments)],
        capture_output=True,
        check=True,
    )
    text = log.read_text("utf-8", "replace")
    return {call: text.count(f" {call}(") for call in CALLS.split(",")}


def kill_at(trial: Trial, arguments: list[str], call: str, number: int) -> bool:
    """Whether the process was killed: SQLite may make a call or two fewer in another run."""
    done = subprocess.run(
        [
            *("strace", "-f", "-o", os.devnull, "-e", f"trace={call}"),
            *("-e", f"inject={call}:signal=SIGKILL:when={number}"),
            *command(trial, arguments),
        ],
        capture_output=True,
        check=False,
    )
    return done.returncode != 0


def ready(make_trial) -> Trial:
    """A project whose desk holds two signatures that were not collected yet."""
    trial: Trial = make_trial("filled")
    for username, role in (("linguist", "linguist"), ("reviewer", "regulatory_reviewer")):
        trial.ok(
            *("review", "person", "add", username, "--name", role, "--role", f"{role}:es-US"),
            stdin=PASSWORDS[username] + "\n",
        )
    trial.ok("review", "send", "--locale", "es-US")
    where = ("--locale", "es-US", "--domain", "site")
    sheet = str(trial.root / "sheet.html")
    trial.ok("review", "sheet", *where, "--out", sheet)
    trial.ok(
        *("review", "sign", *where, "--sheet", sheet, "--as", "linguist"),
        *("--meaning", "linguistic_review"),
        stdin=PASSWORDS["linguist"] + "\n",
    )
    return trial


@pytest.mark.parametrize("verb", VERBS)
def test_the_next_run_gives_the_bytes_of_an_undisturbed_one(make_trial, tmp_path: Path, verb: str):
    stage, arguments = VERBS[verb]
    start: Trial = ready(make_trial) if stage == "ready" else make_trial(stage)
    whole = Trial(tmp_path / "whole")
    shutil.copytree(start.root, whole.root)
    counts = count_calls(whole, arguments)
    assert counts["rename"] >= 1
    expected = whole.tree()
    killed = 0
    for call, count in counts.items():
        numbers = range(1, count + 1) if FULL else sorted({1, (count + 1) // 2, count} - {0})
        for number in numbers:
            broken = Trial(tmp_path / f"{call}-{number}")
            shutil.copytree(start.root, broken.root)
            killed += kill_at(broken, arguments, call, number)
            if verb == "release":  # one commit: every file is the old one or the new one
                for name, data in broken.tree().items():
                    if not Path(name).name.startswith(".imprimatur-"):
                        former = start.folder / name
                        known = {former.read_bytes() if former.exists() else None}
                        assert data in known | {expected.get(name)}, (call, number, name)
            again = subprocess.run(
                command(broken, arguments), capture_output=True, text=True, check=False
            )
            assert again.returncode == 0, (call, number, again.stderr)
            if verb != "collect":  # evidence carries the time of its sealing
                assert broken.tree() == expected, (call, number)
            else:
                assert broken.tree().keys() == expected.keys()
                assert broken.gate("--locale", "es-US").out.count("evidence verifies") == 1
            shutil.rmtree(broken.root)
    assert killed >= 5
