"""`ledger`: verify and print the hash chain of events."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from pipeline.cli.options import (
    as_of_option,
    project_option,
    reading_verb,
    show,
)

__all__ = ["command"]


@click.group("ledger")
def command() -> None:
    """The hash chain of events: the desk's, and that of the verbs without a database."""


@command.command("verify")
@reading_verb
def verify_command(*, root: Path, as_of: dt.date, as_json: bool, quiet: bool) -> int:
    """Check both chains from their first event, and the desk's against every evidence file."""
    from pipeline.desk.journey import open_project_desk, verify_ledgers
    from pipeline.workflow.project import open_project

    project = open_project(root, as_of=as_of)
    open_project_desk(project)
    return show(verify_ledgers(project), as_json=as_json, quiet=quiet)


@command.command("show")
@click.option("--desk", is_flag=True, help="The desk's events instead of the command line's.")
@project_option
@as_of_option
def show_command(*, desk: bool, root: Path, as_of: dt.date) -> int:
    """The events, one line of canonical JSON each."""
    from pipeline.workflow.events import event_lines
    from pipeline.workflow.project import open_project

    project = open_project(root, as_of=as_of)
    if desk:
        from pipeline.desk import verbs
        from pipeline.desk.journey import open_project_desk

        open_project_desk(project)
        lines = list(verbs.ledger_lines())
    else:
        lines = event_lines(project)
    for line in lines:
        click.echo(line.decode().rstrip("\n"))
    return 0
