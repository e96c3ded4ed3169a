"""`run`: from source_content/ to locales/: extract, update, fill, pretranslate, check."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from pipeline.cli.options import (
    environment,
    executor_option,
    locale_option,
    now,
    record,
    show,
    writing_verb,
)
from pipeline.cli.progress import progress_bars

__all__ = ["command"]


@click.command("run")
@click.option("--engine", help="Use this engine for every locale instead of the settings'.")
@click.option("--retry", is_flag=True, help="Try held units again.")
@writing_verb
@locale_option
@executor_option
def command(
    *,
    engine: str | None,
    retry: bool,
    root: Path,
    locales: tuple[str, ...],
    as_of: dt.date,
    dry_run: bool,
    executor: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """From source_content/ to locales/: extract, update, fill, pretranslate, check."""
    from pipeline.workflow.pretranslate import PretranslateOptions
    from pipeline.workflow.project import run_on_project
    from pipeline.workflow.run import run

    with (
        run_on_project(root, "run", as_of=as_of, dry_run=dry_run, **record()) as project,
        progress_bars(quiet=quiet) as progress,
    ):
        options = PretranslateOptions(
            environ=environment(), engine=engine, retry=retry, progress=progress, clock=now
        )
        outcome = run(project, locales, options, executor=executor)
    status = show(outcome, as_json=as_json, quiet=quiet)
    if outcome.stopped is not None:
        raise outcome.stopped
    return status
