"""`check`: quality rules over the catalogs."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from pipeline.cli.options import (
    as_of_option,
    executor_option,
    json_option,
    locale_option,
    project_option,
    quiet_option,
    show,
)

__all__ = ["command"]


@click.command("check")
@project_option
@locale_option
@as_of_option
@executor_option
@json_option
@quiet_option
def command(
    *,
    root: Path,
    locales: tuple[str, ...],
    as_of: dt.date,
    executor: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Findings in every catalog, one line each with file and line; blockers give exit status 3."""
    from pipeline.workflow.check import check
    from pipeline.workflow.project import open_project

    outcome = check(open_project(root, as_of=as_of), locales, executor=executor)
    return show(outcome, as_json=as_json, quiet=quiet)
