from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.journey.project import Trial, seal_project, sign_project, write_project


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same project written, run, signed and released: made once, copied by each test."""
    top = tmp_path_factory.mktemp("stages")
    trial = Trial(top / "now")
    write_project(trial)
    seal_project(trial)
    kept = {}

    def keep(name: str) -> None:
        kept[name] = top / name
        shutil.copytree(trial.root, kept[name])

    keep("sealed")
    trial.ok("run")
    keep("filled")
    sign_project(trial)
    keep("signed")
    trial.ok("release", "--trust", str(trial.trust))
    keep("released")
    return kept


@pytest.fixture
def make_trial(stages: dict[str, Path], tmp_path: Path):
    """A function that gives a fresh copy of the project at a stage."""

    def make(stage: str) -> Trial:
        root = tmp_path / stage
        shutil.copytree(stages[stage], root)
        return Trial(root)

    return make
