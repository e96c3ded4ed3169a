"""What `pretranslate` tells the reviewer: signals per draft, and how much people changed."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from pipeline.formats.gettext import parse_catalog, serialize_catalog
from pipeline.model.message import Message, MessageKey
from pipeline.workflow.quality import signal_key
from tests.journey.project import AS_OF, PASSWORDS

SIDECAR = "var/quality/es-US/site.json"
CATALOG = "locales/es_US/LC_MESSAGES/site.po"
BACK = '[back_translation]\nes-US = "pseudo"\n'


def turn_on(trial, text=BACK):
    settings = trial.path("imprimatur.toml")
    settings.write_text(settings.read_text("utf-8") + text, "utf-8")


def entries(trial):
    return json.loads(trial.path(SIDECAR).read_bytes())["units"]


def egress(trial):
    lines = trial.path("var/events/egress.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


class TestBackTranslation:
    def test_it_is_off_unless_the_settings_name_an_engine(self, make_trial):
        trial = make_trial("sealed")
        trial.ok("run")
        assert entries(trial)
        assert not any("back" in entry for entry in entries(trial).values())

    def test_every_draft_comes_back_and_what_left_is_recorded(self, make_trial):
        trial, plain = make_trial("sealed"), make_trial("filled")
        turn_on(trial)
        trial.ok("run")
        assert trial.tree("locales") == plain.tree("locales")
        assert all(entry["back"] for entry in entries(trial).values())
        assert all(0 <= entry["back_similarity"] <= 100 for entry in entries(trial).values())
        returned = [line["text"] for line in egress(trial) if line["text"].startswith("\u27e6")]
        assert len(returned) == len({*returned}) > 2
        assert not any("ZYLORA" in line["text"] for line in egress(trial))

    def test_the_policy_must_allow_its_engine(self, make_trial):
        trial = make_trial("sealed")
        turn_on(trial, BACK.replace("pseudo", "deepl"))
        trial.ok("extract")
        trial.ok("update")
        done = trial.ok("pretranslate", status=4)
        assert "engine.not_allowed" in done.err

    def test_a_locale_that_is_not_the_projects_is_rejected(self, make_trial):
        trial = make_trial("sealed")
        turn_on(trial, BACK.replace("es-US", "fr-FR"))
        assert "locale.unknown" in trial.ok("status", status=2).err

    def test_a_dry_run_names_the_engine_and_sends_nothing(self, make_trial):
        trial = make_trial("sealed")
        turn_on(trial)
        trial.ok("extract")
        trial.ok("update")
        done = trial.ok("pretranslate", "--dry-run", "--locale", "es-US")
        assert "then be sent to pseudo" in done.out
        assert not trial.path("var/events/egress.jsonl").exists()


class TestSignals:
    def test_the_weakest_draft_comes_first(self, make_trial):
        trial = make_trial("sealed")
        turn_on(trial)
        trial.ok("run")
        rows = json.loads(trial.ok("pretranslate", "--signals", "--json").out)["drafts"]
        back = [row["back_similarity"] for row in rows if row["locale"] == "es-US"]
        assert back == sorted(back)
        assert len(back) > 3
        shown = trial.ok("pretranslate", "--signals", "--locale", "es-US").out
        assert rows[0]["source"][:40] in shown

    def test_a_draft_that_somebody_changed_is_no_longer_listed(self, make_trial):
        trial = make_trial("filled")
        before = json.loads(trial.ok("pretranslate", "--signals", "--json").out)["drafts"]
        change_one(trial)
        after = json.loads(trial.ok("pretranslate", "--signals", "--json").out)["drafts"]
        assert len(after) == len(before) - 1

    def test_an_entry_that_is_none_is_passed_over(self, make_trial):
        trial = make_trial("filled")
        broken = {key: {"answer": entry["answer"]} for key, entry in entries(trial).items()}
        assert broken
        trial.path(SIDECAR).write_text(json.dumps({"format": 1, "units": broken}), "utf-8")
        for verb in ("--signals", "--report"):
            trial.ok("pretranslate", verb, "--locale", "es-US")
        rows = json.loads(trial.ok("pretranslate", "--signals", "--json").out)["drafts"]
        found = {(row["domain"], row["locale"]) for row in rows}
        assert found == {("guide", "es-US"), ("guide", "de-DE"), ("site", "de-DE")}


def test_another_plural_of_the_same_source_is_another_unit():
    key = MessageKey("", "day")
    days, dates = Message(key=key, plural="days"), Message(key=key, plural="dates")
    assert len({signal_key(item) for item in (days, dates, Message(key=key))}) == 3


class TestReport:
    def test_it_counts_what_people_changed_and_draws_it(self, make_trial):
        trial = make_trial("filled")
        nothing = json.loads(trial.ok("pretranslate", "--report", "--json").out)["engines"]
        (mine,) = [row for row in nothing if row["locale"] == "es-US"]
        assert (mine["engine"], mine["judged"], mine["changed"]) == ("pseudo 1", 0, 0)
        change_one(trial)
        rows = json.loads(trial.ok("pretranslate", "--report", "--json").out)["engines"]
        (mine,) = [row for row in rows if row["locale"] == "es-US"]
        assert (mine["judged"], mine["changed"]) == (1, 1)
        assert 0 < mine["edited"] <= 1
        assert mine["drafted_on"] == AS_OF
        shown = trial.ok("pretranslate", "--report", "--locale", "es-US").out
        assert f"{mine['edited']:.1%}" in shown
        plot = trial.path("var/quality/report.svg").read_text("utf-8")
        assert ET.fromstring(plot).tag.endswith("svg")  # noqa: S314 - our own file
        assert "1 judged" in plot
        assert "es-US" in plot

    def test_a_signed_draft_is_judged_and_not_changed(self, make_trial):
        rows = json.loads(make_trial("signed").ok("pretranslate", "--report", "--json").out)
        assert all(row["judged"] == row["units"] > 0 for row in rows["engines"])
        assert all(row["changed"] == 0 == row["edited"] for row in rows["engines"])


def change_one(trial):
    """A person writes another text where an engine's draft stood."""
    place = trial.path(CATALOG)
    catalog = parse_catalog(place.read_bytes(), path=CATALOG)
    drafted = entries(trial)
    chosen = next(
        unit
        for unit in catalog.units
        if unit.message.plural is None
        and signal_key(unit.message) in drafted
        and unit.message.source
    )
    units = tuple(
        replace(unit, forms=("Otra cosa.",)) if unit is chosen else unit for unit in catalog.units
    )
    place.write_bytes(serialize_catalog(replace(catalog, units=units)))


