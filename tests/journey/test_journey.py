"""From source to a verified release, and the laws of the whole on the way."""

from __future__ import annotations

import gettext
import json
import shutil
from pathlib import Path

import click
import pytest

from pipeline.cli import cli
from tests.journey.project import DOMAINS, LOCALES, PASSWORDS, Trial, call


def test_a_signed_project_is_released_and_verified(make_trial):
    trial: Trial = make_trial("signed")
    assert trial.gate().status == 0
    trial.ok("release", "--trust", str(trial.trust))
    assert trial.verify().status == 0
    found = gettext.translation("site", str(trial.path("dist")), languages=["es_US"])
    assert (
        found.gettext("Do not take ZYLORA if you are allergic to it.")
        == "No tome ZYLORA si es alérgico a este medicamento."
    )
    page = trial.path("dist/de_DE/pages/site/index.md").read_text("utf-8")
    assert "- Nehmen Sie ZYLORA nicht ein, wenn Sie dagegen allergisch sind.\n" in page
    strings = json.loads(trial.path("dist/es_US/pages/guide/app.json").read_text("utf-8"))
    assert {"greetLine", "day_one", "day_many", "day_other"} == set(strings)


@pytest.mark.parametrize("verb", ["extract", "update", "fill", "pretranslate", "run"])
def test_a_second_run_changes_no_byte(make_trial, verb: str):
    trial: Trial = make_trial("signed")
    before = trial.tree()
    done = trial.run(verb)
    assert done.status in {0, 3}, done
    assert trial.tree() == before


def test_collect_release_and_seal_are_idempotent(make_trial):
    trial: Trial = make_trial("released")
    before = trial.tree()
    trial.ok("review", "send")
    trial.ok("review", "collect")
    trial.ok("release", "--trust", str(trial.trust))
    for what in ("approvals", "registry", "policy"):
        trial.ok("key", "seal", what)
    assert trial.tree() == before


@pytest.mark.parametrize("stage", ["sealed", "filled", "signed"])
def test_a_dry_run_writes_nothing(make_trial, stage: str):
    trial: Trial = make_trial(stage)
    verbs: list[tuple[str, ...]]
    if stage == "sealed":
        shutil.rmtree(trial.path("locales"), ignore_errors=True)
        verbs = [("extract",)]
    elif stage == "filled":
        verbs = [("update",), ("fill",), ("pretranslate",), ("compile", "--preview")]
    else:
        verbs = [("compile",), ("release", "--trust", str(trial.trust))]
    before, trust = trial.tree(), trial.trust.read_bytes()
    for verb in verbs:
        done = trial.run(*verb, "--dry-run")
        assert done.status in {0, 3}, done
    assert (trial.tree(), trial.trust.read_bytes()) == (before, trust)


def test_a_rehearsal_at_the_desk_leaves_no_trace(make_trial, tmp_path: Path):
    trial: Trial = make_trial("signed")
    before = trial.ok("ledger", "show", "--desk").out
    trial.ok(
        *("review", "person", "add", "third", "--name", "Third", "--role", "linguist:es-US"),
        "--dry-run",
        stdin="a passphrase for nothing\n",
    )
    trial.ok("review", "send", "--dry-run")
    where = ("--locale", "es-US", "--domain", "site")
    sheet = tmp_path / "sheet.html"
    trial.ok("review", "sheet", *where, "--out", str(sheet), "--dry-run")
    assert not sheet.exists()
    reject = ("review", "reject", *where, "--as", "reviewer", "--unit", "1", "--reason", "x")
    done = trial.ok(*reject, "--dry-run")
    assert "1. About ZYLORA" in done.out
    trial.ok("review", "collect", "--dry-run")
    assert trial.ok("ledger", "show", "--desk").out == before
    assert "third" not in trial.ok("review", "person", "list").out


