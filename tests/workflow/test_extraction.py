"""What extraction remembers: what it saves, and that nothing broken in it counts."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline.errors import RejectedError
from pipeline.formats.gettext import serialize_template
from pipeline.model.document import SourceDocument
from pipeline.workflow.documents import parse_documents, template_of
from pipeline.workflow.extraction import extract_domain
from pipeline.workflow.notes import Notes
from pipeline.workflow.project import open_project
from pipeline.workflow.registry import read_registry
from pipeline.workflow.remembered import open_memory
from pipeline.workspace import layout

ROOT = Path(__file__).parents[2]
PAGES = [
    SourceDocument(path="a.md", domain="d", data=b"# One\n\nText *here*.\n\n```\nrun it\n```\n"),
    SourceDocument(path="b.html", domain="d", data=b"<p data-lock='x' data-note=n>Two</p>"),
    SourceDocument(path="c.json", domain="d", data=b'{"a_one": "one day", "a_other": "days"}'),
]


@pytest.fixture
def project(tmp_path):
    for name in ("imprimatur.toml", "policy.toml", "policy.toml.seal.json"):
        shutil.copy(ROOT / name, tmp_path / name)
    for name in ("keys", "glossary_lock"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return replace(open_project(tmp_path, as_of=dt.date(2026, 12, 1)), verb="extract")


class Found(NamedTuple):
    data: bytes
    messages: int
    notes: Notes
    read: tuple[str, ...]


def extract(project, pages=PAGES):
    registry = read_registry(project, sealed=False)
    with open_memory(project) as memory:
        made = extract_domain(
            project, project.domains[0], pages, approvals={}, registry=registry, memory=memory
        )
    return Found(b"".join(made.pieces), made.messages, made.notes, made.read)


def same(found, other):
    return found[:3] == other[:3]


def test_only_what_changed_is_read_again(project):
    first = extract(project)
    assert first.read == ("a.md", "b.html", "c.json")
    assert first.notes.held
    assert first.notes.skipped
    assert first.notes.findings
    again = extract(project)
    assert again.read == ()
    assert same(again, first)
    moved = replace(PAGES[0], path="moved.md")
    changed = replace(PAGES[1], data=b"<p>Three</p>")
    assert extract(project, [moved, changed, PAGES[2]]).read == ("moved.md", "b.html")


def test_other_rules_are_another_memory(project):
    extract(project)
    later = replace(project, as_of=dt.date(2040, 1, 1))
    assert extract(later).read == ("a.md", "b.html", "c.json")
    policy = project.workspace.place_of(layout.POLICY)
    policy.write_bytes(policy.read_bytes() + b"# changed\n")
    assert extract(project).read == ("a.md", "b.html", "c.json")


@pytest.mark.parametrize(
    "harm",
    [
        "update made set value = x'00'",
        "update made set value = substr(value, 1, 32) || x'5b5d'",
        "update made set value = null",
        "update made set value = 7",
        "update made set key = rowid || 'text'",
        "drop table made",
        "alter table made rename column value to other",
    ],
)
def test_a_broken_entry_is_a_miss(project, harm):
    first = extract(project)
    with sqlite3.connect(project.workspace.place_of(layout.EXTRACTED)) as base:
        base.execute(harm)
    base.close()
    found = extract(project)
    assert same(found, first)
    assert found.read == first.read


def test_a_store_that_is_none_is_made_anew(project):
    first = extract(project)
    place = project.workspace.place_of(layout.EXTRACTED)
    place.write_bytes(b"no database" * 1000)
    assert same(extract(project), first)
    assert same(extract(project), first)
    place.unlink()
    place.mkdir()
    assert same(extract(project), first)


def test_a_dry_run_writes_nothing(project):
    project.workspace.dry_run = True
    extract(project)
    assert not project.workspace.place_of(layout.VAR).exists()


def test_refused_documents_are_all_named_and_not_remembered(project):
    bad = [replace(PAGES[1], path=f"{name}.html", data=b"<!-- open") for name in "xy"]
    for _ in range(2):
        with pytest.raises(RejectedError) as caught:
            extract(project, [*bad, PAGES[0]])
        assert [fault.path for fault in caught.value.faults] == [
            "source_content/x.html",
            "source_content/y.html",
        ]


@pytest.mark.parametrize("source", [b'{"a": "one day"}', b'{"a_one": "one day", "a_other": "d"}'])
def test_contradicting_plurals_are_refused_as_the_template_refuses_them(project, source):
    first = replace(PAGES[2], data=b'{"a_one": "one day", "a_other": "days", "b": "text"}')
    other = replace(PAGES[2], path="d.json", data=source)
    registry = read_registry(project, sealed=False)
    pages = [first, other]
    parsed = parse_documents(pages)
    faults = None
    try:
        template = template_of(project, project.domains[0], parsed, {}, registry)
        assert extract(project, pages).data == serialize_template(template)
    except RejectedError as error:
        faults = error.faults
    if faults is None:
        return
    with pytest.raises(RejectedError) as caught:
        extract(project, pages)
    assert caught.value.faults == faults
