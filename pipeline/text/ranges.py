"""Half-open ranges that must not overlap."""

from __future__ import annotations

from bisect import bisect_left

__all__ = ["Ranges"]


class Ranges:
    """A growing set of ranges, none overlapping another."""

    __slots__ = ("_ends", "_starts")

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def is_free(self, start: int, end: int) -> bool:
        """Whether this range, not empty, touches none that was added."""
        at = bisect_left(self._starts, end)
        return at == 0 or self._ends[at - 1] <= start

    def covers(self, start: int, end: int) -> bool:
        """Whether one added range holds this whole range."""
        at = bisect_left(self._starts, start + 1)
        return at > 0 and end <= self._ends[at - 1]

    def add(self, start: int, end: int) -> None:
        """Adds a range that `is_free`."""
        at = bisect_left(self._starts, start)
        self._starts.insert(at, start)
        self._ends.insert(at, end)
