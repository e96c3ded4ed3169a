"""Documents do not drift from the program."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.cli import cli
from tests.journey.project import call

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_readme_shows_what_the_command_prints():
    shown = re.search(r"\$ imprimatur status\n(.*?)```", README, re.DOTALL)
    assert shown is not None
    done = call(["status", "--project", str(ROOT), "--as-of", "2026-11-23"])
    assert done.out == shown.group(1)


def test_the_readme_fits_a_screen_and_names_the_two_commands():
    assert len(README.splitlines()) <= 100
    assert "make run " in README
    assert "make test " in README


def test_every_link_in_the_documents_leads_somewhere():
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        text = re.sub(r"```.*?```|`[^`]*`", "", page.read_text("utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_verb_is_a_stage_of_the_picture_or_stands_in_the_help():
    context = cli.make_context("imprimatur", ["status"])
    for verb in cli.list_commands(context):
        assert cli.get_command(context, verb) is not None
    for stage in [
        "approve",
        "extract",
        "update",
        "fill",
        "pretranslate",
        "check",
        "handoff",
        "review",
    ]:
        assert re.search(rf"\b{stage}\b", README)


def test_no_document_claims_compliance():
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        assert not re.search(r"\bcompliant\b", page.read_text("utf-8")), page.name
