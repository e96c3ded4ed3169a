"""`review waive` and `review waivers`: blockers that people accept for one exact text."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from pipeline.cli.options import locale_option, reading_verb, show, writing_verb
from pipeline.cli.review_desk import (
    numbers_option,
    one_domain,
    one_locale,
    open_desk,
    password_of,
    sheet_data,
    sheet_option,
    the_domain,
    username_option,
)

__all__ = ["waive_command", "waivers_command"]


@click.command("waive")
@one_locale
@one_domain
@username_option()
@sheet_option()
@numbers_option(required=True)
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
    password = password_of(username, dry_run=dry_run)
    with open_desk(root, "review waive", as_of) as (project, act):
        from pipeline.desk.waive import Waiving, waive

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
            sheet_data=sheet_data(sheet_file),
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
