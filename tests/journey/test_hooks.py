"""The hooks and the examples for continuous integration: each runs, and each can fail."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml

from tests.journey.project import Trial

ROOT = Path(__file__).parents[2]
HOOKS = {
    hook["id"]: hook
    for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
}
CI = (ROOT / "docs/ci.md").read_text("utf-8")


def run(trial: Trial, name: str) -> int:
    program, *arguments = shlex.split(HOOKS[name]["entry"])
    assert program == "imprimatur"
    return trial.run(*arguments).status


def change(trial: Trial, path: str, old: str, new: str) -> None:
    place = trial.path(path)
    text = place.read_text("utf-8")
    assert old in text
    place.write_text(text.replace(old, new, 1), "utf-8")


BROKEN = {
    "imprimatur-lock-lint": ("glossary_lock/locks.toml", 'kind = "brand"', 'kind = "brandy"'),
    "imprimatur-check": ("locales/es_US/LC_MESSAGES/site.po", "No tome ZYLORA", "Tome ZYLORA"),
    "imprimatur-seal": ("glossary_lock/locks.toml", "R-2", "R-3"),
}


def test_there_is_a_hook_for_locks_for_checks_and_for_the_seal():
    assert set(HOOKS) == set(BROKEN)


@pytest.mark.parametrize("name", BROKEN)
def test_a_hook_passes_on_a_sound_project_and_fails_on_a_broken_one(make_trial, name: str):
    trial: Trial = make_trial("signed")
    assert run(trial, name) == 0
    path, old, new = BROKEN[name]
    assert re.search(HOOKS[name]["files"], path), "the hook would not be asked"
    change(trial, path, old, new)
    assert run(trial, name) != 0


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("policy.toml", 'version = "1"', 'version = "2"'),
        ("source_content/approvals.toml", "MLR-1", "MLR-2"),
        ("glossary_lock/approved/es-US.po", "TR-1", "TR-2"),
    ],
)
def test_the_hook_for_the_seal_sees_every_sealed_file(make_trial, path: str, old: str, new: str):
    trial: Trial = make_trial("sealed")
    assert run(trial, "imprimatur-seal") == 0
    assert re.search(HOOKS["imprimatur-seal"]["files"], path)
    change(trial, path, old, new)
    assert run(trial, "imprimatur-seal") == 4
    trial.path("policy.toml.seal.json").unlink()
    done = trial.run("key", "seals", "--json")
    assert (done.status, '"holds": false' in done.out) == (4, True)


def test_new_evidence_asks_for_a_check():
    path = "locales/es_US/LC_MESSAGES/site.evidence.jsonl"
    assert re.search(HOOKS["imprimatur-check"]["files"], path)


def examples() -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", CI, re.DOTALL)


def test_the_examples_are_yaml_and_their_commands_are_ours(make_trial):
    trial: Trial = make_trial("signed")
    assert len(examples()) == 3
    hooks, github, gitlab = map(yaml.safe_load, examples())
    named = {hook["id"] for repo in hooks["repos"] for hook in repo["hooks"]}
    assert named == set(HOOKS)
    steps = [step["run"] for step in github["jobs"]["check"]["steps"] if "run" in step]
    commands = [
        line for line in (*steps, *gitlab["check"]["script"]) if line.startswith("imprimatur ")
    ]
    assert len(commands) == 2
    for command in commands:
        arguments = [
            str(trial.root / part) if part.startswith("check.") else part
            for part in shlex.split(command)[1:]
        ]
        assert trial.run(*arguments).status == 0
    assert {"check.sarif", "check.xml", "check.html"} <= {
        place.name for place in trial.root.iterdir()
    }
