"""Where private keys lie and how passwords are asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from pipeline.workflow.keys import KeySource

__all__ = ["ask_password", "default_trust", "key_source", "keys_option"]

_F = TypeVar("_F", bound=Callable[..., Any])


def keys_option(function: _F) -> _F:
    """`--keys DIR`: the folder with the user's private keys."""
    return click.option(
        "--keys",
        "key_folder",
        type=click.Path(file_okay=False, path_type=Path),
        default=None,
        show_default="in the user's data folder",
        help="Folder with your private keys. Never inside a project.",
    )(function)


def key_source(folder: Path | None) -> KeySource:
    """The keys in this folder, or in the user's data folder."""
    return KeySource(folder or Path(click.get_app_dir("imprimatur")) / "keys", ask_password)


def ask_password(prompt: str) -> str:
    """A password: asked for without echo on a terminal, else the next line of stdin."""
    if sys.stdin.isatty():
        return str(click.prompt(prompt, hide_input=True, err=True))
    line = sys.stdin.readline()
    if not line:
        raise click.UsageError(f"{prompt}: no password on stdin")
    return line.rstrip("\r\n")


def default_trust(project: str) -> Path:
    """The trust file's place in the user's configuration folder."""
    return Path(click.get_app_dir("imprimatur")) / f"{project}.trust.json"
