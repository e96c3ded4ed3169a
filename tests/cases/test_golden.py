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


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """The project that all cases act on, in order."""
    trial = Trial(tmp_path_factory.mktemp("golden"))
    shutil.copytree(CASES / "given", trial.folder)
    return trial


def shown(trial: Trial, text: str) -> str:
    """The text without the place where the test happens to run."""
    return text.replace(str(trial.root), "ROOT")


@pytest.mark.xdist_group("golden")
@pytest.mark.parametrize("name", NAMES)
def test_case(journey: Trial, name: str, request: pytest.FixtureRequest):
    case = CASES / name
    words = shlex.split((case / "command.txt").read_text("utf-8"))
    before = journey.tree()
    done = journey.run(*(word.replace("ROOT", str(journey.root)) for word in words))
    after = journey.tree()
    assert "Traceback" not in done.err
    output = shown(
        journey, f"exit status {done.status}\n--- stdout\n{done.out}--- stderr\n{done.err}"
    )
    written = {path: data for path, data in after.items() if before.get(path) != data}
    assert set(before) <= set(after), "a case removed a file"
    if request.config.getoption("--golden"):
        shutil.rmtree(case / "expected", ignore_errors=True)
        for path, data in written.items():
            place = case / "expected" / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        (case / "output.txt").write_text(output, "utf-8")
        return
    expected = {
        place.relative_to(case / "expected").as_posix(): place.read_bytes()
        for place in (case / "expected").rglob("*")
        if place.is_file()
    }
    assert sorted(written) == sorted(expected)
    for path, data in written.items():
        assert data == expected[path], path
    assert output == (case / "output.txt").read_text("utf-8")
