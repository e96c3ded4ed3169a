"""`review confirm` and `review restore`: what was signed, signed again or brought back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from pipeline.cli.keysource import ask_password
from pipeline.cli.options import (
    show,
    writing_verb,
)
from pipeline.cli.review_desk import MEANINGS, one_domain, one_locale, open_desk, the_domain

__all__ = ["confirm_command", "restore_command"]


@click.command("confirm")
@one_locale
@one_domain
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the sheet of what can be confirmed, with the words that changed.",
)
@click.option(
    "--sheet",
    "sheet_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Sign: the confirmation sheet you read.",
)
@click.option("--as", "username", help="Your username at the desk.")
@click.option("--meaning", type=click.Choice(MEANINGS), help="What your signature means.")
@click.option("--unit", "numbers", multiple=True, type=int, help="Unit by its number there.")
@click.option("--reason", default="", help="Why it has no meaning; part of the record.")
@writing_verb
def confirm_command(
    *,
    locale: str,
    domain: str | None,
    out: Path | None,
    sheet_file: Path | None,
    username: str | None,
    meaning: str | None,
    numbers: tuple[int, ...],
    reason: str,
    root: Path,
    as_of: dt.date,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Sign again, in one batch, units of which only the source changed since they were signed.

    First --out FILE, and read it; then --sheet FILE with --as and --meaning.
    """
    if (out is None) is (sheet_file is None):
        raise click.UsageError("give --out FILE to make the sheet, or --sheet FILE to sign")
    if sheet_file is None:
        if username or meaning or numbers or reason:
            raise click.UsageError("--as, --meaning, --unit and --reason go with --sheet")
        with open_desk(root, "review confirm", as_of, dry_run=dry_run) as (project, act):
            from pipeline.desk.confirm import confirm_sheet

            assert out is not None  # noqa: S101 - one of the two is given
            outcome = confirm_sheet(project, locale, the_domain(project, domain), out=out, act=act)
        return show(outcome, as_json=as_json, quiet=quiet)
    if not username or not meaning:
        raise click.UsageError("to sign, give --as and --meaning")
    # A rehearsal asks for no password: taken back, a wrong one would not count towards the lock.
    password = "" if dry_run else ask_password(f"Password of {username}")
    with open_desk(root, "review confirm", as_of) as (project, act):
        from pipeline.desk.confirm import confirm
        from pipeline.desk.journey import Signing
        from pipeline.workflow.outside import read_file

        outcome = confirm(
            project,
            locale,
            the_domain(project, domain),
            Signing(
                username=username,
                password=password,
                meaning=meaning,
                numbers=numbers,
                reason=reason,
                rehearsed=dry_run,
            ),
            sheet_data=read_file(sheet_file),
            act=act,
        )
    return show(outcome, as_json=as_json, quiet=quiet)


@click.command("restore")
@click.argument("unit")
@one_locale
@one_domain
@writing_verb
def restore_command(
    *,
    unit: str,
    locale: str,
    domain: str | None,
    root: Path,
    as_of: dt.date,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Bring the signed text of UNIT back into the catalog.

    UNIT is its number on the review sheet, or its source text.
    """
    with open_desk(root, "review restore", as_of, dry_run=dry_run) as (project, _):
        from pipeline.desk.restore import restore

        outcome = restore(project, locale, the_domain(project, domain), unit)
    return show(outcome, as_json=as_json, quiet=quiet)
