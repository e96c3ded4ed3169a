"""A project's files: atomic, only if changed, never outside, never through a link."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

import pytest

from pipeline.errors import EnvironmentFailedError, RefusedError, RejectedError
from pipeline.model.digest import Digest
from pipeline.workspace.files import Workspace
from pipeline.workspace.shelf import Shelf


def test_a_commit_writes_what_was_staged_and_names_it(tmp_path: Path):
    workspace = Workspace(tmp_path)
    workspace.stage("locales/a.pot", b"one")
    assert workspace.read("locales/a.pot") == b"one"
    assert not (tmp_path / "locales").exists()
    assert workspace.commit() == ("locales/a.pot",)
    assert (tmp_path / "locales/a.pot").read_bytes() == b"one"


def test_equal_bytes_are_not_written_again(tmp_path: Path):
    (tmp_path / "a").write_bytes(b"x")
    before = (tmp_path / "a").stat()
    workspace = Workspace(tmp_path)
    workspace.stage("a", b"x")
    assert workspace.commit() == ()
    after = (tmp_path / "a").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_dry_run_names_the_change_and_makes_none(tmp_path: Path):
    workspace = Workspace(tmp_path, dry_run=True)
    workspace.stage("a", b"x")
    assert workspace.commit() == ("a",)
    workspace.append("b", [b"line"])
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_changed_since_it_was_read_refuses_the_commit(tmp_path: Path):
    (tmp_path / "in").write_bytes(b"1")
    workspace = Workspace(tmp_path)
    workspace.read("in")
    workspace.stage("out", b"made from 1")
    (tmp_path / "in").write_bytes(b"2")
    with pytest.raises(RefusedError) as caught:
        workspace.commit()
    assert caught.value.code == "input.changed"
    assert not (tmp_path / "out").exists()


def test_a_file_that_appeared_since_it_was_missed_refuses_the_commit(tmp_path: Path):
    workspace = Workspace(tmp_path)
    assert workspace.read_if_there("in") is None
    workspace.stage("out", b"made without it")
    (tmp_path / "in").write_bytes(b"2")
    with pytest.raises(RefusedError, match=r"input\.changed"):
        workspace.commit()


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "a/../../x", "", "a\0b"])
def test_no_path_leaves_the_project(tmp_path: Path, path: str):
    with pytest.raises(RefusedError, match=r"path\.outside"):
        Workspace(tmp_path).stage(path, b"")


def test_no_symbolic_link_is_followed(tmp_path: Path):
    outside = tmp_path / "outside"
    outside.mkdir()
    root = tmp_path / "project"
    (root / "locales").mkdir(parents=True)
    (root / "locales/es_US").symlink_to(outside)
    workspace = Workspace(root)
    for act in (
        lambda: workspace.stage("locales/es_US/a.po", b""),
        lambda: workspace.read("locales/es_US/a.po"),
        lambda: workspace.files("locales"),
    ):
        with pytest.raises(RefusedError, match=r"path\.symlink"):
            act()


def test_a_full_disk_changes_nothing_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "a").write_bytes(b"old a")
    workspace = Workspace(tmp_path)
    workspace.stage("a", b"new a")
    workspace.stage("b", b"new b")
    synced = []

    def full(descriptor: int) -> None:
        synced.append(descriptor)
        if len(synced) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EnvironmentFailedError) as caught:
        workspace.commit()
    assert caught.value.code == "disk.full"
    assert caught.value.exit_status == 5
    assert [(place.name, place.read_bytes()) for place in tmp_path.iterdir()] == [("a", b"old a")]


def test_what_a_killed_run_left_is_not_data_and_is_swept(tmp_path: Path):
    (tmp_path / "locales").mkdir()
    left = tmp_path / "locales/.imprimatur-a.po.tmp"
    left.write_bytes(b"half")
    workspace = Workspace(tmp_path)
    assert workspace.files("locales") == []
    workspace.sweep()
    assert not left.exists()


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(RejectedError) as caught:
        Workspace(tmp_path).read("policy.toml")
    assert str(caught.value) == "policy.toml: this file is missing [file.missing]"


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path):
    with (tmp_path / "big").open("wb") as stream:
        stream.truncate(10**12)
    with pytest.raises(RejectedError, match=r"limit\.file"):
        Workspace(tmp_path).read_if_there("big", limit=1000)


def many(size: int = 40):
    return (bytes([number]) * 100_000 for number in range(size))


def test_bytes_in_pieces_are_committed_read_and_compared(tmp_path: Path):
    whole = b"".join(many())
    workspace = Workspace(tmp_path)
    workspace.stage("a", many())
    assert workspace.read("a") == whole
    assert dict(workspace.staged()) == {"a": whole}
    assert workspace.staged_digest("a") == Digest.of(whole)
    assert workspace.commit() == ("a",)
    assert (tmp_path / "a").read_bytes() == whole
    workspace.stage("a", many())
    assert workspace.commit() == ()
    (tmp_path / "a").write_bytes(whole[:-1] + b"x")
    workspace = Workspace(tmp_path)
    workspace.stage("a", many())
    assert workspace.commit() == ("a",)
    assert workspace.digest_on_disk("a") == Digest.of(whole)


def test_a_shelf_gives_back_what_it_was_given():
    shelf = Shelf()
    for text in many():
        shelf.add(text)
    assert [shelf.text(number) for number in (39, 0, 7)] == [
        bytes([number]) * 100_000 for number in (39, 0, 7)
    ]
    shelf.add(b"more")
    assert (shelf.text(40), shelf.text(8)) == (b"more", bytes([8]) * 100_000)


def test_no_room_for_temporary_files_is_said(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(EnvironmentFailedError, match=r"disk\.failed"):
        Workspace(tmp_path).stage("a", many())
    with pytest.raises(EnvironmentFailedError, match=r"disk\.failed"):
        Shelf().add(b"x" * 4_000_000)
