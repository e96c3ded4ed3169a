"""A waiver from the command line: it opens the gate for one exact text, and for nothing else."""

from __future__ import annotations

import base64
import json
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.journey import project
from tests.journey.project import PASSWORDS, Trial, seal_project, sign_project, write_project

WAIVERS = """
[waivers]
roles = ["regulatory_reviewer"]
people = 1
codes = ["number.changed"]
"""
SOURCE = "Ask your nurse about the **next** visit in 10 days."
TEXT = "Pregunte a su enfermera por la <1>próxima</1> visita en 14 días."
WHERE = ("--locale", "es-US", "--domain", "site")
WHY = "the clinic in this market visits every two weeks"


def edit(trial: Trial, text: str) -> None:
    """Somebody writes this target by hand."""
    place = trial.path("locales/es_US/LC_MESSAGES/site.po")
    blocks = place.read_text("utf-8").split("\n\n")
    for number, block in enumerate(blocks):
        if "visit in 10 days" in block:
            head, _, _ = block.partition("msgstr ")
            blocks[number] = f'{head}msgstr "{text}"'
    place.write_text("\n\n".join(blocks) + "\n", "utf-8")


@pytest.fixture(scope="module")
def blocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything is signed but one unit of es-US, whose number differs from its source's."""
    trial = Trial(tmp_path_factory.mktemp("waiver") / "now")
    write_project(trial)
    place = trial.path("policy.toml")
    place.write_text(place.read_text("utf-8") + WAIVERS, "utf-8")
    page = trial.path("source_content/site/index.md")
    text = page.read_text("utf-8").replace("Ask your nurse about the **next** visit.", SOURCE)
    page.write_text(text, "utf-8")
    seal_project(trial)
    trial.ok("run")
    edit(trial, TEXT)
    sign_project(trial)
    return trial.root


@pytest.fixture
def trial(blocked: Path, tmp_path: Path) -> Trial:
    shutil.copytree(blocked, tmp_path / "copy")
    return Trial(tmp_path / "copy")


def sheet_of(trial: Trial) -> str:
    place = str(trial.root / "waiver.html")
    trial.ok("review", "sheet", *WHERE, "--out", place)
    return place


def number_of(trial: Trial) -> str:
    """The unit's number on the sheet."""
    reject = ("review", "reject", *WHERE, "--as", "reviewer", "--reason", "x", "--dry-run")
    for number in map(str, range(1, 5)):
        if "in 10 days" in trial.ok(*reject, "--unit", number).out:
            return number
    raise AssertionError("the unit is not on the sheet")


def waive(trial: Trial, sheet: str, *more: str, username: str = "reviewer", **changes: str):
    options = {
        "--unit": number_of(trial),
        "--code": "number.changed",
        "--reason": WHY,
        "--sheet": sheet,
        "--as": username,
        **{f"--{name}": value for name, value in changes.items()},
    }
    pairs = [part for option in options.items() for part in option]
    return trial.run("review", "waive", *WHERE, *pairs, *more, stdin=PASSWORDS[username] + "\n")


def sign(trial: Trial, sheet: str) -> None:
    for username, meaning in (
        ("linguist", "linguistic_review"),
        ("reviewer", "medical_legal_regulatory_approval"),
    ):
        trial.ok(
            *("review", "sign", *WHERE, "--sheet", sheet, "--as", username, "--meaning", meaning),
            stdin=PASSWORDS[username] + "\n",
        )


def waived(trial: Trial) -> None:
    """Waived, signed and collected."""
    assert waive(trial, sheet_of(trial)).status == 0
    sign(trial, sheet_of(trial))
    trial.ok("review", "collect")


def findings(trial: Trial) -> dict[str, Any]:
    done = trial.gate("--locale", "es-US", "--json")
    (report,) = json.loads(done.out)["reports"]
    return next(item for item in report["requirements"] if item["code"] == "gate.findings")


def test_a_waiver_opens_the_gate_and_is_shown_everywhere(trial: Trial, tmp_path: Path):
    closed = trial.gate("--locale", "es-US")
    assert closed.status == 4
    assert "[number.changed]" in closed.out
    assert trial.run("check").status == 3
    waived(trial)

    opened = trial.gate("--locale", "es-US")
    assert opened.status == 0, opened.out
    assert "every blocker is waived: 1" in opened.out
    assert "waived by regulatory reviewer on 20" in opened.out
    assert WHY in opened.out
    (item,) = findings(trial)["waived"]
    assert item["code"] == "number.changed"
    assert item["waivers"][0]["reason"] == WHY
    assert item["waivers"][0]["role"] == "regulatory_reviewer"

    reports = {name: str(tmp_path / name) for name in ("sarif", "junit", "html")}
    done = trial.ok("check", *(part for name in reports for part in (f"--{name}", reports[name])))
    assert "waived: locales/es_US/LC_MESSAGES/site.po" in done.out
    assert WHY in done.out
    assert "0 blockers" in done.err
    assert "1 waived" in done.err
    (log,) = json.loads(Path(reports["sarif"]).read_text("utf-8"))["runs"]
    (suppressed,) = [item for item in log["results"] if "suppressions" in item]
    assert suppressed["suppressions"][0]["kind"] == "external"
    assert WHY in suppressed["suppressions"][0]["justification"]
    root = ET.fromstring(Path(reports["junit"]).read_text("utf-8"))  # noqa: S314 - made here
    assert root.get("failures") == "0"
    assert WHY in root.findall(".//skipped")[0].get("message", "")
    assert WHY in Path(reports["html"]).read_text("utf-8")
    assert "site es-US: 1 waived" in trial.run("status").out

    (row,) = json.loads(trial.ok("review", "waivers", "--json").out)["waivers"]
    assert (row["now"], row["codes"], row["reason"]) == ("stands", ["number.changed"], WHY)
    released = trial.ok("release", "--trust", str(trial.trust), "--locale", "es-US")
    assert "1 waived" in released.out
    assert WHY in released.out
    assert WHY.encode() in evidence_text(trial)
    trial.ok("ledger", "verify")


