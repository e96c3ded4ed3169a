"""Options that several verbs share, and how an outcome is shown."""

from __future__ import annotations

import datetime as dt
import getpass
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypedDict, TypeVar

import click

from pipeline.errors import escape_controls
from pipeline.workflow.outcome import Outcome

__all__ = [
    "as_of_option",
    "day",
    "dry_run_option",
    "environment",
    "executor_option",
    "json_option",
    "local_now",
    "locale_option",
    "now",
    "project_option",
    "quiet_option",
    "reading_verb",
    "record",
    "show",
    "today",
    "trust_option",
    "writing_verb",
]

_F = TypeVar("_F", bound=Callable[..., Any])


def project_option(function: _F) -> _F:
    """`--project DIR`: the folder with `imprimatur.toml`."""
    return click.option(
        "--project",
        "root",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        default=".",
        show_default="the current folder",
        help="Folder that holds imprimatur.toml.",
    )(function)


def locale_option(function: _F) -> _F:
    """`--locale TAG`, repeatable."""
    return click.option(
        "--locale",
        "locales",
        multiple=True,
        metavar="TAG",
        help="Only this locale (repeatable). Default: all of the project.",
    )(function)


def today() -> str:
    """The day of the clock, UTC, as ISO text. The only place a verb's default day comes from."""
    return dt.datetime.now(dt.UTC).date().isoformat()  # noqa: TID251 - cli reads the clock


def day(context: click.Context, parameter: click.Parameter, value: str | None) -> dt.date | None:
    """A click callback: ISO text as a date."""
    del context, parameter
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a date such as 2026-11-22") from None


def now() -> str:
    """The clock's instant in UTC with milliseconds: `2026-11-22T18:10:05.123Z`."""
    instant = dt.datetime.now(dt.UTC)  # noqa: TID251 - cli reads the clock
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def environment() -> dict[str, str]:
    """A copy of the process's environment: only engines read it, for their keys."""
    return dict(os.environ)  # noqa: TID251 - cli reads the environment


def local_now() -> dt.datetime:
    """The clock's instant with the machine's zone: what signatures show."""
    return dt.datetime.now(dt.UTC).astimezone()  # noqa: TID251 - cli reads the clock


class Outside(TypedDict):
    """What the record of a verb needs from outside the process."""

    at: str
    operator: str


def record() -> Outside:
    """What the record of a verb that writes needs from outside: the time, and who runs it."""
    try:
        operator = getpass.getuser()
    except (KeyError, OSError):  # no such user in the system's list
        operator = str(os.getuid())
    return Outside(at=now(), operator=operator)


def as_of_option(function: _F) -> _F:
    """`--as-of DATE`: the day approvals, locks and keys are judged on."""
    return click.option(
        "--as-of",
        "as_of",
        default=today,
        callback=day,
        metavar="DATE",
        show_default="today",
        help="The day on which approvals, locks and keys are judged.",
    )(function)


def dry_run_option(function: _F) -> _F:
    """`--dry-run`: say what would be written, write nothing."""
    return click.option("--dry-run", is_flag=True, help="Say what would change; write nothing.")(
        function
    )


def executor_option(function: _F) -> _F:
    """`--executor WHERE`: who does the jobs."""
    return click.option(
        "--executor",
        metavar="WHERE",
        help="Who does the jobs: threads:N, processes:N, dask:tls://HOST:PORT or none."
        " Default: the settings'.",
    )(function)


def json_option(function: _F) -> _F:
    """`--json`: the result as JSON on stdout."""
    return click.option("--json", "as_json", is_flag=True, help="The result as JSON.")(function)


def quiet_option(function: _F) -> _F:
    """`--quiet`: no talk on stderr."""
    return click.option("--quiet", "-q", is_flag=True, help="No progress and no remarks.")(function)


def trust_option(function: _F) -> _F:
    """`--trust FILE`: the roots this reader trusts, kept outside the project."""
    return click.option(
        "--trust",
        "trust",
        type=click.Path(dir_okay=False, path_type=Path),
        default=None,
        show_default="in the user's configuration folder",
        help="The trust file: root fingerprints and the highest versions seen.",
    )(function)


def reading_verb(function: _F) -> _F:
    """The options of every verb that only reads: project, day, JSON, quiet."""
    return project_option(as_of_option(json_option(quiet_option(function))))


def writing_verb(function: _F) -> _F:
    """The options of every verb that writes: those of a reading one, and `--dry-run`."""
    return project_option(as_of_option(dry_run_option(json_option(quiet_option(function)))))


def show(outcome: Outcome, *, as_json: bool = False, quiet: bool = False) -> int:
    """Prints the outcome: result on stdout, talk on stderr. The exit status."""
    if as_json:
        payload = {
            "verb": outcome.verb,
            "exit_status": outcome.exit_status,
            **outcome.data,
            "changed": list(outcome.changed),
            "held": [_fault(fault) for fault in outcome.held],
            "findings": [_finding(finding) for finding in outcome.findings],
            "waived": [_waived(item) for item in outcome.waived],
            "next": outcome.next,
        }
        click.echo(json.dumps(payload, ensure_ascii=False, indent=2, sort_keys=False))
    else:
        for line in outcome.lines:
            click.echo(line)
        for finding in outcome.findings:
            click.echo(escape_controls(str(finding)))
        for item in outcome.waived:
            click.echo(f"waived: {item}")
    if quiet:
        return outcome.exit_status
    for fault in outcome.held:
        click.echo(f"held: {fault}", err=True)
    for line in outcome.talk:
        click.echo(line, err=True)
    if outcome.next:
        click.echo(f"next: {outcome.next}", err=True)
    return outcome.exit_status


def _waived(item: Any) -> dict[str, Any]:
    from pipeline.workflow.waivers import waived_data

    return waived_data(item)


def _fault(fault: Any) -> dict[str, Any]:
    return {
        "code": fault.code,
        "message": fault.message,
        "path": fault.path,
        "line": fault.line,
        "hint": fault.hint,
    }


def _finding(finding: Any) -> dict[str, Any]:
    span = finding.span
    return {
        "code": finding.code,
        "type": finding.type,
        "severity": finding.severity,
        "message": finding.message,
        "locale": finding.locale,
        "context": finding.key.context if finding.key else None,
        "source": finding.key.source if finding.key else None,
        "span": [span.form, span.start, span.end] if span else None,
        "path": finding.path,
        "line": finding.line,
    }
