"""`lock add`, `import`, `export` and `drift`: the registry changes, and what it finds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from pipeline.cli.options import (
    day,
    locale_option,
    reading_verb,
    record,
    show,
    writing_verb,
)

__all__ = ["add_command", "drift_command", "export_command", "import_command"]


def _pairs(
    context: click.Context, parameter: click.Parameter, values: Sequence[str]
) -> dict[str, list[str]]:
    """`LOCALE=TEXT`, repeatable."""
    del context
    found: dict[str, list[str]] = {}
    for value in values:
        locale, sign, text = value.partition("=")
        if not sign:
            raise click.BadParameter(f"{value!r} is not LOCALE=TEXT", param=parameter)
        found.setdefault(locale, []).append(text)
    return found


@click.command("add")
@click.argument("name")
@click.option("--kind", help="isi, indication, brand, generic, contact, legal, term, …")
@click.option("--scope", type=click.Choice(["passage", "phrase", "term", "pattern"]))
@click.option("--policy", type=click.Choice(["approved", "verbatim"]))
@click.option("--source", multiple=True, help="The text; repeat it for each segment of a passage.")
@click.option("--context", help="Only messages of this context.")
@click.option("--form", "forms", multiple=True, callback=_pairs, metavar="LOCALE=TEXT")
@click.option("--form-pattern", "patterns", multiple=True, callback=_pairs, metavar="LOCALE=REGEX")
@click.option("--reference", required=True, help="The approval's number in your own system.")
@click.option("--effective", "effective_on", required=True, callback=day, metavar="DATE")
@click.option("--expires", "expires_on", required=True, callback=day, metavar="DATE")
@click.option("--authority", help="Of a standard statement: who fixed its wording.")
@click.option("--template", help="Of a standard statement: the template with its version.")
@click.option("--statement", "statement_id", help="Of a standard statement: its id there.")
@writing_verb
def add_command(
    *, root: Path, as_of: dt.date, dry_run: bool, as_json: bool, quiet: bool, **wanted: Any
) -> int:
    """Add a lock, or the next revision of one: what is not said stays as it was."""
    from pipeline.model.lock import StandardStatement
    from pipeline.workflow.lock_add import LockRequest, add_lock
    from pipeline.workflow.project import run_on_project

    authority, template = wanted.pop("authority"), wanted.pop("template")
    fields = (authority, template, wanted.pop("statement_id"))
    if any(fields) and not all(fields):
        raise click.UsageError("a standard statement has --authority, --template and --statement")
    statement = (
        StandardStatement(authority=fields[0], template=fields[1], id=fields[2])
        if all(fields)
        else None
    )
    with run_on_project(root, "lock add", as_of=as_of, dry_run=dry_run, **record()) as project:
        outcome = add_lock(project, LockRequest(statement=statement, **wanted))
    return show(outcome, as_json=as_json, quiet=quiet)


@click.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--locale", default="", metavar="TAG", help="For rows that name none.")
@click.option("--reference", default="", help="For rows that name none.")
@click.option("--by", "approved_by", default="", help="Who approved, for rows that name nobody.")
@click.option("--effective", "effective_on", default="", metavar="DATE")
@click.option("--expires", "expires_on", default="", metavar="DATE")
@click.option("--matching-only", is_flag=True, help="Leave out rows that are no lock's text.")
@writing_verb
def import_command(
    *,
    file: Path,
    matching_only: bool,
    root: Path,
    as_of: dt.date,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
    **values: str,
) -> int:
    """Take approved translations (.po, .tmx, .xlsx, .csv) or terms (.tbx)."""
    from pipeline.locks.intake import Defaults
    from pipeline.workflow.lock_import import import_file
    from pipeline.workflow.project import run_on_project

    with run_on_project(root, "lock import", as_of=as_of, dry_run=dry_run, **record()) as project:
        outcome = import_file(
            project, file, defaults=Defaults(**values), matching_only=matching_only
        )
    return show(outcome, as_json=as_json, quiet=quiet)


@click.command("export")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@writing_verb
@locale_option
def export_command(
    *,
    out: Path,
    root: Path,
    locales: tuple[str, ...],
    as_of: dt.date,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Write the terms in force as TBX-Basic."""
    from pipeline.workflow.lock_export import export_terms
    from pipeline.workflow.project import open_project

    project = open_project(root, as_of=as_of, dry_run=dry_run)
    return show(export_terms(project, locales, out=out), as_json=as_json, quiet=quiet)


@click.command("drift")
@reading_verb
def drift_command(*, root: Path, as_of: dt.date, as_json: bool, quiet: bool) -> int:
    """What in the sources is nearly a lock and is not, with file, line and word diff."""
    from pipeline.workflow.lock_drift import drift
    from pipeline.workflow.project import open_project

    return show(drift(open_project(root, as_of=as_of)), as_json=as_json, quiet=quiet)
