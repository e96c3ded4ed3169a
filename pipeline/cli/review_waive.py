"""`review waive` and `review waivers`: blockers that people accept for one exact text."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from pipeline.cli.keysource import ask_password
from pipeline.cli.options import locale_option, reading_verb, show, writing_verb
from pipeline.cli.review_desk import one_domain, one_locale, open_desk, the_domain

__all__ = ["waive_command", "waivers_command"]


@click.command("waive")
@one_locale
@one_domain
@click.option("--as", "username", required=True, help="Your username at the desk.")
@click.option(
    "--sheet",
    "sheet_file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The sheet you read.",
)
@click.option(
    "--unit", "numbers", multiple=True, type=int, required=True, help="Unit by its number there."
)
@click.option("--code", "codes", multiple=True, required=True, help="The finding to accept.")
@click.option("--reason", required=True, help="Why; part of the record.")
@writing_verb
def waive_command(
    *,
    locale: str,
    domain: str | None,
    username: str,
    sheet_file: Path,
    numbers: tuple[int, ...],
    codes: tuple[str, ...],
    reason: str,
    root: Path,
    as_of: dt.date,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Accept blockers of exactly the text that is there, by your password and with a reason.

    Edit the text, and the waiver is gone. Locks have no waiver.
    """
    # A rehearsal asks for no password: taken back, a wrong one would not count towards the lock.
    password = "" if dry_run else ask_password(f"Password of {username}")
    with open_desk(root, "review waive", as_of) as (project, act):
        from pipeline.desk.waive import Waiving, waive
        from pipeline.workflow.outside import read_file

        outcome = waive(
            project,
            locale,
            the_domain(project, domain),
            Waiving(
                username=username,
                password=password,
                numbers=numbers,
                codes=codes,
                reason=reason,
                rehearsed=dry_run,
            ),
            sheet_data=read_file(sheet_file),
            act=act,
        )
    return show(outcome, as_json=as_json, quiet=quiet)


@click.command("waivers")
@reading_verb
@locale_option
def waivers_command(
    *, root: Path, locales: tuple[str, ...], as_of: dt.date, as_json: bool, quiet: bool
) -> int:
    """Every waiver in the evidence: who accepted what, when and why, and whether it stands."""
    from pipeline.workflow.project import open_project
    from pipeline.workflow.waivers import list_waivers

    outcome = list_waivers(open_project(root, as_of=as_of), locales)
    return show(outcome, as_json=as_json, quiet=quiet)
