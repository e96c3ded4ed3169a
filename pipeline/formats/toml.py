"""Strict TOML reading for settings, policy, approvals and the lock registry.

An unknown key is a fault: a misspelt setting must not silently keep its default.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.errors import Fault, RejectedError
from pipeline.model.locale import is_well_formed

__all__ = ["Table", "read_toml"]

_LINE = re.compile(r"\(at line (\d+)")


class Table:
    """A TOML table that remembers its file, what was read from it, and collects faults.

    `finish()` reports every key nobody asked for and every wrong value, all at once.
    """

    def __init__(
        self, data: Mapping[str, Any], *, path: str, code: str, name: str = "", faults: list[Fault]
    ) -> None:
        self._data, self.path, self._code, self._name = data, path, code, name
        self._left = dict.fromkeys(data)
        self.faults = faults

    def fault(self, message: str, *, code: str = "") -> None:
        """Records a fault of this table."""
        place = f"[{self._name}] " if self._name else ""
        self.faults.append(
            Fault(code=code or f"{self._code}.invalid", message=place + message, path=self.path)
        )

    def _take(self, key: str, kind: type | tuple[type, ...], default: Any) -> Any:
        self._left.pop(key, None)
        if key not in self._data:
            if default is ...:
                self.fault(f"{key} is missing", code=f"{self._code}.missing_key")
            return None if default is ... else default
        value = self._data[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.fault(f"{key} is {value!r}, which is not what belongs there")
            return None if default is ... else default
        return value

    def text(self, key: str, default: Any = ...) -> str:
        """A string with no control character."""
        value = self._take(key, str, default)
        if value and not value.replace("\u00a0", " ").isprintable():
            self.fault(f"{key} holds a control character")
        return value or ""

    def integer(self, key: str, default: Any = ...) -> int:
        """A positive integer."""
        value = self._take(key, int, default) or 0
        if value < 1:
            self.fault(f"{key} must be at least 1")
        return int(value)

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false."""
        return bool(self._take(key, bool, default))

    def day(self, key: str) -> dt.date:
        """A local date (no time)."""
        value = self._take(key, dt.date, ...)
        if isinstance(value, dt.datetime):
            self.fault(f"{key} is a date without a time")
            value = value.date()
        return value or dt.date.min

    def texts(self, key: str, default: Any = ...) -> tuple[str, ...]:
        """An array of strings."""
        value = self._take(key, list, default)
        if value is None:
            return ()
        if not all(isinstance(item, str) for item in value):
            self.fault(f"{key} must hold strings only")
            return ()
        return tuple(value)

    def locales(self, key: str) -> tuple[str, ...]:
        """An array of canonical BCP 47 tags without repeats."""
        tags = self.texts(key)
        for tag in tags:
            self.locale(tag)
        if len(set(tags)) != len(tags):
            self.fault(f"{key} names a locale twice")
        return tags

    def locale(self, tag: str) -> str:
        """The tag; a fault `locale.unknown` when it is none."""
        if not is_well_formed(tag):
            self.fault(f"{tag!r} is not a locale tag such as pt-BR", code="locale.unknown")
        return tag

    def table(self, key: str, *, required: bool = False) -> Table:
        """A sub-table; empty when it is missing and not required."""
        value = self._take(key, dict, ... if required else {})
        name = f"{self._name}.{key}" if self._name else key
        return Table(value or {}, path=self.path, code=self._code, name=name, faults=self.faults)

    def tables(self, key: str) -> list[Table]:
        """An array of tables."""
        value = self._take(key, list, [])
        found = []
        for number, item in enumerate(value, 1):
            if not isinstance(item, dict):
                self.fault(f"{key} must hold tables only")
                continue
            name = f"{self._name}.{key}" if self._name else key
            found.append(
                Table(
                    item,
                    path=self.path,
                    code=self._code,
                    name=f"{name} {number}",
                    faults=self.faults,
                )
            )
        return found

    def __iter__(self) -> Iterator[str]:
        """Every key of the table: for tables whose keys are data."""
        return iter(tuple(self._data))

    def finish(self) -> None:
        """Records every key that nobody asked for."""
        for key in self._left:
            self.fault(f"unknown key {key!r}", code=f"{self._code}.unknown_key")


def read_toml(data: bytes, *, path: str, code: str) -> Table:
    """The document's root table; refused whole when it is not UTF-8 TOML (`<code>.syntax`)."""
    try:
        text = data.decode("utf-8")
        return Table(tomllib.loads(text), path=path, code=code, faults=[])
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        found = _LINE.search(str(error))
        raise RejectedError.of(
            f"{code}.syntax",
            f"not TOML: {error}",
            path=path,
            line=int(found[1]) if found else 0,
        ) from None
