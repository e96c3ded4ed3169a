from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journey.project import Trial, seal_project, write_project


@pytest.fixture(scope="session")
def filled_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project, sealed and run: made once, copied by each test."""
    trial = Trial(tmp_path_factory.mktemp("filled") / "site")
    write_project(trial)
    seal_project(trial)
    assert trial.run("run").status in {0, 3}
    return trial.root


@pytest.fixture
def trial(filled_project: Path, tmp_path: Path) -> Trial:
    """A fresh copy of the project with its catalogs filled."""
    shutil.copytree(filled_project, tmp_path / "copy")
    return Trial(tmp_path / "copy")


@pytest.fixture
def make_filled(filled_project: Path, tmp_path: Path) -> Callable[[], Trial]:
    """A function that gives fresh copies."""

    def make() -> Trial:
        place = tmp_path / f"copy{len(list(tmp_path.iterdir()))}"
        shutil.copytree(filled_project, place)
        return Trial(place)

    return make
