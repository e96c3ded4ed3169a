"""The memory of segments: what it saves, and that nothing broken in it counts."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import RejectedError
from pipeline.model.document import SourceDocument
from pipeline.workflow import segments
from pipeline.workflow.project import open_project
from pipeline.workspace import layout

ROOT = Path(__file__).parents[2]
PAGES = [
    SourceDocument(path="a.md", domain="d", data=b"# One\n\nText *here*.\n\n```\nrun it\n```\n"),
    SourceDocument(path="b.html", domain="d", data=b"<p data-lock='x' data-note=n>Two</p>"),
    SourceDocument(path="c.json", domain="d", data=b'{"a_one": "one day", "a_other": "days"}'),
]


@pytest.fixture
def project(tmp_path):
    for name in ("imprimatur.toml", "policy.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return replace(open_project(tmp_path, as_of=dt.date(2026, 12, 1)), verb="extract")


def read(project, pages=PAGES):
    return list(segments.iter_segments(project, pages))


def again(project, pages=PAGES):
    return [item.path for item in read(project, pages) if not item.remembered]


def test_only_what_changed_is_read_again(project):
    first = read(project)
    assert not any(item.remembered for item in first)
    assert read(project) == first
    assert again(project) == []
    moved = replace(PAGES[0], path="moved.md")
    changed = replace(PAGES[1], data=b"<p>Three</p>")
    assert again(project, [moved, changed, PAGES[2]]) == ["moved.md", "b.html"]


@pytest.mark.parametrize(
    "harm",
    [
        "update page set value = x'00'",
        "update page set value = substr(value, 1, 32) || x'5b5d'",
        "update page set value = null",
        "update page set value = 7",
        "update page set key = rowid || 'text'",
        "drop table page",
        "alter table page rename column value to other",
    ],
)
def test_a_broken_entry_is_a_miss(project, harm):
    first = read(project)
    with sqlite3.connect(project.workspace.place_of(layout.SEGMENTS)) as base:
        base.execute(harm)
    base.close()
    found = read(project)
    assert found == first
    assert not any(item.remembered for item in found)


def test_a_store_that_is_none_is_made_anew(project):
    first = read(project)
    place = project.workspace.place_of(layout.SEGMENTS)
    place.write_bytes(b"no database" * 1000)
    assert read(project) == first
    assert read(project) == first
    place.unlink()
    place.mkdir()
    assert read(project) == first


def test_a_dry_run_writes_nothing(project):
    project.workspace.dry_run = True
    read(project)
    assert not project.workspace.place_of(layout.VAR).exists()


def test_refused_documents_are_all_named_and_not_remembered(project):
    bad = [replace(PAGES[1], path=f"{name}.html", data=b"<!-- open") for name in "xy"]
    for _ in range(2):
        with pytest.raises(RejectedError) as caught:
            read(project, [*bad, PAGES[0]])
        assert [fault.path for fault in caught.value.faults] == [
            "source_content/x.html",
            "source_content/y.html",
        ]
