"""Regular expressions that cannot run away.

Python's engine backtracks: `(a+)+b` takes for ever on a long line of a. A lock's pattern is
short, never matches nothing, repeats no group that repeats inside, and bounds its wildcards.
"""

from __future__ import annotations

import re

__all__ = ["pattern_fault"]

MAX_LENGTH = 500
_TOKEN = re.compile(
    r"""(?P<escape>\\.)
    |(?P<class>\[\^?\]?(?:\\.|[^\]\\])*\])
    |(?P<open>\((?:\?(?:[:=!]|<[=!]|P<\w+>))?)
    |(?P<close>\))
    |(?P<repeat>[*+]|\{\d*(?:,\d*)?\}|\?)
    |(?P<alternative>\|)
    |(?P<char>.)""",
    re.VERBOSE | re.DOTALL,
)
_MANY = 20


def pattern_fault(pattern: str) -> str | None:
    """Why this expression is refused, in words, or None."""
    if len(pattern) > MAX_LENGTH:
        return f"a pattern of {len(pattern)} characters is longer than {MAX_LENGTH}"
    try:
        compiled = re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        return f"not a regular expression: {error}"
    if compiled.search("") is not None:
        return f"the pattern {pattern} matches the empty text"
    if re.search(r"\\[1-9]|\(\?P=", pattern):
        return f"the pattern {pattern} refers back to a group, which can take for ever"
    if re.search(r"\(\?(?![:=!<P])", pattern):
        return f"the pattern {pattern} uses a group form that is not allowed here"
    return _runaway(pattern)


def _is_unbounded(repeat: str) -> bool:
    if repeat in {"*", "+"}:
        return True
    if repeat == "?":
        return False
    low, comma, high = repeat.strip("{}").partition(",")
    return bool(comma and not high) or int(high or low or 0) > _MANY


def _runaway(pattern: str) -> str | None:
    """Looks for a repeated group that repeats inside, and for wildcards without bound."""
    stack: list[bool] = []
    inside = False
    last = ""
    """The token a repeat would apply to; `(+)` for a group that repeats inside."""
    unbounded = 0
    for match in _TOKEN.finditer(pattern):
        kind, piece = match.lastgroup, match.group()
        if kind == "open":
            stack.append(inside)
            inside, last = False, ""
        elif kind == "close":
            last = "(+)" if inside else "()"
            inside = (stack.pop() if stack else False) or inside
        elif kind == "alternative":
            if stack:
                inside = True
            last = ""
        elif kind == "repeat" and last:
            if _is_unbounded(piece) or (piece != "?" and last == "(+)"):
                if last == "(+)":
                    return f"the pattern {pattern} repeats a group that itself repeats or chooses"
                if last in {".", r"\S", r"\D", r"\W"} or last.startswith("[^"):
                    return f"the pattern {pattern} repeats {last} without bound"
                unbounded += 1
                inside = True
            elif piece != "?" and "," in piece:
                inside = True
            last = last if piece == "?" else ""
        else:
            last = piece
    if unbounded > 3:  # noqa: PLR2004 - each one multiplies the time by the length of the text
        return f"the pattern {pattern} has {unbounded} repeats without bound"
    return None