def test_every_verb_that_writes_has_a_dry_run():
    context = cli.make_context("imprimatur", ["status"])

    def commands(command, name):
        if isinstance(command, click.Group):
            for part in command.list_commands(context):
                yield from commands(command.get_command(context, part), f"{name} {part}")
        else:
            yield name.strip(), command

    reading = {
        *("status", "check", "gate", "verify", "explain", "memory search", "review serve"),
        *("lock list", "lock lint", "ledger verify", "ledger show", "key list"),
        *(
            "key seals",
            "review waivers",
            "review person list",
            "memory concordance",
            "memory stats",
            "lock impact",
            "lock drift",
        ),
    }
    without = {
        name
        for name, command in commands(cli, "")
        if not any("--dry-run" in option.opts for option in command.params)
    }
    assert without == reading


def test_two_releases_of_one_state_are_the_same_bytes(make_trial, tmp_path: Path):
    first: Trial = make_trial("signed")
    second = Trial(tmp_path / "elsewhere")
    shutil.copytree(first.root, second.root)
    for trial in (first, second):
        trial.ok("release", "--trust", str(trial.trust))
    assert first.tree("dist") == second.tree("dist")


def test_what_is_not_final_carries_fuzzy_and_is_in_no_mo(make_trial):
    trial: Trial = make_trial("filled")
    text = trial.path("locales/es_US/LC_MESSAGES/site.po").read_text("utf-8")
    entries = [entry for entry in text.split("\n\n")[1:] if '\nmsgstr ""' not in entry]
    assert entries
    assert all("#, fuzzy" in entry for entry in entries)
    done = trial.run("compile")
    assert done.status == 3
    assert "page.incomplete" in done.err
    found = gettext.translation("site", str(trial.path("dist")), languages=["es_US"])
    assert found.gettext("About ZYLORA") == "About ZYLORA"


def test_a_signed_text_whose_lock_has_expired_is_not_final(make_trial):
    """Dates are outside the digest: the signatures stand, and still the text may not ship."""
    trial: Trial = make_trial("signed")
    rows = json.loads(trial.run("status", "--json", as_of="2035-01-01").out)["catalogs"]
    site = next(row for row in rows if (row["domain"], row["locale"]) == ("site", "es-US"))
    assert site["final"] < site["units"]
    done = trial.run("compile", as_of="2035-01-01")
    assert "page.incomplete" in done.err
    found = gettext.translation("site", str(trial.path("dist")), languages=["es_US"])
    source = "Do not take ZYLORA if you are allergic to it."
    assert found.gettext(source) == source
    assert found.gettext("Ask your nurse about the <1>next</1> visit.") != (
        "Ask your nurse about the <1>next</1> visit."
    )


def test_a_preview_is_marked_and_stays_out_of_dist(make_trial):
    trial: Trial = make_trial("filled")
    trial.ok("compile", "--preview")
    assert not trial.path("dist").exists()
    page = trial.path("var/preview/es_US/pages/site/index.md").read_text("utf-8")
    assert "No tome ZYLORA" in page
    assert "not released" in page.lower() or "unreleased" in page.lower()


def test_a_changed_source_voids_only_what_it_touches(make_trial):
    trial: Trial = make_trial("signed")
    place = trial.path("source_content/site/index.md")
    place.write_text(place.read_text("utf-8").replace("next** visit", "following** visit"), "utf-8")
    done = trial.run("extract")
    assert done.status == 4
    assert "approval.changed" in done.err
    cost = json.loads(trial.run("approve", "--dry-run", "--json").out)["costs"]
    assert {item["signatures"] for item in cost if item["domain"] == "site"} == {2}
    assert {item["signatures"] for item in cost if item["domain"] == "guide"} == {0}
    trial.ok("approve", "--reference", "MLR-2", "--by", "Approver", "--expires", "2030-01-01")
    trial.ok("key", "seal", "approvals")
    trial.run("run")
    status = json.loads(trial.run("status", "--json").out)["catalogs"]
    final = {(row["domain"], row["locale"]): (row["units"], row["final"]) for row in status}
    assert final["site", "es-US"] == (4, 3)
    assert final["guide", "es-US"] == (2, 2)


