"""What the `review` verbs share: the open desk, and options that name a catalog."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import local_now, record

if TYPE_CHECKING:
    from pipeline.desk.journey import Act
    from pipeline.workflow.project import Project

__all__ = ["MEANINGS", "one_domain", "one_locale", "open_desk", "the_domain"]

MEANINGS = ("linguistic_review", "medical_legal_regulatory_approval")

one_locale = click.option("--locale", required=True, metavar="TAG", help="The locale.")
one_domain = click.option("--domain", help="The domain, where there is more than one.")


@contextmanager
def open_desk(
    root: Path, verb: str, as_of: dt.date, *, dry_run: bool = False
) -> Iterator[tuple[Project, Act]]:
    """The project under its run lock with its desk open; Django is imported only here.

    With `dry_run` whatever is written to the desk's database is taken back at the end.
    """
    from pipeline.desk.journey import Act, open_project_desk
    from pipeline.desk.rehearsal import rehearse
    from pipeline.workflow.project import run_on_project

    outside = record()
    with run_on_project(root, verb, as_of=as_of, dry_run=dry_run, **outside) as project:
        open_project_desk(project)
        with rehearse(dry_run=dry_run):
            yield project, Act(operator=outside["operator"], at=local_now())


def the_domain(project: Project, name: str | None) -> str:
    """The named domain, or the only one."""
    names = [domain.name for domain in project.domains]
    if name is None and len(names) == 1:
        return names[0]
    if name not in names:
        raise click.UsageError(f"--domain is one of: {', '.join(names)}")
    return name
