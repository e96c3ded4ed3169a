"""Plain text tables: numbers to the right, words to the left, no colour, no ruler needed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

__all__ = ["number_of", "table"]


def number_of(count: int, one: str, many: str = "") -> str:
    """`1 lock`, `2 locks`; `many` where the plural is not the singular with an s."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The table's lines; the last column is never padded."""
    body = [list(row) for row in rows]
    widths = [max(map(_width, column)) for column in zip(head, *body, strict=True)]
    numeric = [
        bool(body) and all(row[index].isdecimal() or not row[index] for row in body)
        for index in range(len(head))
    ]
    lines = [_line(head, widths, numeric), "  ".join("─" * width for width in widths)]
    lines += [_line(row, widths, numeric) for row in body]
    return lines


def _line(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    padded = []
    for cell, width, right in zip(cells, widths, numeric, strict=True):
        space = " " * (width - _width(cell))
        padded.append(space + cell if right else cell + space)
    return "  ".join(padded).rstrip()


def _width(text: str) -> int:
    """Terminal columns: wide East Asian characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
