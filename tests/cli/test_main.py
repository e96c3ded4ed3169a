from __future__ import annotations

import json
import subprocess
import sys

import pytest

_HEAVY = ("django", "babel", "polib", "requests", "deep_translator", "cryptography", "markdown_it")


def run(*arguments: str):
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments], capture_output=True, text=True, check=False
    )


def test_help_lists_every_verb():
    done = run("--help")
    assert done.returncode == 0
    for verb in [
        "init",
        "approve",
        "extract",
        "update",
        "fill",
        "pretranslate",
        "check",
        "handoff",
        "review",
        "gate",
    ]:
        assert f"\n  {verb} " in done.stdout


def test_help_imports_nothing_heavy():
    code = (
        "import sys\nfrom pipeline.cli import cli\n"
        "try:\n    cli.main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {_HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_every_verb_has_a_help_text():
    from pipeline.cli import cli

    context = cli.make_context("imprimatur", ["status"])
    for verb in cli.list_commands(context):
        command = cli.get_command(context, verb)
        assert command is not None
        assert command.help


def test_an_unknown_verb_is_called_wrongly():
    assert run("translate").returncode == 2


def test_explain_prints_a_code():
    done = run("explain", "run.locked")
    assert done.returncode == 0
    assert done.stdout.startswith("run.locked: ")
    assert json.loads(run("explain", "run.locked", "--json").stdout)["code"] == "run.locked"


def test_explain_of_no_code_says_what_is_near():
    done = run("explain", "run.nothing")
    assert done.returncode == 2
    assert "run.locked" in done.stderr


@pytest.mark.parametrize("verb", ["status", "extract", "check"])
def test_a_folder_that_is_no_project_is_named(verb: str, tmp_path):
    done = run(verb, "--project", str(tmp_path))
    assert done.returncode == 2
    assert "imprimatur.toml" in done.stderr
    assert "Traceback" not in done.stderr
