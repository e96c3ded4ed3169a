r"""Strings between quotes: quote, unquote, and the characters no catalog may hold.

Only `\n`, `\t`, `\"` and `\\` are written and read. The other escapes of C stand for control
characters or for bytes of an unnamed charset; both are refused.
"""

from __future__ import annotations

import re
from itertools import islice

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
_CONTROL_BYTES = bytes({*range(9), *range(0x0B, 0x20), 0x7F})
_CONTROL_SEQUENCE = re.compile(
    rb"\xc2[\x80-\x9f]|\xed[\xa0-\xbf]|\xef(?:\xb7[\x90-\xaf]|\xbf[\xbe\xbf])"
    rb"|[\xf0-\xf4][\x8f\x9f\xaf\xbf]\xbf[\xbe\xbf]"
)
"""The same in UTF-8."""
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


def check_characters(text: str, data: bytes, *, path: str) -> list[Fault]:
    """One `text.control` fault per character that no catalog may hold, up to a bound.

    `data` is the text in UTF-8: bytes are searched ten times as fast as characters.
    """
    if len(data.translate(None, _CONTROL_BYTES)) == len(data) and (
        text.isascii() or not _CONTROL_SEQUENCE.search(data)
    ):
        return []
    return [
        Fault(
            code="text.control",
            message=f"the character U+{ord(match[0]):04X} is not allowed in a catalog",
            path=path,
            line=text.count("\n", 0, match.start()) + 1,
        )
        for match in islice(CONTROL.finditer(text), MAX_REPORTED)
    ]


def encode(text: str, *, what: str) -> bytes:
    """The UTF-8 bytes of a catalog to be written; what we would not read, we do not write."""
    data = text.encode("utf-8", "surrogatepass")
    RejectedError.raise_for(check_characters(text, data, path=what))
    return data