def test_an_edited_signed_target_is_seen_everywhere(make_trial):
    trial: Trial = make_trial("released")
    place = trial.path("locales/es_US/LC_MESSAGES/site.po")
    text = place.read_text("utf-8")
    place.write_text(text.replace('msgstr "No tome ZYLORA', 'msgstr "No use ZYLORA'), "utf-8")
    report = trial.gate("--locale", "es-US")
    assert report.status == 4
    assert "gate.unsigned" in report.out
    assert "lock.mismatch" in report.out
    assert "fuzzy.missing" in report.out
    assert trial.run("release", "--trust", str(trial.trust)).status == 4
    assert "unit.edited_after_signing" in trial.run("update").err


def test_the_vendor_way_out_and_back(make_trial, tmp_path: Path):
    trial: Trial = make_trial("filled")
    trial.ok("handoff", "export", "--locale", "de-DE", "--out", str(tmp_path / "out"))
    package = tmp_path / "out/site.de_DE.po"
    text = package.read_text("utf-8")
    blocks = text.split("\n\n")
    for number, block in enumerate(blocks):
        if 'msgid "About ZYLORA"' in block:
            head, _, _ = block.partition("msgstr ")
            blocks[number] = head.replace("#, fuzzy\n", "") + 'msgstr "Über ZYLORA"'
        if 'msgid "Do not take ZYLORA' in block:
            head, _, _ = block.partition("msgstr ")
            head = head.replace("#, fuzzy, read-only\n", "")
            blocks[number] = head + 'msgstr "Nehmen Sie ZYLORA nie ein."'
    package.write_text("\n\n".join(blocks), "utf-8")
    before = trial.path("locales/de_DE/LC_MESSAGES/site.po").read_text("utf-8")
    done = trial.run("handoff", "ingest", str(package), "--vendor", "ACME Sprachen")
    assert done.status == 3
    assert "lock.write" in done.out
    after = trial.path("locales/de_DE/LC_MESSAGES/site.po").read_text("utf-8")
    assert 'msgstr "Über ZYLORA"' in after
    assert "# origin: vendor ACME Sprachen " in after
    assert "Nehmen Sie ZYLORA nie ein." not in after
    changed = set(after.splitlines()) - set(before.splitlines())
    assert {line.split(" ", 2)[0] for line in changed} <= {"msgstr", "#"}


def test_four_eyes_and_passwords(make_trial):
    trial: Trial = make_trial("filled")
    trial.ok(
        *("review", "person", "add", "both", "--name", "One person"),
        *("--role", "linguist:es-US", "--role", "regulatory_reviewer:es-US"),
        stdin=PASSWORDS["linguist"] + "\n",
    )
    trial.ok("review", "send", "--locale", "es-US")
    where = ("--locale", "es-US", "--domain", "site")
    sheet = str(trial.root / "sheet.html")
    trial.ok("review", "sheet", *where, "--out", sheet)
    sign = ("review", "sign", *where, "--as", "both", "--sheet", sheet, "--meaning")
    wrong = trial.run(*sign, "linguistic_review", stdin="a wrong passphrase\n")
    assert wrong.status == 4
    trial.ok(*sign, "linguistic_review", stdin=PASSWORDS["linguist"] + "\n")
    second = trial.run(
        *sign, "medical_legal_regulatory_approval", stdin=PASSWORDS["linguist"] + "\n"
    )
    assert second.status == 4
    assert "review.four_eyes" in second.err


