"""`explain CODE`: what a code means and what to do."""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files

import click

from pipeline.errors import RejectedError

__all__ = ["command", "load_codes"]


def load_codes() -> dict[str, dict[str, str]]:
    """Every documented code with its title, meaning and next step, sorted."""
    found: dict[str, dict[str, str]] = {}
    for place in files("pipeline.cli").joinpath("codes").iterdir():
        if place.name.endswith(".toml"):
            found.update(tomllib.loads(place.read_text("utf-8")))
    return dict(sorted(found.items()))


@click.command("explain")
@click.argument("code", required=False)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def command(code: str | None, *, as_json: bool) -> None:
    """What CODE means and what to do; without CODE, the list of all."""
    codes = load_codes()
    if code is None:
        if as_json:
            click.echo(json.dumps(codes, ensure_ascii=False, indent=2))
        else:
            width = max(map(len, codes), default=0)
            for name, entry in codes.items():
                click.echo(f"{name:<{width}}  {entry['title']}")
        return
    if code not in codes:
        near = [name for name in codes if name.split(".")[0] == code.split(".", maxsplit=1)[0]]
        raise RejectedError.of(
            "usage.unknown_code",
            f"no code {code!r}" + (f"; near it: {', '.join(near)}" if near else ""),
            hint="imprimatur explain",
        )
    entry = codes[code]
    if as_json:
        click.echo(json.dumps({"code": code, **entry}, ensure_ascii=False, indent=2))
        return
    click.echo(f"{code}: {entry['title']}\n\n{entry['meaning']}\n\nWhat to do: {entry['next']}")
