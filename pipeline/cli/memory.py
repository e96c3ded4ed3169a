"""`memory`: look up what was signed before."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from pipeline.cli.options import (
    as_of_option,
    json_option,
    locale_option,
    project_option,
    quiet_option,
    show,
)

__all__ = ["command"]


@click.group("memory")
def command() -> None:
    """The memory: targets of signed units, and of nothing else."""


@command.command("search")
@click.argument("text")
@project_option
@locale_option
@as_of_option
@json_option
@quiet_option
def search_command(
    *,
    text: str,
    root: Path,
    locales: tuple[str, ...],
    as_of: dt.date,
    as_json: bool,
    quiet: bool,
) -> int:
    """Signed units whose source is like TEXT, best first."""
    from pipeline.workflow.memory import search
    from pipeline.workflow.project import open_project

    outcome = search(open_project(root, as_of=as_of), locales, text)
    return show(outcome, as_json=as_json, quiet=quiet)
