"""`status`: per locale, what there is and what blocks a release."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from pipeline.cli.options import (
    locale_option,
    reading_verb,
    show,
)

__all__ = ["command"]


@click.command("status")
@reading_verb
@locale_option
def command(
    *, root: Path, locales: tuple[str, ...], as_of: dt.date, as_json: bool, quiet: bool
) -> int:
    """Per locale: units, locked, from memory, engine and people, open, held, final; what blocks."""
    from pipeline.workflow.project import open_project
    from pipeline.workflow.status import status

    outcome = status(open_project(root, as_of=as_of), locales)
    return show(outcome, as_json=as_json, quiet=quiet)
