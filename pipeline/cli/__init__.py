"""One module per verb: arguments, rendering, exit status.

`main()` is the console script. Exit status: 0 done; 2 called wrongly or input rejected; 3 done,
but units are held or blockers were found; 4 refused; 5 the environment failed; 130 and 143 on
signals. 1 is an uncaught exception: always a bug.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from importlib import import_module
from types import FrameType
from typing import NoReturn

import click

from pipeline.errors import ImprimaturError

__all__ = ["COLLECT_RARELY", "main"]

_VERBS = {
    "run": "extract to check in one go: source_content/ to locales/, ready for review",
    "status": "Per locale: units, locked, open, held, final, and what blocks a release",
    "init": "Start a project in an empty folder",
    "approve": "Approve the exact bytes of source documents",
    "extract": "Approved documents to templates (locales/<domain>.pot)",
    "update": "Bring catalogs up to their template",
    "lock": "The registry of locked text: list, lint, impact, seal",
    "fill": "Give locked units their approved translation",
    "pretranslate": "Memory, then machine, for what is empty and not locked",
    "check": "Quality rules over the catalogs",
    "handoff": "Packages to and from localization vendors",
    "review": "People, the review sheet, signatures",
    "gate": "May it ship? Every requirement that is not met, and what would meet it",
    "compile": "Final units to .mo, pages and JSON",
    "release": "Artifacts to a signed release in dist/",
    "verify": "Is this release exactly what was signed? Stands alone",
    "memory": "Look up what was signed before",
    "ledger": "Verify and print the hash chain of events",
    "key": "Keys, keyring and trust",
    "explain": "What a code means and what to do",
}


COLLECT_RARELY = (100_000, 20, 100)
"""When Python looks for cycles: a verb is a short process that keeps most of what it makes."""


class _Verbs(click.Group):
    """Loads a verb's module only when that verb is called: `--help` imports none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs in the order of the journey."""
        del ctx
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb's command, from `pipeline.cli.<verb>`."""
        del ctx
        if cmd_name not in _VERBS:
            return None
        command = import_module(f"pipeline.cli.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101 - a broken module is a bug
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of verbs, from the table above."""
        del ctx
        with formatter.section("Verbs"):
            formatter.write_dl(list(_VERBS.items()))


@click.group(
    cls=_Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Every code in a message is documented: imprimatur explain CODE",
)
@click.version_option(package_name="imprimatur", message="imprimatur %(version)s")
def cli() -> None:
    """Approved English in; locales that named people have signed out; nothing else can."""


def _on_sigterm(number: int, frame: FrameType | None) -> NoReturn:
    del frame
    raise SystemExit(128 + number)


def main() -> NoReturn:
    """Runs the command line and ends the process with its exit status."""
    gc.set_threshold(*COLLECT_RARELY)
    signal.signal(signal.SIGTERM, _on_sigterm)
    signal.signal(signal.SIGHUP, _on_sigterm)
    try:
        status = cli.main(standalone_mode=False)
        sys.stdout.flush()
        sys.exit(status if isinstance(status, int) else 0)
    except ImprimaturError as error:
        for fault in error.faults:
            click.echo(f"imprimatur: {fault}", err=True)
        sys.exit(error.exit_status)
    except click.exceptions.Abort:
        click.echo("imprimatur: interrupted", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader went away; what was to be written is written. Keep Python from complaining.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
