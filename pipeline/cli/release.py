"""`release`: artifacts to a signed release."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from pipeline.cli.keysource import default_trust, key_source, keys_option
from pipeline.cli.options import (
    locale_option,
    record,
    show,
    trust_option,
    writing_verb,
)

__all__ = ["command"]


@click.command("release")
@click.option("--name", default="main", show_default=True, help="The release's name.")
@writing_verb
@locale_option
@trust_option
@keys_option
def command(
    *,
    name: str,
    root: Path,
    locales: tuple[str, ...],
    trust: Path | None,
    key_folder: Path | None,
    as_of: dt.date,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Compile, sign and write dist/ with its manifest, where every gate is open."""
    from pipeline.workflow.project import run_on_project
    from pipeline.workflow.release import release

    with run_on_project(root, "release", as_of=as_of, dry_run=dry_run, **record()) as project:
        outcome = release(
            project,
            locales,
            name=name,
            trust_place=trust or default_trust(project.name),
            source=key_source(key_folder),
        )
    return show(outcome, as_json=as_json, quiet=quiet)
