"""Bad input ends with its exit status, a line per fault, no traceback, and nothing changed."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journey.project import AS_OF, Trial

PO = "locales/es_US/LC_MESSAGES/site.po"
EVIDENCE = "locales/es_US/LC_MESSAGES/site.evidence.jsonl"


_HOLDER = """
import sys, time
from pathlib import Path
from pipeline.workspace.runlock import hold_run_lock
with hold_run_lock(Path(sys.argv[1]), "update"):
    print("held", flush=True)
    time.sleep(60)
"""


def refused(trial: Trial, *arguments: str, status: int, code: str, as_of: str = AS_OF):
    """Runs, insists on status and code, and that nothing changed."""
    before = trial.tree()
    done = trial.run(*arguments, as_of=as_of)
    assert done.status == status, done
    assert f"[{code}]" in done.out + done.err, done
    assert "Traceback" not in done.err
    assert trial.tree() == before
    return done


def edit(trial: Trial, name: str, old: str, new: str) -> None:
    place = trial.path(name)
    text = place.read_text("utf-8")
    assert old in text
    place.write_text(text.replace(old, new, 1), "utf-8")


def test_an_unapproved_document(make_trial):
    trial: Trial = make_trial("sealed")
    trial.path("source_content/site/new.md").write_text("# New\n", "utf-8")
    # the other domain is extracted all the same; the refused one keeps its template (none yet)
    done = trial.run("extract")
    assert done.status == 4
    assert "[approval.missing]" in done.err
    assert not trial.path("locales/site.pot").exists()
    assert trial.path("locales/guide.pot").exists()


def test_a_changed_document_leaves_its_template_alone(make_trial):
    trial: Trial = make_trial("filled")
    edit(trial, "source_content/site/index.md", "Ask", "ask")
    refused(trial, "extract", status=4, code="approval.changed")


def test_an_expired_approval(make_trial):
    refused(make_trial("filled"), "extract", status=4, code="approval.expired", as_of="2030-01-01")


@pytest.mark.parametrize("verb", ["extract", "update", "fill", "pretranslate", "check", "status"])
@pytest.mark.parametrize("how", ["changed", "unsealed", "approved"])
def test_an_unsealed_lock(make_trial, verb: str, how: str):
    trial: Trial = make_trial("filled")
    if how == "unsealed":
        trial.path("glossary_lock/locks.toml.seal.json").unlink()
        refused(trial, verb, status=4, code="seal.missing")
    elif how == "changed":
        edit(trial, "glossary_lock/locks.toml", "allergic", "alergic")
        refused(trial, verb, status=4, code="seal.changed")
    else:
        edit(trial, "glossary_lock/approved/es-US.po", "No tome", "Tome")
        refused(trial, verb, status=4, code="seal.changed")


def test_an_approved_text_slipped_in_beside_the_seal(make_trial):
    trial: Trial = make_trial("filled")
    shutil.copy(
        trial.path("glossary_lock/approved/es-US.po"), trial.path("glossary_lock/approved/fr-CA.po")
    )
    refused(trial, "fill", status=4, code="seal.files")


@pytest.mark.parametrize(
    ("verb", "name"),
    [
        ("extract", "source_content/approvals.toml"),
        ("extract", "policy.toml"),
        ("pretranslate", "policy.toml"),
    ],
)
def test_approvals_or_a_policy_edited_beside_their_seal(make_trial, verb: str, name: str):
    trial: Trial = make_trial("filled")
    old, new = ('version = "1"', 'version = "2"') if name == "policy.toml" else ("MLR-1", "MLR-2")
    edit(trial, name, old, new)
    refused(trial, verb, status=4, code="seal.changed")


def test_a_cut_catalog(make_trial):
    trial: Trial = make_trial("filled")
    data = trial.path(PO).read_bytes()
    cut = data.index(b"No tome ZYLORA") + 9
    trial.path(PO).write_bytes(data[:cut])
    for verb in ("update", "fill", "pretranslate", "check", "status"):
        refused(trial, verb, status=2, code="catalog.truncated")


def test_a_catalog_with_another_count(make_trial):
    trial: Trial = make_trial("filled")
    edit(trial, PO, "X-Units: 4", "X-Units: 5")
    refused(trial, "check", status=2, code="catalog.truncated")


def test_duplicate_entries(make_trial):
    trial: Trial = make_trial("filled")
    text = trial.path(PO).read_text("utf-8")
    last = text.rstrip("\n").split("\n\n")[-1]
    changed = text.replace("X-Units: 4", "X-Units: 5").rstrip("\n") + "\n\n" + last + "\n"
    trial.path(PO).write_text(changed, "utf-8")
    refused(trial, "check", status=2, code="catalog.duplicate")


@pytest.mark.parametrize("name", ["imprimatur.toml", "policy.toml"])
def test_unknown_settings(make_trial, name: str):
    trial: Trial = make_trial("filled")
    place = trial.path(name)
    place.write_text("trust_everything = true\n" + place.read_text("utf-8"), "utf-8")
    kind = "settings" if name.startswith("imp") else "policy"
    refused(trial, "status", status=2, code=f"{kind}.unknown_key")


@pytest.mark.parametrize("tag", ["../../x", "de", "DE_de@x", "-rf", "x" * 300, "es_US", "fr-FR"])
def test_a_locale_that_is_none(make_trial, tag: str):
    refused(make_trial("filled"), "update", f"--locale={tag}", status=2, code="locale.unknown")


def test_two_runs_at_once(make_trial):
    trial: Trial = make_trial("filled")
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            _HOLDER,
            str(trial.folder),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        done = refused(trial, "update", status=4, code="run.locked")
        assert str(holder.pid) in done.err
    finally:
        holder.kill()
        holder.wait()
        if holder.stdout is not None:
            holder.stdout.close()


def test_an_event_that_cannot_be_written_stops_the_commit(make_trial):
    """`ulimit -f` lets the templates through and stops the longer file of events."""
    trial: Trial = make_trial("sealed")
    before = trial.tree()
    done = subprocess.run(
        [
            *("bash", "-c", 'trap "" XFSZ; ulimit -f 1; exec "$@"', "bash"),
            *(sys.executable, "-m", "pipeline", "extract", "--project", str(trial.folder)),
            *("--as-of", AS_OF),
        ],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 5, done
    assert "[disk." in done.stderr
    assert "Traceback" not in done.stderr
    assert trial.tree() == before


def in_small_space(trial: Trial, *arguments: str, blocks: int):
    """Runs in a mount namespace where the project lies on a file system of so many KiB."""
    script = (
        'set -e; mount -t tmpfs -o "size=$1k" tmpfs "$2"; cp -a "$3/." "$2/"; shift 3; '
        'set +e; "$@"; status=$?; rm -f "$OUT"; cp -a "$DIR" "$OUT.d"; exit $status'
    )
    space = trial.root / "small"
    space.mkdir(exist_ok=True)
    return subprocess.run(
        [
            *("unshare", "--mount", "bash", "-c", script, "bash"),
            *(str(blocks), str(space), str(trial.folder)),
            *(sys.executable, "-m", "pipeline", *arguments, "--project", str(space)),
        ],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "DIR": str(space), "OUT": str(trial.root / "after")},
    )


def can_mount() -> bool:
    """Whether this user may make a mount namespace with a file system in it."""
    probe = "mount -t tmpfs tmpfs /mnt"
    done = subprocess.run(
        ["unshare", "--mount", "bash", "-c", probe], capture_output=True, check=False
    )
    return done.returncode == 0


@pytest.mark.skipif(not can_mount(), reason="this user may not mount a small file system")
def test_a_full_disk(make_trial):
    trial: Trial = make_trial("sealed")
    pages = sum(
        -(-place.stat().st_size // 4096) for place in trial.folder.rglob("*") if place.is_file()
    )
    size = 4 * (pages + 3)
    done = in_small_space(trial, "run", "--as-of", AS_OF, blocks=size)
    assert done.returncode == 5, done
    assert "[disk.full]" in done.stderr
    assert "Traceback" not in done.stderr
    after = trial.root / "after.d"
    left = [place.name for place in after.rglob(".imprimatur-*")]
    assert left == []
    shutil.rmtree(trial.folder)
    shutil.copytree(after, trial.folder)
    assert trial.run("run").status == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere: see the next test")
def test_a_folder_nobody_may_write(make_trial):
    trial: Trial = make_trial("sealed")
    trial.folder.chmod(0o555)
    try:
        done = trial.run("run")
        assert done.status == 5
        assert "[disk.permission]" in done.err
    finally:
        trial.folder.chmod(0o755)


@pytest.mark.skipif(not can_mount(), reason="this user may not mount a read-only file system")
def test_a_read_only_disk(make_trial):
    trial: Trial = make_trial("sealed")
    before = trial.tree()
    script = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && exec "$@"'
    done = subprocess.run(
        [
            *("unshare", "--mount", "bash", "-c", script, "bash", str(trial.folder)),
            *(sys.executable, "-m", "pipeline", "run", "--project", str(trial.folder)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 5, done
    assert "[disk." in done.stderr
    assert "Traceback" not in done.stderr
    assert trial.tree() == before


def closed(trial: Trial, code: str, *arguments: str, as_of: str = AS_OF) -> None:
    """The gate is closed with this code, and a release is refused."""
    report = trial.gate(*arguments, as_of=as_of)
    assert report.status == 4, report
    assert f"[{code}]" in report.out, report.out
    assert "Traceback" not in report.err
    before = trial.tree("dist")
    done = trial.run("release", "--trust", str(trial.trust), *arguments, as_of=as_of)
    assert done.status == 4, done
    assert trial.tree("dist") == before


class TestKeyring:
    def test_a_swapped_public_key(self, make_trial):
        trial: Trial = make_trial("released")
        place = trial.path("keys/keyring.json")
        envelope = json.loads(place.read_text("utf-8"))
        payload = json.loads(base64.b64decode(envelope["payload"]))
        payload["keys"][0]["public"] = "11" * 32
        envelope["payload"] = base64.b64encode(json.dumps(payload).encode()).decode()
        place.write_text(json.dumps(envelope), "utf-8")
        closed(trial, "keyring.invalid")

    def test_another_project_s_keyring(self, make_trial):
        from pipeline.signing.demonstration_keyring import demonstration_keyring

        trial: Trial = make_trial("released")
        trial.path("keys/keyring.json").write_bytes(demonstration_keyring("other"))
        closed(trial, "trust.project")

    def test_a_keyring_of_an_attacker_s_own_roots(self, make_trial):
        from dataclasses import replace

        from pipeline.signing.demonstration_keyring import demonstration_trust
        from pipeline.signing.keyring import build_keyring, parse_keyring
        from pipeline.signing.keys import generate

        trial: Trial = make_trial("released")
        place = trial.path("keys/keyring.json")
        keyring = parse_keyring(place.read_bytes(), demonstration_trust("trial"))
        mine = [generate() for _ in range(3)]
        forged = replace(keyring, version=2, roots=tuple(key.public for key in mine))
        place.write_bytes(build_keyring(forged, mine))
        closed(trial, "keyring.unsigned")

    def test_no_trust_no_gate(self, make_trial):
        trial: Trial = make_trial("released")
        trial.trust.unlink()
        closed(trial, "gate.no_trust")


class TestSeals:
    @pytest.mark.parametrize(
        ("name", "old", "new"),
        [
            ("glossary_lock/locks.toml", 'reference = "R-1"', 'reference = "R-9"'),
            ("policy.toml", 'version = "1"', 'version = "2"'),
            ("source_content/approvals.toml", "MLR-1", "MLR-9"),
        ],
    )
    def test_a_changed_file_under_an_old_seal(self, make_trial, name, old, new):
        trial: Trial = make_trial("released")
        edit(trial, name, old, new)
        closed(trial, "seal.changed")

    @pytest.mark.parametrize(
        ("what", "name", "old", "new"),
        [
            ("registry", "glossary_lock/locks.toml", 'reference = "R-2"', 'reference = "R-3"'),
            ("policy", "policy.toml", 'version = "1"', 'version = "2"'),
            ("approvals", "source_content/approvals.toml", "MLR-1", "MLR-2"),
        ],
    )
    @pytest.mark.parametrize("fresh", [False, True], ids=["remembered", "fresh-trust"])
    def test_an_older_sealed_file_put_back(  # noqa: PLR0917 - parameters of the table
        self, make_trial, what, name, old, new, fresh
    ):
        """Refused by the trust file, and where that is new, by the release that lies there."""
        trial: Trial = make_trial("signed")
        kept = trial.path(name).read_bytes(), trial.path(name + ".seal.json").read_bytes()
        edit(trial, name, old, new)
        trial.ok("key", "seal", what)
        trial.run("run")
        assert trial.run("release", "--trust", str(trial.trust)).status == 0
        trial.path(name).write_bytes(kept[0])
        trial.path(name + ".seal.json").write_bytes(kept[1])
        if fresh:
            trial.trust.unlink()
            trial.ok("key", "trust", "--demonstration", "--trust", str(trial.trust))
        closed(trial, "seal.rollback")

    def test_a_seal_of_another_type(self, make_trial):
        trial: Trial = make_trial("released")
        shutil.copy(
            trial.path("policy.toml.seal.json"), trial.path("glossary_lock/locks.toml.seal.json")
        )
        closed(trial, "seal.type")


class TestEvidence:
    def lines(self, trial: Trial, name: str = EVIDENCE) -> list[str]:
        return trial.path(name).read_text("utf-8").splitlines(keepends=True)

    def write(self, trial: Trial, lines: list[str], name: str = EVIDENCE) -> None:
        trial.path(name).write_text("".join(lines), "utf-8")

    def test_removed(self, make_trial):
        trial: Trial = make_trial("released")
        trial.path(EVIDENCE).unlink()
        closed(trial, "seal.rollback", "--locale", "es-US")

    def test_reordered(self, make_trial):
        trial: Trial = make_trial("released")
        first, second, checkpoint = self.lines(trial)
        self.write(trial, [second, first, checkpoint])
        closed(trial, "evidence.order", "--locale", "es-US")

    def test_shortened(self, make_trial):
        trial: Trial = make_trial("released")
        first, _, checkpoint = self.lines(trial)
        self.write(trial, [first, checkpoint])
        closed(trial, "evidence.checkpoint", "--locale", "es-US")

    def test_without_its_checkpoint(self, make_trial):
        trial: Trial = make_trial("released")
        self.write(trial, self.lines(trial)[:2])
        closed(trial, "evidence.cut", "--locale", "es-US")

    def test_replayed_from_another_domain(self, make_trial):
        trial: Trial = make_trial("released")
        shutil.copy(trial.path(EVIDENCE.replace("site.", "guide.")), trial.path(EVIDENCE))
        closed(trial, "evidence.domain", "--locale", "es-US")

    def test_replayed_from_another_locale(self, make_trial):
        trial: Trial = make_trial("released")
        shutil.copy(trial.path(EVIDENCE.replace("es_US", "de_DE")), trial.path(EVIDENCE))
        closed(trial, "evidence.locale", "--locale", "es-US")

    def test_replayed_from_another_time(self, make_trial):
        """An evidence file from before a rejection does not bring the signature back."""
        from tests.journey.project import PASSWORDS

        trial: Trial = make_trial("released")
        older = trial.path(EVIDENCE).read_bytes()
        trial.ok(
            *("review", "reject", "--locale", "es-US", "--domain", "site", "--as", "reviewer"),
            *("--unit", "1", "--reason", "wrong"),
            stdin=PASSWORDS["reviewer"] + "\n",
        )
        trial.ok("review", "collect")
        closed(trial, "gate.unsigned", "--locale", "es-US")
        trial.ok("release", "--trust", str(trial.trust), "--locale", "de-DE")
        trial.path(EVIDENCE).write_bytes(older)
        # The trust file has not seen the newer evidence of es-US in a release: the desk's ledger
        # tells, and so does the next collect.
        trial.ok("review", "collect")
        closed(trial, "gate.unsigned", "--locale", "es-US")

    def test_a_sign_off_added_by_hand(self, make_trial):
        trial: Trial = make_trial("released")
        first, second, checkpoint = self.lines(trial)
        self.write(trial, [first, second, second, checkpoint])
        closed(trial, "evidence.order", "--locale", "es-US")


class TestRelease:
    def test_a_changed_artifact(self, make_trial):
        trial: Trial = make_trial("released")
        place = trial.path("dist/es_US/LC_MESSAGES/site.mo")
        data = bytearray(place.read_bytes())
        data[-3] ^= 4
        place.write_bytes(data)
        done = trial.verify()
        assert done.status == 4
        assert "es_US/LC_MESSAGES/site.mo" in done.err

    def test_files_exchanged_between_locales(self, make_trial):
        trial: Trial = make_trial("released")
        one = trial.path("dist/es_US/LC_MESSAGES/site.mo")
        two = trial.path("dist/de_DE/LC_MESSAGES/site.mo")
        first, second = one.read_bytes(), two.read_bytes()
        one.write_bytes(second)
        two.write_bytes(first)
        assert trial.verify().status == 4

    def test_an_extra_file(self, make_trial):
        trial: Trial = make_trial("released")
        trial.path("dist/es_US/LC_MESSAGES/other.mo").write_bytes(b"x")
        done = trial.verify()
        assert done.status == 4
        assert "release.extra_file" in done.err

    def test_an_expired_release(self, make_trial):
        done = make_trial("released").verify(as_of="2030-01-01")
        assert done.status == 4
        assert "release.expired" in done.err

    def test_an_older_release_served_again(self, make_trial):
        trial: Trial = make_trial("released")
        assert trial.verify().status == 0
        older = trial.root / "older"
        shutil.copytree(trial.path("dist"), older)
        trial.ok("release", "--trust", str(trial.trust), "--locale", "es-US")
        assert trial.verify().status == 0
        done = trial.verify(older)
        assert done.status == 4
        assert "release.rollback" in done.err

    def test_a_demonstration_release_is_not_accepted_unasked(self, make_trial):
        trial: Trial = make_trial("released")
        done = trial.run("verify", str(trial.path("dist")), "--trust", str(trial.trust))
        assert done.status == 4
        assert "release.demonstration" in done.err


def test_a_symbolic_link_in_locales_is_not_followed(make_trial, tmp_path: Path):
    trial: Trial = make_trial("filled")
    outside = tmp_path / "outside"
    shutil.copytree(trial.path("locales/es_US"), outside)
    shutil.rmtree(trial.path("locales/es_US"))
    trial.path("locales/es_US").symlink_to(outside)
    done = trial.run("update")
    assert done.status == 4
    assert "[path.symlink]" in done.err


def test_an_engine_the_policy_does_not_allow(make_trial):
    trial: Trial = make_trial("filled")
    refused(
        trial, "pretranslate", "--engine", "libretranslate", status=4, code="engine.not_allowed"
    )
