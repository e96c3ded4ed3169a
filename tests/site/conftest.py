"""A signed site, made once and copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from pipeline.desk import verbs
from tests.site.make import Site, make_site


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    site = make_site(tmp_path_factory.mktemp("finished"))
    site.sign_all()
    verbs.close_desk()
    return site.root.parent


@pytest.fixture
def signed(finished, tmp_path) -> Iterator[Site]:
    """Every unit of es-US is signed by two people: its gate is open."""
    folder = tmp_path / "copy"
    shutil.copytree(finished, folder)
    yield Site(folder / "site")
    verbs.close_desk()


@pytest.fixture
def desk_closed() -> Iterator[None]:
    yield
    verbs.close_desk()
