"""`approve`: bind an approval to the exact bytes of source documents."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from pipeline.cli.options import (
    day,
    record,
    show,
    writing_verb,
)

__all__ = ["command"]


@click.command("approve")
@click.argument("documents", nargs=-1, metavar="[DOCUMENT]...")
@click.option(
    "--reference", help="The approval's number in your own system, such as MLR-2026-0117."
)
@click.option("--by", "approved_by", help="Who approved.")
@click.option("--expires", "expires_on", callback=day, metavar="DATE", help="Valid until.")
@click.option("--drop", is_flag=True, help="Drop the documents' approvals instead.")
@writing_verb
def command(
    *,
    documents: tuple[str, ...],
    reference: str | None,
    approved_by: str | None,
    expires_on: dt.date | None,
    drop: bool,
    root: Path,
    as_of: dt.date,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Approve the exact bytes of DOCUMENTs (default: every document of every domain).

    With --dry-run and nothing else: what the documents as they lie there would cost. Units new
    and changed, and signatures voided, per locale.
    """
    from pipeline.workflow.approve import approve, approve_cost, drop_approvals
    from pipeline.workflow.project import run_on_project

    with run_on_project(root, "approve", as_of=as_of, dry_run=dry_run, **record()) as project:
        if drop:
            outcome = drop_approvals(project, paths=documents)
        elif dry_run and reference is None:
            outcome = approve_cost(project)
        else:
            if reference is None or approved_by is None or expires_on is None:
                raise click.UsageError("an approval needs --reference, --by and --expires")
            outcome = approve(
                project,
                paths=documents,
                reference=reference,
                approved_by=approved_by,
                expires_on=expires_on,
            )
    return show(outcome, as_json=as_json, quiet=quiet)