def test_a_ceremony_keeps_the_policy_s_limit(make_trial):
    trial: Trial = make_trial("filled")
    place = trial.path("policy.toml")
    place.write_text(place.read_text("utf-8") + "[limits]\nceremony_units = 3\n", "utf-8")
    trial.ok("key", "seal", "policy")
    trial.ok(
        *("review", "person", "add", "linguist", "--name", "L", "--role", "linguist:es-US"),
        stdin=PASSWORDS["linguist"] + "\n",
    )
    trial.ok("review", "send", "--locale", "es-US")
    where = ("--locale", "es-US", "--domain", "site")
    sheet = str(trial.root / "sheet.html")
    trial.ok("review", "sheet", *where, "--out", sheet)
    sign = [*("review", "sign", *where, "--as", "linguist", "--sheet", sheet)]
    sign += ["--meaning", "linguistic_review", "--json"]
    word = PASSWORDS["linguist"] + "\n"
    named = [part for number in "1234" for part in ("--unit", number)]
    assert trial.run(*sign, *named, stdin=word).status == 2
    first = json.loads(trial.ok(*sign, stdin=word).out)
    second = json.loads(trial.ok(*sign, stdin=word).out)
    assert [(part["units"], part["left"]) for part in (first, second)] == [(3, 1), (1, 0)]


def test_a_rejection_takes_a_signed_unit_back(make_trial):
    trial: Trial = make_trial("released")
    trial.ok(
        *("review", "reject", "--locale", "es-US", "--domain", "site", "--as", "reviewer"),
        *("--unit", "1", "--reason", "the brand must come first"),
        stdin=PASSWORDS["reviewer"] + "\n",
    )
    trial.ok("review", "collect")
    report = trial.gate("--locale", "es-US")
    assert report.status == 4
    assert "gate.unsigned" in report.out
    assert trial.gate("--locale", "de-DE").status == 0


def test_status_counts_add_up(make_trial):
    rows = json.loads(make_trial("signed").run("status", "--json").out)["catalogs"]
    assert [(row["domain"], row["locale"]) for row in rows] == [
        (domain, locale) for domain in DOMAINS for locale in LOCALES
    ]
    for row in rows:
        parts = ("memory", "engine", "carried", "people", "open", "held")
        filled = row["units"] - sum(row[part] for part in parts)
        assert filled == row["locked"]
        assert row["final"] == row["units"]
        assert row["blocks"] == []


def test_the_ledger_verifies_and_shows_what_happened(make_trial):
    trial: Trial = make_trial("released")
    trial.ok("ledger", "verify")
    events = [json.loads(line) for line in trial.ok("ledger", "show", "--desk").out.splitlines()]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert {"events.imported", "user.created", "unit.created", "signature.created"} <= {
        event["action"] for event in events
    }
    own = trial.ok("ledger", "show").out.splitlines()
    imported = [
        line
        for event in events
        if event["action"] == "events.imported"
        for line in event["after"]["lines"]
    ]
    assert imported == own[: len(imported)]
    assert trial.ok("review", "send", "--json").out.count('"events": ') == 1


def test_events_that_were_cut_after_an_import_are_refused(make_trial):
    trial: Trial = make_trial("signed")
    place = trial.path("var/events/events.jsonl")
    lines = place.read_bytes().splitlines(keepends=True)
    place.write_bytes(b"".join(lines[:2]))
    done = trial.run("review", "send")
    assert done.status == 4
    assert "[ledger.anchor]" in done.err
    place.write_bytes(b"".join([lines[1], lines[0], *lines[2:]]))
    done = trial.run("review", "send")
    assert done.status == 4
    assert "[ledger.broken]" in done.err


def test_a_new_project_begins_with_init(tmp_path: Path):
    folder = tmp_path / "fresh"
    folder.mkdir()
    done = call(["init", "site", "--locale", "fr-CA", "--project", str(folder)])
    assert done.status == 0
    assert call(["init", "site", "--locale", "fr-CA", "--project", str(folder)]).status == 4
    where = ["--project", str(folder)]
    approve = ["approve", "--reference", "R", "--by", "A", "--expires", "2099-01-01", *where]
    assert call(approve).status == 0
    for what in ("approvals", "registry", "policy"):
        assert call(["key", "seal", what, *where]).status == 0
    assert call(["run", *where]).status == 0
    assert (folder / "locales/fr_CA/LC_MESSAGES/site.po").exists()
