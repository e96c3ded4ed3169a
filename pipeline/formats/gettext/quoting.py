r"""Strings between quotes: quote, unquote, and the characters no catalog may hold.

Only `\n`, `\t`, `\"` and `\\` are written and read. The other escapes of C stand for control
characters or for bytes of an unnamed charset; both are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from pipeline.errors import Fault, RejectedError

__all__ = [
    "CONTROL",
    "check_characters",
    "decoded",
    "encode",
    "escape_fault",
    "pieces",
    "quote",
    "unquote",
]

CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(2**16, 17 << 16, 2**16)
    )
    + "]"
)
"""Control characters but tab and line feed, surrogates, and code points that are no character."""
MAX_REPORTED = 20
_PIECE = 2**18
_CONTROL_BYTES = bytes({*range(9), *range(0x0B, 0x20), 0x7F})
_LONG_BYTES = bytes(range(0xF0, 0xF5))
"""The first bytes of characters beyond the basic plane."""
_SEQUENCES = tuple(
    re.compile(pattern)
    for pattern in (
        rb"\xc2[\x80-\x9f]",
        rb"\xed[\xa0-\xbf]",
        rb"\xef(?:\xb7[\x90-\xaf]|\xbf[\xbe\xbf])",
    )
)
_LONG_SEQUENCE = re.compile(rb"[\xf0-\xf4][\x8f\x9f\xaf\xbf]\xbf[\xbe\xbf]")
"""The same as CONTROL in UTF-8; one literal first byte each, which is searched at full speed."""
_ESCAPE = re.compile(r"\\(.?)", re.DOTALL)
_OTHER = re.compile(r'\\(?![nt"])')
_MEANING = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}


def quote(text: str) -> str:
    """The text between quotes, on one physical line."""
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if '"' in text:
        text = text.replace('"', '\\"')
    if "\n" in text:
        text = text.replace("\n", "\\n")
    if "\t" in text:
        text = text.replace("\t", "\\t")
    return f'"{text}"'


def unquote(text: str, escapes: list[str]) -> str:
    """What stands between quotes, decoded; escapes that may not be are added to `escapes`."""
    if "\\" not in text:
        return text
    if "\\\\" not in text and not _OTHER.search(text):
        return text.replace("\\n", "\n").replace('\\"', '"').replace("\\t", "\t")

    def meaning(match: re.Match[str]) -> str:
        found = _MEANING.get(match[1])
        if found is None:
            escapes.append(match[0])
        return found or ""

    return _ESCAPE.sub(meaning, text)


def decoded(raw: bytes) -> str:
    """The text of what stands between quotes in a file whose escapes are known to be allowed."""
    text = raw.decode()
    return unquote(text, []) if "\\" in text else text


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


def check_characters(data: bytes, *, path: str) -> list[Fault]:
    """One `text.control` fault per character that no catalog may hold, up to a bound.

    `data` is UTF-8 (surrogates may stand in it): bytes are searched ten times as fast as text.
    """
    if not any(map(_is_suspect, pieces(data))):
        return []
    text = data.decode("utf-8", "surrogatepass")
    return [
        Fault(
            code="text.control",
            message=f"the character U+{ord(match[0]):04X} is not allowed in a catalog",
            path=path,
            line=text.count("\n", 0, match.start()) + 1,
        )
        for match in islice(CONTROL.finditer(text), MAX_REPORTED)
    ]


def pieces(data: bytes) -> Iterator[bytes]:
    """The data in whole lines, about 256 kB at a time: copies of that size cost no memory."""
    start = 0
    while start < len(data):
        end = data.find(b"\n", start + _PIECE) + 1 or len(data)
        yield data[start:end]
        start = end


def _is_suspect(data: bytes) -> bool:
    plain = len(data.translate(None, _CONTROL_BYTES + _LONG_BYTES)) == len(data)
    if not plain and len(data.translate(None, _CONTROL_BYTES)) != len(data):
        return True
    if data.isascii():
        return False
    return any(pattern.search(data) for pattern in _SEQUENCES) or (
        not plain and _LONG_SEQUENCE.search(data) is not None
    )


def encode(text: str, *, what: str) -> bytes:
    """The UTF-8 bytes of a catalog to be written; what we would not read, we do not write."""
    data = text.encode("utf-8", "surrogatepass")
    RejectedError.raise_for(check_characters(data, path=what))
    return data
