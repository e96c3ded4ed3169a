"""`check`: quality rules over the catalogs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import (
    executor_option,
    locale_option,
    reading_verb,
    show,
)

if TYPE_CHECKING:
    from pipeline.check.report.item import ReportItem
    from pipeline.workflow.project import Project

__all__ = ["command"]

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("check")
@click.option(
    "--all", "everything", is_flag=True, help="Ask every unit again, not only those that changed."
)
@click.option("--sarif", type=_FILE, metavar="FILE", help="Write SARIF 2.1.0 as well.")
@click.option("--junit", type=_FILE, metavar="FILE", help="Write JUnit XML as well.")
@click.option("--html", type=_FILE, metavar="FILE", help="Write a report for people as well.")
@reading_verb
@locale_option
@executor_option
def command(
    *,
    everything: bool,
    sarif: Path | None,
    junit: Path | None,
    html: Path | None,
    root: Path,
    locales: tuple[str, ...],
    executor: str | None,
    as_of: dt.date,
    as_json: bool,
    quiet: bool,
) -> int:
    """Findings in every catalog, one line each with file and line; blockers give exit status 3."""
    from pipeline.formats.gettext.collector import paused

    with paused():  # what is imported and read stays to the end
        from pipeline.workflow.check import CheckOptions, check
        from pipeline.workflow.project import open_project

        project = open_project(root, as_of=as_of)
        reports = _reports(project, sarif=sarif, junit=junit, html=html)
        options = CheckOptions(everything=everything, executor=executor, reports=reports)
        return show(check(project, locales, options), as_json=as_json, quiet=quiet)


def _reports(
    project: Project, *, sarif: Path | None, junit: Path | None, html: Path | None
) -> dict[Path, Callable[[Sequence[ReportItem]], bytes]]:
    """The files that were asked for, each with what makes it."""
    if not (sarif or junit or html):
        return {}
    import pipeline
    from pipeline.check.report.html import html_report
    from pipeline.check.report.junit import junit_report
    from pipeline.check.report.sarif import sarif_report
    from pipeline.cli.explain import load_codes

    codes = load_codes() if sarif or html else {}
    makers: dict[Path | None, Callable[[Sequence[ReportItem]], bytes]] = {
        sarif: partial(sarif_report, explain=codes, version=pipeline.__version__),
        junit: junit_report,
        html: partial(
            html_report,
            explain=codes,
            project=project.name,
            source_locale=project.settings.source_locale,
        ),
    }
    return {place.absolute(): make for place, make in makers.items() if place is not None}
