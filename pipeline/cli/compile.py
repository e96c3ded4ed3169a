"""`compile`: final units to .mo, pages and JSON."""

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


@click.command("compile")
@click.option("--preview", is_flag=True, help="Every target there is, marked as unreleased.")
@writing_verb
@locale_option
def command(
    *,
    preview: bool,
    root: Path,
    locales: tuple[str, ...],
    as_of: dt.date,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Write .mo files, rendered pages and rendered JSON of final units to dist/."""
    from pipeline.workflow.compile import compile_locales
    from pipeline.workflow.project import run_on_project

    with run_on_project(root, "compile", as_of=as_of, dry_run=dry_run, **record()) as project:
        outcome = compile_locales(project, locales, preview=preview)
    return show(outcome, as_json=as_json, quiet=quiet)
