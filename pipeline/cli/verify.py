"""`verify`: is this release exactly what was signed? Passes on to `pipeline.verify`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from pipeline.cli.options import as_of_option, json_option, trust_option

__all__ = ["command"]


@click.command("verify")
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@trust_option
@click.option("--demonstration", is_flag=True, help="Accept a release made with sample keys.")
@click.option("--no-remember", is_flag=True, help="Leave the trust file as it is.")
@as_of_option
@json_option
def command(
    *,
    directory: Path,
    trust: Path | None,
    demonstration: bool,
    no_remember: bool,
    as_of: dt.date,
    as_json: bool,
) -> int:
    """Verify the release in DIRECTORY against the trust file.

    Needs nothing of the project. A site without this command line uses
    `python -m pipeline.verify DIRECTORY --trust FILE`.
    """
    from pipeline.verify.__main__ import main

    arguments = [str(directory), "--trust", str(trust or _only_trust())]
    arguments += ["--as-of", as_of.isoformat()]
    arguments += ["--demonstration"] if demonstration else []
    arguments += ["--no-remember"] if no_remember else []
    arguments += ["--json"] if as_json else []
    return main(arguments)


def _only_trust() -> Path:
    """The one trust file of the user's configuration folder."""
    found = sorted(Path(click.get_app_dir("imprimatur")).glob("*.trust.json"))
    if len(found) != 1:
        raise click.UsageError(
            f"--trust FILE is needed: {len(found)} trust files in the configuration folder"
        )
    return found[0]
