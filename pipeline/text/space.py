"""White space in message text."""

from __future__ import annotations

from pipeline.text.patterns import lazy

__all__ = ["collapse"]

_RUN = lazy(r"[ \t\n\r\f\v]+")


def collapse(text: str) -> str:
    """Runs of ASCII white space become one space, and none is left at the ends.

    U+00A0 and its kin are text, not white space: an author put them there.
    """
    line = text.replace("\n", " ")
    if "  " not in line and line.isprintable():  # most text: without its line ends, its own
        return line.strip(" ")
    return _RUN.sub(" ", text).strip(" ")
