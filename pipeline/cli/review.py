"""`review`: people, the review sheet, signatures."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from pipeline.cli.keysource import ask_password, key_source, keys_option
from pipeline.cli.options import (
    as_of_option,
    locale_option,
    project_option,
    reading_verb,
    show,
    writing_verb,
)
from pipeline.cli.review_confirm import confirm_command, restore_command
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
from pipeline.cli.review_waive import waive_command, waivers_command

__all__ = ["command"]


@click.group("review")
def command() -> None:
    """The review desk: people read, edit and sign; signatures come back as sealed evidence."""


command.add_command(confirm_command)
command.add_command(restore_command)
command.add_command(waive_command)
command.add_command(waivers_command)


@command.group("person")
def person_group() -> None:
    """People and their roles, per locale."""


@person_group.command("add")
@click.argument("username")
@click.option("--name", "printed_name", required=True, help="The name as signatures print it.")
@click.option(
    "--role",
    "grants",
    multiple=True,
    metavar="ROLE:LOCALE",
    help="linguist:es-US, regulatory_reviewer:es-US, coordinator:es-US (repeatable).",
)
@click.option("--organization", default="", help="Shown with the name.")
@writing_verb
def person_add(
    *,
    username: str,
    printed_name: str,
    grants: tuple[str, ...],
    organization: str,
    root: Path,
    as_of: dt.date,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Add a person; the password is asked for (or is the next line of stdin)."""
    from pipeline.workflow.outcome import Outcome

    pairs = [tuple(grant.partition(":")[::2]) for grant in grants]
    if any(not locale for _, locale in pairs):
        raise click.UsageError("--role is ROLE:LOCALE, such as linguist:es-US")
    password = ask_password(f"Password of {username}")
    with open_desk(root, "review person add", as_of, dry_run=dry_run) as (project, act):
        from pipeline.desk import verbs
        from pipeline.workflow.project import select_locales

        select_locales(project, [locale for _, locale in pairs])
        person = verbs.add_person(
            username=username,
            printed_name=printed_name,
            password=password,
            grants=[(role, locale) for role, locale in pairs],
            organization=organization,
            operator=act.operator,
            at=act.at,
        )
    outcome = Outcome(
        verb="review person add",
        lines=(f"{person.username}: {person.printed_name}; {', '.join(grants) or 'no role yet'}",),
        data={"username": person.username, "grants": list(grants)},
        next="imprimatur review send",
    )
    return show(outcome, as_json=as_json, quiet=quiet)


@person_group.command("list")
@reading_verb
def person_list(*, root: Path, as_of: dt.date, as_json: bool, quiet: bool) -> int:
    """Everybody at the desk, with roles and locales."""
    from pipeline.workflow.outcome import Outcome
    from pipeline.workflow.table import table

    with open_desk(root, "review person list", as_of):
        from pipeline.desk import verbs

        people = verbs.list_people()
    rows = [
        [
            person.username,
            person.printed_name,
            ", ".join(f"{role}:{locale}" for role, locale in person.grants),
            "active" if person.active else "inactive",
        ]
        for person in people
    ]
    outcome = Outcome(
        verb="review person list",
        lines=tuple(table(("username", "printed name", "roles", "state"), rows)),
        data={"people": [{"username": row[0], "printed_name": row[1]} for row in rows]},
    )
    return show(outcome, as_json=as_json, quiet=quiet)


@command.command("send")
@click.option("--importer", metavar="USERNAME", help="Who answers for bringing the text.")
@writing_verb
@locale_option
def send_command(
    *,
    importer: str | None,
    root: Path,
    locales: tuple[str, ...],
    as_of: dt.date,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Bring new and changed units to the desk."""
    with open_desk(root, "review send", as_of, dry_run=dry_run) as (project, act):
        from pipeline.desk.journey import send

        outcome = send(project, locales, act, importer=importer)
    return show(outcome, as_json=as_json, quiet=quiet)


@command.command("sheet")
@one_locale
@one_domain
@out_option()
@writing_verb
def sheet_command(
    *,
    locale: str,
    domain: str | None,
    out: Path,
    root: Path,
    as_of: dt.date,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Write the sheet to read before signing: one HTML file, no scripts, nothing loaded."""
    with open_desk(root, "review sheet", as_of, dry_run=dry_run) as (project, act):
        from pipeline.desk.journey import sheet

        outcome = sheet(project, locale, the_domain(project, domain), out=out, act=act)
    return show(outcome, as_json=as_json, quiet=quiet)


@command.command("sign")
@one_locale
@one_domain
@username_option()
@meaning_option()
@sheet_option()
@numbers_option()
@click.option("--reason", default="", help="Why; needed after a change of signed text.")
@writing_verb
def sign_command(
    *,
    locale: str,
    domain: str | None,
    username: str,
    meaning: str,
    sheet_file: Path,
    numbers: tuple[int, ...],
    reason: str,
    root: Path,
    as_of: dt.date,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Sign units (default: all that can be signed) with your password, bound to the sheet."""
    password = password_of(username, dry_run=dry_run)
    with open_desk(root, "review sign", as_of) as (project, act):
        from pipeline.desk.journey import Signing, sign

        outcome = sign(
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


@command.command("reject")
@one_locale
@one_domain
@username_option()
@numbers_option(required=True)
@click.option("--reason", required=True, help="Why; part of the record.")
@click.option("--withdraw", is_flag=True, help="Take back your own signature instead.")
@writing_verb
def reject_command(
    *,
    locale: str,
    domain: str | None,
    username: str,
    numbers: tuple[int, ...],
    reason: str,
    withdraw: bool,
    root: Path,
    as_of: dt.date,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Reject units: every earlier signature of these texts ends."""
    password = password_of(username, dry_run=dry_run)
    with open_desk(root, "review reject", as_of) as (project, act):
        from pipeline.desk.journey import Signing, sign

        outcome = sign(
            project,
            locale,
            the_domain(project, domain),
            Signing(
                username=username,
                password=password,
                meaning="withdrawal" if withdraw else "rejection",
                numbers=numbers,
                reason=reason,
                rehearsed=dry_run,
            ),
            sheet_data=None,
            act=act,
        )
    return show(outcome, as_json=as_json, quiet=quiet)


@command.command("collect")
@writing_verb
@locale_option
@keys_option
def collect_command(
    *,
    root: Path,
    locales: tuple[str, ...],
    key_folder: Path | None,
    as_of: dt.date,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Bring accepted texts and sealed evidence back into the repository."""
    with open_desk(root, "review collect", as_of, dry_run=dry_run) as (project, act):
        from pipeline.desk.journey import collect

        outcome = collect(project, locales, act, key_source(key_folder))
    return show(outcome, as_json=as_json, quiet=quiet)


@command.command("serve")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@project_option
@as_of_option
def serve_command(*, port: int, root: Path, as_of: dt.date) -> int:
    """Serve the desk on the loopback interface, until interrupted."""
    from pipeline.desk.journey import open_project_desk
    from pipeline.workflow.project import open_project

    open_project_desk(open_project(root, as_of=as_of))
    from pipeline.desk import verbs

    click.echo(f"http://127.0.0.1:{port}/ (Ctrl-C ends it)", err=True)
    verbs.serve(port=port)
    return 0
