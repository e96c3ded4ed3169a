r"""Strings between quotes: quote, unquote, and the characters no catalog may hold.

Only `\n`, `\t`, `\"` and `\\` are written and read. The other escapes of C stand for control
characters or for bytes of an unnamed charset; both are refused.
"""

from __future__ import annotations

import re

from pipeline.errors import Fault, RejectedError

__all__ = ["CONTROL", "check_characters", "encode", "escape_fault", "quote", "unquote"]

CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(2**16, 17 << 16, 2**16)
    )
    + "]"
)
"""Control characters but tab and line feed, surrogates, and code points that are no character."""
MAX_REPORTED = 20
_ESCAPE = re.compile(r"\\(.?)", re.DOTALL)
_MEANING = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}
_QUOTE = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"})
_SPECIAL = re.compile(r'[\\"\n\t]')


def quote(text: str) -> str:
    """The text between quotes, on one physical line."""
    return f'"{text.translate(_QUOTE)}"' if _SPECIAL.search(text) else f'"{text}"'


def unquote(text: str, escapes: list[str]) -> str:
    """What stands between quotes, decoded; escapes that may not be are added to `escapes`."""
    if "\\" not in text:
        return text

    def meaning(match: re.Match[str]) -> str:
        found = _MEANING.get(match[1])
        if found is None:
            escapes.append(match[0])
        return found or ""

    return _ESCAPE.sub(meaning, text)


def escape_fault(escape: str, *, path: str, line: int) -> Fault:
    """The fault for an escape that may not be: of a control character, or of a byte."""
    control = len(escape) > 1 and escape[1] in "abfrv01234567x"
    return Fault(
        code="text.control" if control else "catalog.syntax",
        message=f"the escape {escape} is not allowed in a string",
        path=path,
        line=line,
        hint="write the character itself, \\n or \\t",
    )


def check_characters(text: str, *, path: str) -> list[Fault]:
    """One `text.control` fault per character that no catalog may hold, up to a bound."""
    faults: list[Fault] = []
    if CONTROL.search(text):
        for match in CONTROL.finditer(text):
            if len(faults) == MAX_REPORTED:
                break
            faults.append(
                Fault(
                    code="text.control",
                    message=f"the character U+{ord(match[0]):04X} is not allowed in a catalog",
                    path=path,
                    line=text.count("\n", 0, match.start()) + 1,
                )
            )
    return faults


def encode(text: str, *, what: str) -> bytes:
    """The UTF-8 bytes of a catalog to be written; what we would not read, we do not write."""
    RejectedError.raise_for(check_characters(text, path=what))
    return text.encode("utf-8")
