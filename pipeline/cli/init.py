"""`init`: start a project in an empty folder."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from pipeline.cli.options import as_of_option, dry_run_option, json_option, now, quiet_option, show

__all__ = ["command"]


@click.command("init")
@click.argument("name")
@click.option("--locale", "locales", multiple=True, required=True, metavar="TAG")
@click.option(
    "--project",
    "root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    show_default="the current folder",
    help="The folder to start in.",
)
@as_of_option
@dry_run_option
@json_option
@quiet_option
def command(
    *,
    name: str,
    locales: tuple[str, ...],
    root: Path,
    as_of: dt.date,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Start the project NAME: settings, policy, an empty registry, a page, sample keys."""
    from pipeline.workflow.init import init

    outcome = init(root, name=name, locales=locales, as_of=as_of, dry_run=dry_run, at=now())
    return show(outcome, as_json=as_json, quiet=quiet)
