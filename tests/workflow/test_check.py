"""The verb: what is asked again, workers, reports, and the rules of a house."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.check.context import Context
from pipeline.check.report.junit import junit_report
from pipeline.errors import EnvironmentFailedError, ImprimaturError, RejectedError
from pipeline.model.finding import Severity
from pipeline.workflow.check import CheckOptions, check
from pipeline.workflow.house import house_rules
from pipeline.workflow.project import open_project
from tests.locks.build import registry, unit

CONTEXT = Context(registry=registry(), source_locale="en-US", locale="es-US")
ROOT = Path(__file__).parents[2]
DAY = dt.date(2026, 11, 22)
RULE = """
from pipeline.model.finding import Finding, IssueType, Severity

def no_shouting(unit, forms, context):
    for form in forms:
        if "¡" in form:
            yield Finding(code="house.shouting", type=IssueType.OTHER,
                          severity=Severity.WARNING, message="we do not shout")

def wrong(unit, forms, context):
    yield Finding(code="number.changed", type=IssueType.OTHER,
                  severity=Severity.NOTE, message="x")
"""


@pytest.fixture
def root(tmp_path):
    for name in ("keys", "glossary_lock", "locales", "source_content"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("policy.toml", "imprimatur.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def run(root, locales=("es-US", "ar"), **options):
    return check(open_project(root, as_of=DAY), locales, CheckOptions(**options))


def asked(outcome):
    return [row["asked"] for row in outcome.data["catalogs"]]


def test_only_changed_units_are_asked_again(root):
    first = run(root)
    assert all(asked(first))
    again = run(root)
    assert asked(again) == [0, 0]
    assert again.findings == first.findings
    place = root / "locales" / "es_US" / "LC_MESSAGES" / "betaseron.po"
    text = place.read_text("utf-8")
    assert "BETASERON y usted" in text or "BETASERON" in text
    changed = text.replace('msgstr "¿', 'msgstr "', 1)
    place.write_text(changed, "utf-8")
    assert sum(asked(run(root))) == (changed != text)
    assert asked(run(root, everything=True)) == asked(first)


def test_a_damaged_or_foreign_memory_is_no_memory(root):
    first = run(root)
    units = root / "var" / "check" / "ar.betaseron.json"
    whole = root / "var" / "check" / "ar.betaseron.whole.json"
    good = json.loads(whole.read_text("utf-8"))
    bad = [{}, {**good, "digest": "x"}, {**good, "units": "x"}, {**good, "findings": [["x"]]}]
    for data in ("{", "[]", "null", '{"rules": "x", "entries": {}}', *map(json.dumps, bad)):
        units.write_text("{" if "digest" in data else data, "utf-8")
        whole.write_text(data, "utf-8")
        outcome = run(root)
        assert outcome.findings == first.findings
        assert asked(outcome)[1] > 0


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("imprimatur.toml", [True, True]),
        ("locales/ar/LC_MESSAGES/betaseron.po", [False, True]),
        ("source_content/betaseron/index.md", [True, True]),
    ],
)
def test_a_changed_file_is_read_again(root, name, read):
    run(root)
    place = root / name
    place.write_bytes(place.read_bytes() + b"\n")
    for units in (root / "var" / "check").glob("*.betaseron.json"):
        units.unlink()
    assert [bool(count) for count in asked(run(root))] == read


def test_what_is_remembered_is_what_was_found(root):
    page = root / "source_content" / "betaseron" / "index.md"
    page.write_text(page.read_text("utf-8") + "\n\nNobody approved this.\n", "utf-8")
    first, again = run(root), run(root)
    assert (again.findings, again.held, again.waived) == (first.findings, first.held, first.waived)
    assert list(again.data["catalogs"]) == [{**row, "asked": 0} for row in first.data["catalogs"]]
    assert junit_report_again(root) == run_report(root, everything=True)


def run_report(root, **options):
    place = root / "report.xml"
    run(root, reports={place: junit_report}, **options)
    return place.read_bytes()


def test_evidence_is_verified_where_nothing_is_read_again(root, monkeypatch):
    monkeypatch.setattr("pipeline.workflow.check.whole_digest", lambda *_: "the same")
    run(root)
    place = root / "locales" / "ar" / "LC_MESSAGES" / "betaseron.evidence.jsonl"
    place.write_text("{}\n", "utf-8")
    with pytest.raises(ImprimaturError):
        run(root)


def test_workers_find_the_same(root):
    here = run(root, everything=True)
    for spec in ("threads:3", "processes:2"):
        assert run(root, executor=spec, everything=True).findings == here.findings


def test_a_catalog_in_slices_is_the_same_catalog(root, monkeypatch):
    here = run(root, everything=True)
    monkeypatch.setattr("pipeline.workflow.check._SLICE_BYTES", 5_000)
    there = run(root, executor="threads:6", everything=True)
    assert (there.findings, there.data) == (here.findings, here.data)
    again = run(root)
    assert (again.findings, asked(again)) == (here.findings, [0, 0])


def test_the_settings_may_name_the_executor(root):
    place = root / "imprimatur.toml"
    place.write_text(place.read_text("utf-8") + '[executor]\nuse = "nowhere"\n', "utf-8")
    with pytest.raises(RejectedError, match=r"executor\.unknown"):
        run(root)
    assert run(root, executor="none").data


def test_reports_are_written_beside_the_result(root, tmp_path):
    place = tmp_path / "report.xml"
    outcome = run(root, reports={place: junit_report})
    assert str(place) in outcome.changed
    assert place.read_bytes() == junit_report_again(root)


def junit_report_again(root):
    place = root / "again.xml"
    run(root, reports={place: junit_report})
    return place.read_bytes()


def test_the_sample_has_no_blocker_but_missing_approvals(root):
    blockers = {
        item.code for item in run(root, locales=()).findings if item.severity is Severity.BLOCKER
    }
    assert blockers <= {"lock.missing"}


@pytest.fixture
def installed(tmp_path, monkeypatch):
    (tmp_path / "house_pack.py").write_text(RULE, "utf-8")
    meta = tmp_path / "house_pack-1.0.dist-info"
    meta.mkdir()
    (meta / "METADATA").write_text("Metadata-Version: 2.1\nName: house-pack\nVersion: 1.0\n")
    (meta / "entry_points.txt").write_text(
        "[imprimatur.checks]\nshouting = house_pack:no_shouting\nwrong = house_pack:wrong\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    sys.modules.pop("house_pack", None)


def with_plugins(root, *names):
    project = open_project(root, as_of=DAY)
    return replace(project, policy=replace(project.policy, plugins=names))


def test_house_rules_are_those_the_policy_names(installed, root):
    assert house_rules(()) == ()
    assert len(house_rules(("shouting",))) == 1


def test_a_house_rule_that_is_not_installed_stops_the_run(root):
    with pytest.raises(EnvironmentFailedError, match="plug-in"):
        check(with_plugins(root, "absent"), ("es-US",))


def test_a_house_rule_reports_codes_of_the_house_only(installed):
    (rule,) = house_rules(("wrong",))
    with pytest.raises(EnvironmentFailedError, match="house"):
        list(rule(unit("a"), (), CONTEXT))


def test_another_version_of_a_house_rule_asks_again(installed, root, tmp_path):
    def asked() -> int:
        found = check(with_plugins(root, "shouting"), ("es-US",))
        return sum(row["asked"] for row in found.data["catalogs"])

    assert asked() > 0
    assert asked() == 0
    (tmp_path / "house_pack.py").write_text(RULE + "\n# another version\n", "utf-8")
    sys.modules.pop("house_pack")
    assert asked() > 0
