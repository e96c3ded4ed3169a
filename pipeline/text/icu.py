"""ICU MessageFormat, as far as a check needs it: arguments, their kinds, and plural branches.

A small reader of nested braces, with apostrophe quoting. It evaluates nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.text.patterns import lazy

__all__ = ["IcuArgument", "IcuSyntaxError", "icu_arguments"]

_DEPTH = 20
_SELECTING = frozenset({"plural", "selectordinal", "select"})
_SELECTOR = lazy(r"\s*(=\d+|[\w-]+)\s*\{")
_CLOSING = lazy(r"\s*\}")
_OFFSET = lazy(r"\s*offset\s*:\s*\d+")


class IcuSyntaxError(ValueError):
    """The text is no ICU message; says where."""


@dataclass(frozen=True, slots=True, order=True)
class IcuArgument:
    """One argument: its name, its kind (`plural`, `number`, or empty) and its branches."""

    name: str
    kind: str
    selectors: tuple[str, ...] = ()


def icu_arguments(text: str) -> tuple[IcuArgument, ...]:
    """Every argument of the message, nested ones too, sorted; IcuSyntaxError."""
    found: list[IcuArgument] = []
    end = _message(text, 0, found, 0)
    if end != len(text):
        raise IcuSyntaxError(f"a closing brace at character {end + 1} closes nothing")
    return tuple(sorted(found))


def _message(text: str, at: int, found: list[IcuArgument], depth: int) -> int:
    """Reads up to an unmatched `}` or the end; returns its place."""
    if depth > _DEPTH:
        raise IcuSyntaxError(f"nested deeper than {_DEPTH}")
    while at < len(text):
        char = text[at]
        if char == "'" and text[at + 1 : at + 2] in {"{", "}"}:
            closing = text.find("'", at + 1)
            at = len(text) if closing < 0 else closing + 1
        elif char == "{":
            at = _argument(text, at + 1, found, depth)
        elif char == "}":
            return at
        else:
            at += 1
    if depth:
        raise IcuSyntaxError("a brace is not closed")
    return at


def _argument(text: str, at: int, found: list[IcuArgument], depth: int) -> int:
    head = re.compile(r"\s*([\w.-]+)\s*(?:,\s*(\w+)\s*)?").match(text, at)
    if head is None:
        raise IcuSyntaxError(f"an argument without a name at character {at + 1}")
    name, kind, at = head[1], head[2] or "", head.end()
    if kind not in _SELECTING:
        closing = text.find("}", at)
        if closing < 0:
            raise IcuSyntaxError(f"{{{name} is not closed")
        found.append(IcuArgument(name, kind))
        return closing + 1
    at = text.find(",", at) + 1
    if not at:
        raise IcuSyntaxError(f"{{{name}, {kind}}} has no branches")
    offset = _OFFSET.match(text, at)
    at = offset.end() if offset else at
    selectors = []
    while (branch := _SELECTOR.match(text, at)) is not None:
        selectors.append(branch[1])
        at = _message(text, branch.end(), found, depth + 1) + 1
    end = _CLOSING.match(text, at)
    if end is None or not selectors:
        raise IcuSyntaxError(f"the branches of {{{name}, {kind}}} are not closed")
    found.append(IcuArgument(name, kind, tuple(sorted(selectors))))
    return end.end()
