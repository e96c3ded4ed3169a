"""Expressions that are made ready when they are first asked.

Python compiles an expression at every start, and one with classes of many characters takes it a
millisecond. A run asks few of them.
"""

from __future__ import annotations

import re
from typing import Any, cast

__all__ = ["lazy"]


class _Lazy:
    """Stands for an expression; what was asked for once is kept, and costs nothing more."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._made = pattern, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(*self._made), name)  # `re` remembers what it compiled
        setattr(self, name, found)
        return found


def lazy(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` returns, later."""
    return cast("re.Pattern[str]", _Lazy(pattern, flags))
