"""`python -m pipeline.verify`: exit statuses, hostile folders, memory."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.signing.trust import parse_trust, serialize_trust
from pipeline.verify.__main__ import main
from tests.signing.samples import ARTIFACTS, TRUST, release_of


@pytest.fixture
def release(tmp_path):
    folder = tmp_path / "dist"
    write(folder, release_of())
    (tmp_path / "trust.json").write_bytes(serialize_trust(TRUST))
    return folder


def write(folder, files):
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def run(folder, *options, trust=None, demonstration=True):
    trust = trust or folder.parent / "trust.json"
    flag = ["--demonstration"] if demonstration else []
    return main([str(folder), "--trust", str(trust), "--as-of", "2026-03-01", *flag, *options])


def test_verified_and_remembered(release, capsys):
    assert run(release) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        "Verified: DEMONSTRATION, not for use: betaseron site version 1, 3 files, "
        "valid until before 2026-12-01.\n"
    )
    trust_file = release.parent / "trust.json"
    assert parse_trust(trust_file.read_bytes()).seen["manifest/site"].sequence == 1
    before = trust_file.stat()
    assert run(release) == 0
    assert trust_file.stat().st_mtime_ns == before.st_mtime_ns
    assert names(release.parent) == ["dist", "trust.json"]


def test_rollback_is_refused_the_next_time(release, capsys):
    newer = release.parent / "newer"
    write(newer, release_of(version=2))
    assert run(newer) == 0
    assert run(release) == 4
    assert "[release.rollback]" in capsys.readouterr().err


def test_no_remember(release):
    before = (release.parent / "trust.json").read_bytes()
    assert run(release, "--no-remember") == 0
    assert (release.parent / "trust.json").read_bytes() == before


def test_refused_is_not_remembered(release, capsys):
    before = (release.parent / "trust.json").read_bytes()
    (release / "es_US/ui.json").write_bytes(b"{}")
    assert run(release) == 4
    assert (release.parent / "trust.json").read_bytes() == before
    err = capsys.readouterr().err
    assert "es_US/ui.json: expected 11 bytes, found 2 [release.corrupt]" in err
    assert "NOT VERIFIED: 1 problem(s)" in err


def test_json(release, capsys):
    assert run(release, "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is True
    assert report["demonstration"] is True
    assert report["checked"] == sorted(ARTIFACTS)
    (release / "manifest.json").write_bytes(b"x")
    assert run(release, "--json") == 4
    report = json.loads(capsys.readouterr().out)
    assert report["release"] is None
    assert [problem["code"] for problem in report["problems"]] == ["release.corrupt"]


def test_demonstration_is_refused_without_the_flag(release, capsys):
    assert run(release, demonstration=False) == 4
    assert "[release.demonstration]" in capsys.readouterr().err


def test_today_is_the_default(release):
    assert main([str(release), "--trust", str(release.parent / "trust.json")]) == 4


@pytest.mark.parametrize("kind", ["link", "broken", "folder", "fifo"])
def test_what_is_no_regular_file(release, kind, capsys):
    target = release / "es_US/extra"
    if kind == "fifo":
        os.mkfifo(target)
    else:
        place = {"link": "/etc/hostname", "broken": "/nowhere", "folder": str(release)}[kind]
        target.symlink_to(place)
    assert run(release) == 4
    assert "es_US/extra" in (err := capsys.readouterr().err)
    assert "[release.file_type]" in err


def test_a_link_in_the_place_of_an_artifact(release, capsys):
    real = release.parent / "real"
    (release / "es_US/ui.json").rename(real)
    (release / "es_US/ui.json").symlink_to(real)
    assert run(release) == 4
    err = capsys.readouterr().err
    assert "[release.file_type]" in err
    assert "[release.missing_file]" in err


def test_an_extra_file_in_a_folder_of_its_own(release, capsys):
    write(release, {"x/y/z.js": b"", "\u202etxt.exe": b"", "new\nline": b""})
    assert run(release) == 4
    err = capsys.readouterr().err
    assert err.count("[release.extra_file]") == 3
    assert len(err.splitlines()) == 4
    assert err.isascii()


def test_a_name_that_is_not_utf_8(release, capsys):
    with open(os.fsencode(release) + b"/\xff\xfe", "wb"):  # noqa: PTH123
        pass
    assert run(release, "--json") == 4
    captured = capsys.readouterr()
    assert "[release.extra_file]" in captured.err
    assert json.loads(captured.out)["ok"] is False


def test_folders_without_end(release, capsys):
    folder = release
    for _ in range(70):
        folder /= "d"
    folder.mkdir(parents=True)
    (folder / "x").write_bytes(b"")
    assert run(release) == 4
    assert "[release.extra_file]" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["dist"],
        ["dist", "--trust"],
        ["dist", "--trust", "t", "--as-of", "yesterday"],
        ["dist", "--trust", "t", "--demo"],
        ["dist", "--trust", "t", "--unknown"],
    ],
)
def test_called_wrongly(arguments):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


def test_a_trust_file_that_is_none(release, capsys):
    (release.parent / "trust.json").write_bytes(b"{}")
    assert run(release) == 2
    assert "[trust.invalid]" in capsys.readouterr().err


def test_a_trust_file_that_is_a_folder_or_absent(release, capsys):
    assert run(release, trust=release) == 4
    assert run(release, trust=release / "nothing") == 5
    assert "[release.unreadable]" in capsys.readouterr().err


def test_a_release_that_is_not_there(release, capsys):
    assert run(release / "nothing", trust=release.parent / "trust.json") == 5
    assert "[release.unreadable]" in capsys.readouterr().err


def test_a_trust_file_that_cannot_be_written(release, capsys):
    """A full disk, played by a limit on file sizes: the old file stays, nothing else is left."""
    trust = release.parent / "trust.json"
    before = trust.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        status = run(release)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert status == 5
    assert "File too large [release.unreadable]" in capsys.readouterr().err
    assert trust.read_bytes() == before
    assert names(release.parent) == ["dist", "trust.json"]


def python(*arguments):
    root = Path(__file__).parents[2]
    return subprocess.run([sys.executable, *arguments], cwd=root, capture_output=True, check=False)


def test_it_stands_alone(release):
    """Nothing but standard library, rfc8785, cryptography and five rooms is imported."""
    code = (
        "import sys; from pipeline.verify.__main__ import main; "
        f"status = main([{str(release)!r}, '--trust', {str(release.parent / 'trust.json')!r}, "
        "'--as-of', '2026-03-01', '--demonstration']); "
        "rooms = {name.split('.')[1] for name in sys.modules if name.startswith('pipeline.')}; "
        "assert rooms == {'errors', 'model', 'formats', 'signing', 'verify'}, rooms; "
        "assert not {'django', 'click', 'polib', 'requests'} & set(sys.modules); "
        "raise SystemExit(status)"
    )
    done = python("-c", code)
    assert done.returncode == 0, done.stderr
    done = python("-m", "pipeline.verify", "--help")
    assert done.returncode == 0
    assert b"--trust FILE" in done.stdout
