"""Strict reading of one JSON object: exact keys, exact types, one error code.

Every fault is raised as the error the caller asked for, with the name of the field; no value of
a wrong type ever reaches the code behind.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, NoReturn, TypeVar

from pipeline.errors import ImprimaturError, RefusedError
from pipeline.model.digest import Digest
from pipeline.signing.instant import parse_day, parse_instant

__all__ = ["MAX_INTEGER", "Fields"]

_T = TypeVar("_T")

MAX_INTEGER = 2**53 - 1


class Fields:
    """The fields of one object, read by name and type."""

    def __init__(
        self,
        value: object,
        *,
        code: str,
        path: str,
        keys: Iterable[str] | None = None,
        where: str = "",
        line: int = 0,
        error: type[ImprimaturError] = RefusedError,
    ) -> None:
        """`keys`: exactly these must be there; None when more are allowed."""
        self._code, self._path, self._where, self._line = code, path, where, line
        self._error = error
        if not isinstance(value, dict):
            self.refuse("expected an object")
        self._value: dict[str, Any] = value
        if keys is not None:
            wanted, found = frozenset(keys), frozenset(value)
            if wanted != found:
                missing = ", ".join(sorted(wanted - found)) or "none"
                extra = ", ".join(sorted(found - wanted)) or "none"
                self.refuse(f"missing fields: {missing}; unknown fields: {extra}")

    def refuse(self, problem: str) -> NoReturn:
        """Raises the error for this object."""
        where = f"{self._where}: " if self._where else ""
        raise self._error.of(self._code, where + problem, path=self._path, line=self._line)

    def keys(self) -> list[str]:
        """The names of all fields, sorted."""
        return sorted(self._value)

    def text(self, name: str, *, empty: bool = False) -> str:
        """A string; not blank unless `empty`."""
        value = self._get(name, str)
        if not empty and not value.strip():
            self.refuse(f"{name} is empty")
        return value

    def integer(self, name: str, *, low: int = 0) -> int:
        """An integer from `low` to 2^53 - 1."""
        value = self._get(name, int)
        if isinstance(value, bool) or not low <= value <= MAX_INTEGER:
            self.refuse(f"{name} must be an integer of at least {low}")
        return value

    def boolean(self, name: str) -> bool:
        """True or false."""
        return self._get(name, bool)

    def digest(self, name: str) -> Digest:
        """A SHA-256 digest in hexadecimal."""
        return self._convert(name, Digest)

    def previous(self, name: str = "previous") -> str:
        """A digest in hexadecimal, or the empty string at the start of a chain."""
        return "" if self._get(name, str) == "" else self.digest(name).hex

    def instant(self, name: str) -> str:
        """A UTC instant with milliseconds, as its text."""
        self._convert(name, parse_instant)
        return self.text(name)

    def day(self, name: str) -> dt.date:
        """A date."""
        return self._convert(name, parse_day)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of strings."""
        values = self._get(name, list)
        if not all(isinstance(value, str) for value in values):
            self.refuse(f"{name} must be a list of strings")
        return tuple(values)

    def ascending(self, name: str) -> tuple[str, ...]:
        """A list of strings, sorted and without repetition: one spelling per set."""
        values = self.texts(name)
        if list(values) != sorted(set(values)):
            self.refuse(f"{name} must be sorted and without repetition")
        return values

    def items(self, name: str, *, keys: Iterable[str] | None = None) -> tuple[Fields, ...]:
        """A list of objects."""
        values = self._get(name, list)
        return tuple(
            self._child(value, f"{name}[{number}]", keys) for number, value in enumerate(values)
        )

    def child(self, name: str, *, keys: Iterable[str] | None = None) -> Fields:
        """An object."""
        return self._child(self._get(name, dict), name, keys)

    def _child(self, value: object, name: str, keys: Iterable[str] | None) -> Fields:
        where = f"{self._where}.{name}" if self._where else name
        return Fields(
            value,
            code=self._code,
            path=self._path,
            keys=keys,
            where=where,
            line=self._line,
            error=self._error,
        )

    def _get(self, name: str, kind: type[_T]) -> _T:
        if name not in self._value:
            self.refuse(f"{name} is missing")
        value = self._value[name]
        if not isinstance(value, kind):
            self.refuse(f"{name} must be of type {kind.__name__}")
        return value

    def _convert(self, name: str, parse: Callable[[str], _T]) -> _T:
        try:
            return parse(self._get(name, str))
        except ValueError as error:
            self.refuse(f"{name}: {error}")
