"""Every error this package raises on purpose.

    ImprimaturError            carries one or more faults, each with a stable dotted code
    ├── RejectedError          exit 2: called wrongly, or an input is refused whole
    ├── RefusedError           exit 4: the action may not happen
    └── EnvironmentFailedError exit 5: disk, network, key or program failed

Exit status 1 is an uncaught exception and so always a bug. Findings (model.finding) are not
errors: they are results of a check. Codes are listed and explained in `cli/codes/*.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Self

__all__ = [
    "EnvironmentFailedError",
    "Fault",
    "ImprimaturError",
    "RefusedError",
    "RejectedError",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong, and where: becomes one line for a person."""

    code: str
    message: str
    path: str = ""
    """Project-relative path with `/`, or the name the user gave."""
    line: int = 0
    """One-based; 0 when the fault concerns the whole file."""
    hint: str = ""
    """The next step, usually a command."""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}: " if self.line else f"{self.path}: " if self.path else ""
        hint = f" ({self.hint})" if self.hint else ""
        return escape_controls(f"{place}{self.message} [{self.code}]{hint}")


class ImprimaturError(Exception):
    """The root: at least one fault; `exit_status` is the process's exit status."""

    exit_status: ClassVar[int]

    def __init__(self, *faults: Fault) -> None:
        if not faults:
            raise TypeError("an error needs at least one fault")
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))

    @classmethod
    def of(cls, code: str, message: str, *, path: str = "", line: int = 0, hint: str = "") -> Self:
        """An error with this one fault."""
        return cls(Fault(code=code, message=message, path=path, line=line, hint=hint))

    @classmethod
    def raise_for(cls, faults: Iterable[Fault]) -> None:
        """Raises with all faults at once; does nothing when there is none."""
        found = tuple(faults)
        if found:
            raise cls(*found)

    @property
    def code(self) -> str:
        """The first fault's code."""
        return self.faults[0].code


class RejectedError(ImprimaturError):
    """The call or an input is wrong; nothing was changed."""

    exit_status = 2


class RefusedError(ImprimaturError):
    """The action may not happen: unapproved, unsealed, changed, locked, closed, not verified."""

    exit_status = 4


class EnvironmentFailedError(ImprimaturError):
    """Disk, network, key or another program failed; the old state is whole."""

    exit_status = 5


def escape_controls(text: str) -> str:
    r"""The text on one line: control and bidi override characters become \\xNN or \\uNNNN.

    Messages quote hostile input; a line feed or an ANSI escape in it must not forge a line.
    """
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() or char == "\u00a0" else char.encode("unicode_escape").decode()
        for char in text
    )
