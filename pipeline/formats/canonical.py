"""Canonical JSON (RFC 8785) and strict JSON reading: the only bytes that are digested or signed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

import rfc8785

from pipeline.errors import RejectedError

__all__ = ["canonical_json", "pretty_json", "read_json"]

MAX_DEPTH = 64
MAX_INTEGER = 2**53 - 1
MAX_DIGITS = 20


def canonical_json(value: Any) -> bytes:
    """The RFC 8785 bytes of a value of str, int, bool, None, list, tuple and str-keyed mapping.

    Floats are refused: nothing we sign holds one, and their canonical form is a trap.
    """
    wide: list[str] = []
    plain = _plain(value, wide)
    if not wide:
        # Keys sort alike by code point and by UTF-16 unit, and json's C encoder escapes strings
        # exactly as RFC 8785 asks, in less than half the time. A test holds the two together.
        return _encode(plain).encode()
    return rfc8785.dumps(plain)


_encode = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode


def pretty_json(value: Any) -> bytes:
    """Readable JSON with sorted keys and a final line feed; for files people look at."""
    return (
        json.dumps(_plain(value, []), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    ).encode()


def read_json(data: bytes, *, path: str) -> Any:
    """The value in these bytes.

    Refused as `json.invalid`: duplicate keys, NaN and infinities, floats, lone surrogates,
    integers beyond 2^53 - 1 (RFC 8785 has no form for them), a depth over 64, anything that is
    not UTF-8 (a BOM included).
    """
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_constant=_refuse,
            parse_float=_refuse,
            parse_int=_integer,
        )
        if b"\\u" in data or data.count(b"[") + data.count(b"{") > MAX_DEPTH:
            _check(value, 0)  # otherwise nothing can be too deep, and no surrogate stand alone
    except (ValueError, RecursionError) as error:
        raise RejectedError.of("json.invalid", f"not acceptable JSON: {error}", path=path) from None
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key occurs twice")
    return found


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"{text[:MAX_DIGITS]} is not allowed here")


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS or abs(int(text)) > MAX_INTEGER:
        _refuse(text)
    return int(text)


def _check(value: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ValueError(f"nested deeper than {MAX_DEPTH}")
    if isinstance(value, str):
        value.encode("utf-8")  # a lone surrogate raises UnicodeEncodeError, a ValueError
    elif isinstance(value, dict):
        for key, item in value.items():
            key.encode("utf-8")
            _check(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check(item, depth + 1)


def _plain(value: Any, wide: list[str]) -> Any:
    """The value in plain types; keys that are not ASCII are added to `wide`."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Mapping):
        plain = {}
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError("a key that is no string has no canonical form")
            if not key.isascii():
                wide.append(key)
            plain[str(key)] = _plain(item, wide)
        return plain
    if isinstance(value, (list, tuple)):
        return [_plain(item, wide) for item in value]
    if isinstance(value, int) and abs(value) > MAX_INTEGER:
        raise ValueError(f"integers end at {MAX_INTEGER}")
    if value is None or isinstance(value, (bool, int)):
        return value
    raise TypeError(f"{type(value).__name__} has no canonical form here")
