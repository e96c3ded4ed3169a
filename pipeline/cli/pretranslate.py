"""`pretranslate`: memory, then machine, for what is empty and not locked."""

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


@click.command("pretranslate")
@click.option("--engine", help="Use this engine for every locale instead of the settings'.")
@click.option(
    "--report",
    is_flag=True,
    help="How much people changed of what each engine drafted, with a plot; sends nothing.",
)
@click.option(
    "--signals",
    is_flag=True,
    help="What is known about each standing draft, the weakest first; sends nothing.",
)
@click.option("--retry", is_flag=True, help="Try held units again.")
@writing_verb
@locale_option
@executor_option
def command(
    *,
    engine: str | None,
    report: bool,
    signals: bool,
    retry: bool,
    root: Path,
    locales: tuple[str, ...],
    as_of: dt.date,
    dry_run: bool,
    executor: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Fill what is empty and not locked: exact memory first, then the locale's engine.

    A dry run sends nothing and says how many characters would be sent, per engine and locale.
    """
    from pipeline.workflow.pretranslate import PretranslateOptions, pretranslate
    from pipeline.workflow.project import run_on_project

    if report or signals:
        from pipeline.workflow import quality

        look = quality.report if report else quality.list_signals
        with run_on_project(root, "pretranslate", as_of=as_of, dry_run=dry_run) as project:
            outcome = look(project, locales)
        return show(outcome, as_json=as_json, quiet=quiet)
    with (
        run_on_project(root, "pretranslate", as_of=as_of, dry_run=dry_run, **record()) as project,
        progress_bars(quiet=quiet) as progress,
    ):
        options = PretranslateOptions(
            environ=environment(), engine=engine, retry=retry, progress=progress, clock=now
        )
        outcome = pretranslate(project, locales, options, executor=executor)
    status = show(outcome, as_json=as_json, quiet=quiet)
    if outcome.stopped is not None:
        raise outcome.stopped
    return status
