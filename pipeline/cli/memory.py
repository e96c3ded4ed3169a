"""`memory`: what was signed before, and what named people imported."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from pipeline.cli.options import (
    locale_option,
    reading_verb,
    record,
    show,
    writing_verb,
)

__all__ = ["command"]


@click.group("memory")
def command() -> None:
    """The memory: targets of signed units, and imports marked as such."""


@command.command("build")
@click.option("--again", is_flag=True, help="Make the index anew, too.")
@writing_verb
def build_command(
    *, again: bool, root: Path, as_of: dt.date, dry_run: bool, as_json: bool, quiet: bool
) -> int:
    """Bring the memory into step with what is signed today. Look-ups do this themselves."""
    from pipeline.workflow.memory import build
    from pipeline.workflow.project import run_on_project

    with run_on_project(root, "memory build", as_of=as_of, dry_run=dry_run, **record()) as project:
        outcome = build(project, again=again)
    return show(outcome, as_json=as_json, quiet=quiet)


@command.command("search")
@click.argument("text")
@click.option("--context", default="", help="The message context, for in-context matches.")
@click.option(
    "--least", type=click.IntRange(50, 100), default=75, show_default=True, help="Per cent."
)
@click.option("--limit", type=click.IntRange(1, 100), default=5, show_default=True)
@reading_verb
@locale_option
def search_command(
    *,
    text: str,
    context: str,
    least: int,
    limit: int,
    root: Path,
    locales: tuple[str, ...],
    as_of: dt.date,
    as_json: bool,
    quiet: bool,
) -> int:
    """What is like TEXT, best first; for several sentences, what is like each."""
    from pipeline.workflow.memory_lookup import search
    from pipeline.workflow.project import open_project

    outcome = search(
        open_project(root, as_of=as_of), locales, text, context=context, least=least, limit=limit
    )
    return show(outcome, as_json=as_json, quiet=quiet)


@command.command("concordance")
@click.argument("text")
@click.option("--target", "in_target", is_flag=True, help="Search the targets.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@reading_verb
@locale_option
def concordance_command(
    *,
    text: str,
    in_target: bool,
    limit: int,
    root: Path,
    locales: tuple[str, ...],
    as_of: dt.date,
    as_json: bool,
    quiet: bool,
) -> int:
    """Where TEXT was used, in sources or targets, without regard to case."""
    from pipeline.workflow.memory_lookup import concordance
    from pipeline.workflow.project import open_project

    outcome = concordance(
        open_project(root, as_of=as_of), locales, text, in_target=in_target, limit=limit
    )
    return show(outcome, as_json=as_json, quiet=quiet)


@command.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--by", required=True, metavar="NAME", help="Who answers for this import.")
@click.option("--reference", required=True, help="What it is; stands in every origin.")
@writing_verb
@locale_option
def import_command(
    *,
    file: Path,
    by: str,
    reference: str,
    root: Path,
    locales: tuple[str, ...],
    as_of: dt.date,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Take the pairs of a .tmx or .po FILE as candidates, never above 99 %."""
    from pipeline.workflow.memory_exchange import import_memory
    from pipeline.workflow.project import run_on_project

    with run_on_project(root, "memory import", as_of=as_of, dry_run=dry_run, **record()) as project:
        outcome = import_memory(project, locales, file, by=by, reference=reference)
    return show(outcome, as_json=as_json, quiet=quiet)


@command.command("forget")
@click.argument("reference")
@writing_verb
def forget_command(
    *, reference: str, root: Path, as_of: dt.date, dry_run: bool, as_json: bool, quiet: bool
) -> int:
    """Take out what was imported under REFERENCE."""
    from pipeline.workflow.memory_exchange import forget_import
    from pipeline.workflow.project import run_on_project

    with run_on_project(root, "memory forget", as_of=as_of, dry_run=dry_run, **record()) as project:
        outcome = forget_import(project, reference)
    return show(outcome, as_json=as_json, quiet=quiet)


@command.command("export")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The .tmx file."
)
@click.option("--all", "every", is_flag=True, help="Imports, too.")
@writing_verb
@locale_option
def export_command(
    *,
    out: Path,
    every: bool,
    root: Path,
    locales: tuple[str, ...],
    as_of: dt.date,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Write what is signed as TMX 1.4b."""
    from pipeline.workflow.memory_exchange import export_memory
    from pipeline.workflow.project import open_project

    project = open_project(root, as_of=as_of, dry_run=dry_run)
    outcome = export_memory(project, locales, out, every=every)
    return show(outcome, as_json=as_json, quiet=quiet)


@command.command("stats")
@reading_verb
def stats_command(*, root: Path, as_of: dt.date, as_json: bool, quiet: bool) -> int:
    """How much the memory holds, and every import."""
    from pipeline.workflow.memory import stats
    from pipeline.workflow.project import open_project

    outcome = stats(open_project(root, as_of=as_of))
    return show(outcome, as_json=as_json, quiet=quiet)
