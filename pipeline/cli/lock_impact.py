"""`lock impact`: what a lock touches."""

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

__all__ = ["impact_command"]


@click.command("impact")
@click.argument("lock", metavar="LOCK-NAME")
@reading_verb
@locale_option
@trust_option
def impact_command(
    *,
    lock: str,
    root: Path,
    locales: tuple[str, ...],
    trust: Path | None,
    as_of: dt.date,
    as_json: bool,
    quiet: bool,
) -> int:
    """What a lock touches: documents, units, locales, signatures, releases. Writes nothing.

    LOCK-NAME is a name, or the id of one revision. With --as-of a later day: what expires then.
    """
    from pipeline.workflow.impact import impact
    from pipeline.workflow.project import open_project

    project = open_project(root, as_of=as_of)
    outcome = impact(project, lock, locales, trust_place=trust or default_trust(project.name))
    return show(outcome, as_json=as_json, quiet=quiet)
