"""Golden trees for the verbs: `given/`, then each case's command, its output and what it wrote.

A case is a folder `<number>-<verb>` with `command.txt` (the arguments, one command), `output.txt`
(exit status, stdout, stderr) and `expected/` (every file it wrote). A case begins where the one
before it ended. `make golden` rewrites output and trees; review the difference like code.
"""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest

from tests.journey.project import Trial

CASES = Path(__file__).parent
NAMES = sorted(place.name for place in CASES.iterdir() if (place / "command.txt").exists())


def shown(trial: Trial, text: str) -> str:
    """The text without the place where the test happens to run."""
    return text.replace(str(trial.root), "ROOT")


def run_case(journey: Trial, name: str) -> tuple[str, dict[str, bytes]]:
    """The output of a case's command, and every file it wrote."""
    words = shlex.split((CASES / name / "command.txt").read_text("utf-8"))
    before = journey.tree()
    done = journey.run(*(word.replace("ROOT", str(journey.root)) for word in words))
    after = journey.tree()
    assert "Traceback" not in done.err
    assert set(before) <= set(after), f"{name} removed a file"
    output = f"exit status {done.status}\n--- stdout\n{done.out}--- stderr\n{done.err}"
    return shown(journey, output), {
        path: data for path, data in after.items() if before.get(path) != data
    }


def rewrite(case: Path, output: str, written: dict[str, bytes]) -> None:
    shutil.rmtree(case / "expected", ignore_errors=True)
    for path, data in written.items():
        place = case / "expected" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    (case / "output.txt").write_text(output, "utf-8")


def test_every_case_in_order(tmp_path: Path, request: pytest.FixtureRequest):
    journey = Trial(tmp_path)
    shutil.copytree(CASES / "given", journey.folder)
    assert NAMES
    for name in NAMES:
        output, written = run_case(journey, name)
        case = CASES / name
        if request.config.getoption("--golden"):
            rewrite(case, output, written)
            continue
        expected = {
            place.relative_to(case / "expected").as_posix(): place.read_bytes()
            for place in (case / "expected").rglob("*")
            if place.is_file()
        }
        assert sorted(written) == sorted(expected), name
        for path, data in written.items():
            assert data == expected[path], f"{name}: {path}"
        assert output == (case / "output.txt").read_text("utf-8"), name
