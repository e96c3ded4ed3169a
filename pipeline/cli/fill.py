"""`fill`: give locked units their approved translation. Nobody else writes them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from pipeline.cli.options import (
    locale_option,
    record,
    show,
    writing_verb,
)

__all__ = ["command"]


@click.command("fill")
@writing_verb
@locale_option
def command(
    *,
    root: Path,
    locales: tuple[str, ...],
    as_of: dt.date,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Give locked units their approved translation. Nobody else writes them."""
    from pipeline.workflow.fill import fill
    from pipeline.workflow.project import run_on_project

    with run_on_project(root, "fill", as_of=as_of, dry_run=dry_run, **record()) as project:
        outcome = fill(project, locales)
    return show(outcome, as_json=as_json, quiet=quiet)
