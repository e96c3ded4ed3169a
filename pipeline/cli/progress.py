"""Progress bars on a terminal, for whatever can take more than two seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

__all__ = ["progress_bars"]


def _rate(bar: Any) -> str:
    """Units per second so far; the bar itself shows the time that remains."""
    seconds = getattr(bar, "time_per_iteration", 0.0)
    return f"{1 / seconds:.0f}/s" if seconds else ""


@contextmanager
def progress_bars(*, quiet: bool) -> Iterator[Callable[[str, int, int], None] | None]:
    """A callback (label, done, total) that draws one bar per label on stderr.

    None when stderr is no terminal or the person wants quiet: then nothing is drawn.
    """
    if quiet or not sys.stderr.isatty():
        yield None
        return
    bars: dict[str, Any] = {}

    def advance(label: str, done: int, total: int) -> None:
        if label not in bars:
            for former in bars.values():
                former.finish()
            bars[label] = click.progressbar(
                length=total,
                label=label,
                file=sys.stderr,
                show_pos=True,
                item_show_func=lambda _: _rate(bars[label]),
            )
            bars[label].__enter__()
        bars[label].update(done - bars[label].pos)
        if done >= total:
            bars[label].render_finish()

    try:
        yield advance
    finally:
        for bar in bars.values():
            bar.render_finish()
