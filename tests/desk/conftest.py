"""A fresh desk per test, copied from one that was migrated once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.desk import verbs
from tests.desk.support import CHEAP, add_people


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("desk") / "migrated.sqlite3"
    verbs.open_desk(path, cost=CHEAP)
    verbs.close_desk()
    return path


@pytest.fixture
def database(migrated, tmp_path) -> Iterator[Path]:
    path = tmp_path / "desk.sqlite3"
    shutil.copy(migrated, path)
    verbs.open_desk(path, cost=CHEAP)
    yield path
    verbs.close_desk()


@pytest.fixture
def desk(database: Path) -> Path:
    """With three people."""
    add_people()
    return database