class TestSheet:
    WHERE = ("--locale", "es-US", "--domain", "site")

    def make_sheet(self, trial, name="sheet.html"):
        trial.ok("review", "send")
        place = trial.root / name
        trial.ok("review", "sheet", *self.WHERE, "--out", str(place))
        return place

    def hinted(self, trial):
        turn_on(trial)
        trial.ok("run")
        return self.make_sheet(trial)

    def test_it_shows_the_hints_of_drafts_that_stand(self, make_trial):
        trial = make_trial("sealed")
        before = self.hinted(trial).read_text("utf-8")
        assert before.count('class="hints"') == len(entries(trial)) > 1
        assert "translated back by <bdi>pseudo</bdi>" in before
        change_one(trial)
        after = self.make_sheet(trial).read_text("utf-8")
        assert after.count('class="hints"') == before.count('class="hints"') - 1

    @pytest.mark.parametrize(
        "data",
        [
            None,
            b"",
            b"\xff",
            b"[" * 100_000,
            b'{"units": 5}',
            b'{"units": {"a": {"answer": ["x"]}}}',
            "folder",
        ],
        ids=["missing", "empty", "not-text", "deep", "no-units", "no-entry", "folder"],
    )
    def test_a_missing_or_broken_sidecar_shows_nothing_and_the_sheet_still_signs(
        self, make_trial, data
    ):
        trial = make_trial("sealed")
        old = self.hinted(trial)
        trial.path(SIDECAR).unlink()
        if data == "folder":
            trial.path(SIDECAR).mkdir()
        elif data is not None:
            trial.path(SIDECAR).write_bytes(data)
        new = self.make_sheet(trial, "new.html")
        assert 'class="hints"' in old.read_text("utf-8")
        assert 'class="hints"' not in new.read_text("utf-8")
        password = PASSWORDS["linguist"] + "\n"
        trial.ok(
            *("review", "person", "add", "linguist", "--name", "L", "--role", "linguist:es-US"),
            stdin=password,
        )
        done = trial.ok(
            *("review", "sign", *self.WHERE, "--as", "linguist", "--sheet", str(old)),
            *("--meaning", "linguistic_review"),
            stdin=password,
        )
        assert "Electronically signed by" in done.out
