"""`gate`: may it ship?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from pipeline.cli.keysource import default_trust
from pipeline.cli.options import (
    locale_option,
    reading_verb,
    show,
    trust_option,
)

__all__ = ["command"]


@click.command("gate")
@click.option("--name", "release", default="main", show_default=True, help="The release.")
@reading_verb
@locale_option
@trust_option
def command(
    *,
    release: str,
    root: Path,
    locales: tuple[str, ...],
    trust: Path | None,
    as_of: dt.date,
    as_json: bool,
    quiet: bool,
) -> int:
    """Every requirement of a release, met or not, and what would meet it. Closed: exit 4."""
    from pipeline.workflow.gate import gate
    from pipeline.workflow.project import open_project

    project = open_project(root, as_of=as_of)
    outcome = gate(
        project, locales, trust_place=trust or default_trust(project.name), release=release
    )
    return show(outcome, as_json=as_json, quiet=quiet)
