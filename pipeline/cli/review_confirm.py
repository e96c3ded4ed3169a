"""`review confirm` and `review restore`: what was signed, signed again or brought back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from pipeline.cli.options import show, writing_verb
from pipeline.cli.review_desk import (
    meaning_option,
    numbers_option,
    one_domain,
    one_locale,
    open_desk,
    out_option,
    password_of,
    sheet_data,
    sheet_option,
    the_domain,
    username_option,
)

__all__ = ["confirm_command", "restore_command"]


@click.command("confirm")
@one_locale
@one_domain
@out_option(
    required=False,
    purpose="Write the sheet of what can be confirmed, with the words that changed.",
)
@sheet_option(required=False, purpose="Sign: the confirmation sheet you read.")
@username_option(required=False)
@meaning_option(required=False)
@numbers_option()
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
    password = password_of(username, dry_run=dry_run)
    with open_desk(root, "review confirm", as_of) as (project, act):
        from pipeline.desk.confirm import confirm
        from pipeline.desk.journey import Signing

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
            sheet_data=sheet_data(sheet_file),
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
