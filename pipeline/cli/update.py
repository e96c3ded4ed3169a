"""`update`: bring every catalog up to its template: new, kept, changed, obsolete."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from pipeline.cli.options import (
    executor_option,
    locale_option,
    record,
    show,
    writing_verb,
)

__all__ = ["command"]


@click.command("update")
@writing_verb
@locale_option
@executor_option
def command(
    *,
    root: Path,
    locales: tuple[str, ...],
    as_of: dt.date,
    dry_run: bool,
    executor: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Bring every catalog up to its template: new, kept, changed, obsolete."""
    from pipeline.workflow.project import run_on_project
    from pipeline.workflow.update import update

    with run_on_project(root, "update", as_of=as_of, dry_run=dry_run, **record()) as project:
        outcome = update(project, locales, executor=executor)
    return show(outcome, as_json=as_json, quiet=quiet)
