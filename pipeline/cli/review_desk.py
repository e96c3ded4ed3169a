"""What the `review` verbs share: the open desk, options that name a catalog, a sheet, a signer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pipeline.cli.keysource import ask_password
from pipeline.cli.options import local_now, record

if TYPE_CHECKING:
    from pipeline.desk.journey import Act
    from pipeline.workflow.project import Project

__all__ = [
    "meaning_option",
    "numbers_option",
    "one_domain",
    "one_locale",
    "open_desk",
    "out_option",
    "password_of",
    "sheet_data",
    "sheet_option",
    "the_domain",
    "username_option",
]

_F = TypeVar("_F", bound=Callable[..., Any])

_MEANINGS = ("linguistic_review", "medical_legal_regulatory_approval")

one_locale = click.option("--locale", required=True, metavar="TAG", help="The locale.")
one_domain = click.option("--domain", help="The domain, where there is more than one.")


def username_option(*, required: bool = True) -> Callable[[_F], _F]:
    """`--as USERNAME`."""
    return click.option("--as", "username", required=required, help="Your username at the desk.")


def meaning_option(*, required: bool = True) -> Callable[[_F], _F]:
    """`--meaning`, of a signature that approves."""
    return click.option(
        "--meaning",
        required=required,
        type=click.Choice(_MEANINGS),
        help="What your signature means.",
    )


def sheet_option(
    *, required: bool = True, purpose: str = "The sheet you read."
) -> Callable[[_F], _F]:
    """`--sheet FILE`, that was read."""
    return click.option(
        "--sheet",
        "sheet_file",
        required=required,
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help=purpose,
    )


def out_option(
    *, required: bool = True, purpose: str = "The HTML file to write."
) -> Callable[[_F], _F]:
    """`--out FILE`, a sheet to write."""
    return click.option(
        "--out",
        required=required,
        type=click.Path(dir_okay=False, path_type=Path),
        help=purpose,
    )


def numbers_option(*, required: bool = False) -> Callable[[_F], _F]:
    """`--unit NUMBER` on the sheet, repeatable."""
    return click.option(
        "--unit",
        "numbers",
        multiple=True,
        type=int,
        required=required,
        help="Unit by its number on the sheet.",
    )


def password_of(username: str, *, dry_run: bool) -> str:
    """The person's password, asked for; none in a rehearsal.

    A rehearsal takes everything back: a wrong password would not count towards the account's lock.
    """
    return "" if dry_run else ask_password(f"Password of {username}")


def sheet_data(file: Path) -> bytes:
    """The bytes of the sheet somebody read."""
    from pipeline.workflow.outside import read_file

    return read_file(file)


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
