"""`pretranslate`: memory, then machine, for what is empty and not locked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from pipeline.cli.options import (
    as_of_option,
    dry_run_option,
    environment,
    json_option,
    locale_option,
    project_option,
    quiet_option,
    show,
)
from pipeline.cli.progress import progress_bars

__all__ = ["command"]


@click.command("pretranslate")
@click.option("--engine", help="Use this engine for every locale instead of the settings'.")
@click.option("--retry", is_flag=True, help="Try held units again.")
@project_option
@locale_option
@as_of_option
@dry_run_option
@json_option
@quiet_option
def command(
    *,
    engine: str | None,
    retry: bool,
    root: Path,
    locales: tuple[str, ...],
    as_of: dt.date,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Fill what is empty and not locked: exact memory first, then the locale's engine."""
    from pipeline.workflow.pretranslate import PretranslateOptions, pretranslate
    from pipeline.workflow.project import run_on_project

    with (
        run_on_project(root, "pretranslate", as_of=as_of, dry_run=dry_run) as project,
        progress_bars(quiet=quiet) as progress,
    ):
        options = PretranslateOptions(
            environ=environment(), engine=engine, retry=retry, progress=progress
        )
        outcome = pretranslate(project, locales, options)
    return show(outcome, as_json=as_json, quiet=quiet)
