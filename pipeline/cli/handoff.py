"""`handoff`: packages to and from localization vendors."""

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


@click.group("handoff")
def command() -> None:
    """Packages to and from localization vendors."""


@command.command("export")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder for the files to send.",
)
@click.option("--format", "format_", type=click.Choice(["po"]), default="po", show_default=True)
@click.option("--all", "every", is_flag=True, help="Units that are final already, too.")
@writing_verb
@locale_option
def export_command(
    *,
    out: Path,
    format_: str,
    every: bool,
    root: Path,
    locales: tuple[str, ...],
    as_of: dt.date,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """One file per domain and locale with what is not final; locked units only for context."""
    from pipeline.workflow.handoff import export_packages
    from pipeline.workflow.project import run_on_project

    del format_
    with run_on_project(
        root, "handoff export", as_of=as_of, dry_run=dry_run, **record()
    ) as project:
        outcome = export_packages(project, locales, out=out, every=every)
    return show(outcome, as_json=as_json, quiet=quiet)


@command.command("ingest")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--format", "format_", type=click.Choice(["po"]), default="po", show_default=True)
@click.option("--vendor", required=True, help="Who did the work; becomes the targets' origin.")
@writing_verb
def ingest_command(
    *,
    file: Path,
    format_: str,
    vendor: str,
    root: Path,
    as_of: dt.date,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Take the targets of a return, and nothing else; what a check refuses is held."""
    from pipeline.workflow.handoff import ingest_return
    from pipeline.workflow.project import run_on_project

    del format_
    with run_on_project(
        root, "handoff ingest", as_of=as_of, dry_run=dry_run, **record()
    ) as project:
        outcome = ingest_return(project, file, vendor=vendor)
    return show(outcome, as_json=as_json, quiet=quiet)
