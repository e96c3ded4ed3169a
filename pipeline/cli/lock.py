"""`lock`: the registry of locked text."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from pipeline.cli.keysource import key_source, keys_option
from pipeline.cli.lock_impact import impact_command
from pipeline.cli.lock_write import (
    add_command,
    drift_command,
    export_command,
    import_command,
)
from pipeline.cli.options import (
    now,
    reading_verb,
    record,
    show,
    writing_verb,
)

__all__ = ["command"]


@click.group("lock")
def command() -> None:
    """The registry of locked text: text that only its owner may write."""


command.add_command(impact_command)


@command.command("list")
@reading_verb
def list_command(*, root: Path, as_of: dt.date, as_json: bool, quiet: bool) -> int:
    """Every lock in force, and the locales with an approved translation."""
    from pipeline.workflow.lock import list_locks
    from pipeline.workflow.project import open_project

    return show(list_locks(open_project(root, as_of=as_of)), as_json=as_json, quiet=quiet)


@command.command("lint")
@reading_verb
def lint_command(*, root: Path, as_of: dt.date, as_json: bool, quiet: bool) -> int:
    """What is wrong, missing or about to expire in the registry."""
    from pipeline.workflow.lock import lint
    from pipeline.workflow.project import open_project

    return show(lint(open_project(root, as_of=as_of)), as_json=as_json, quiet=quiet)


@command.command("seal")
@writing_verb
@keys_option
def seal_command(
    *,
    root: Path,
    key_folder: Path | None,
    as_of: dt.date,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Seal the registry as it lies there, with the lock owners' keys."""
    from pipeline.signing.roles import SealType
    from pipeline.workflow.keys import seal_with_keys
    from pipeline.workflow.project import run_on_project

    with run_on_project(root, "lock seal", as_of=as_of, dry_run=dry_run, **record()) as project:
        outcome = seal_with_keys(
            project, SealType.REGISTRY, source=key_source(key_folder), sealed_at=now()
        )
    return show(outcome, as_json=as_json, quiet=quiet)


for _command in (add_command, import_command, export_command, drift_command):
    command.add_command(_command)