def evidence_text(trial: Trial) -> bytes:
    """What the evidence file's envelopes hold, in clear."""
    place = trial.path("locales/es_US/LC_MESSAGES/site.evidence.jsonl")
    lines = [json.loads(line) for line in place.read_text("utf-8").splitlines()]
    return b"".join(base64.b64decode(line["payload"]) for line in lines)


def test_an_edit_ends_the_waiver(trial: Trial):
    waived(trial)
    edit(trial, TEXT.replace("14 días", "15 días"))
    report = trial.gate("--locale", "es-US")
    assert report.status == 4
    assert "[number.changed]" in report.out
    assert findings(trial)["waived"] == []
    (row,) = json.loads(trial.ok("review", "waivers", "--json").out)["waivers"]
    assert row["now"] == "text gone"
    edit(trial, TEXT)
    assert findings(trial)["met"]


def test_a_rejection_ends_the_waiver(trial: Trial):
    waived(trial)
    trial.ok(
        *("review", "reject", *WHERE, "--as", "linguist", "--unit", number_of(trial)),
        *("--reason", "ten days is right"),
        stdin=PASSWORDS["linguist"] + "\n",
    )
    trial.ok("review", "collect")
    assert not findings(trial)["met"]
    (row,) = json.loads(trial.ok("review", "waivers", "--json").out)["waivers"]
    assert row["now"] == "taken back"
    assert waive(trial, sheet_of(trial)).status == 0


def test_who_waived_may_withdraw_it_without_having_signed(trial: Trial):
    assert waive(trial, sheet_of(trial)).status == 0
    withdraw = ("review", "reject", *WHERE, "--unit", number_of(trial), "--reason", "I was wrong")
    other = trial.run(
        *withdraw, "--withdraw", "--as", "linguist", stdin=PASSWORDS["linguist"] + "\n"
    )
    assert "review.not_signed" in other.err
    trial.ok(*withdraw, "--withdraw", "--as", "reviewer", stdin=PASSWORDS["reviewer"] + "\n")
    trial.ok("review", "collect")
    assert not findings(trial)["met"]


@pytest.mark.parametrize(
    ("code", "status", "changes"),
    [
        ("review.reason", 2, {"reason": " \t "}),
        ("review.not_granted", 4, {"username": "linguist"}),
        ("review.not_waivable", 4, {"code": "lock.mismatch"}),
        ("review.not_waivable", 4, {"code": "term.missing"}),
        ("review.not_waivable", 4, {"code": "text.isolate"}),
        ("review.not_waivable", 4, {"code": "range.changed"}),
        ("review.unit", 2, {"unit": "99"}),
    ],
)
def test_what_is_no_waiver(trial: Trial, code: str, status: int, changes: dict[str, str]):
    done = waive(trial, sheet_of(trial), **changes)
    assert (done.status, f"[{code}]" in done.err) == (status, True), done.err
    assert json.loads(trial.ok("review", "waivers", "--json").out)["waivers"] == []


def test_a_waiver_is_bound_to_the_sheet_and_to_a_finding_that_is_there(trial: Trial):
    sheet = sheet_of(trial)
    other = str(1 + int(number_of(trial)) % 4)
    assert "[review.no_blocker]" in waive(trial, sheet, unit=other).err
    place = Path(sheet)
    place.write_text(place.read_text("utf-8").replace("10 days", "14 days"), "utf-8")
    assert "[review.display]" in waive(trial, sheet).err


def test_a_policy_without_waivers_makes_them_count_for_nothing(trial: Trial):
    waived(trial)
    place = trial.path("policy.toml")
    place.write_text(place.read_text("utf-8").replace(WAIVERS, ""), "utf-8")
    trial.ok("key", "seal", "policy")
    assert not findings(trial)["met"]
    assert trial.run("check").status == 3
    assert "[review.not_waivable]" in waive(trial, sheet_of(trial)).err


def test_two_people_where_the_policy_asks_for_two(trial: Trial):
    place = trial.path("policy.toml")
    text = place.read_text("utf-8").replace("people = 1", "people = 2")
    place.write_text(text.replace('roles = ["reg', 'roles = ["linguist", "reg'), "utf-8")
    trial.ok("key", "seal", "policy")
    sheet = sheet_of(trial)
    assert waive(trial, sheet).status == 0
    assert "[review.signed]" in waive(trial, sheet).err
    trial.ok("review", "collect")
    assert not findings(trial)["met"]
    assert waive(trial, sheet, username="linguist").status == 0
    trial.ok("review", "collect")
    assert findings(trial)["met"]


def test_a_rehearsal_names_the_finding_and_writes_nothing(trial: Trial):
    done = waive(trial, sheet_of(trial), "--dry-run")
    assert done.status == 0
    assert "[number.changed]" in done.out
    trial.ok("review", "collect")
    assert json.loads(trial.ok("review", "waivers", "--json").out)["waivers"] == []


def test_the_sample_project_lets_nobody_waive():
    assert "waivers" not in project.POLICY
