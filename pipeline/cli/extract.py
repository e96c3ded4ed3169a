"""`extract`: approved documents to one template per domain."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from pipeline.cli.options import (
    executor_option,
    record,
    show,
    writing_verb,
)

__all__ = ["command"]


@click.command("extract")
@writing_verb
@executor_option
def command(
    *,
    root: Path,
    as_of: dt.date,
    dry_run: bool,
    executor: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Approved documents to one template per domain."""
    from pipeline.workflow.extract import extract
    from pipeline.workflow.project import run_on_project

    with run_on_project(root, "extract", as_of=as_of, dry_run=dry_run, **record()) as project:
        outcome = extract(project, executor=executor)
    return show(outcome, as_json=as_json, quiet=quiet)
