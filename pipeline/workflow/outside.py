"""Files outside the project that a person named: packages, review sheets."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import RejectedError
from pipeline.workspace.private import read_outside, write_outside

__all__ = ["read_file", "write_file"]


def read_file(place: Path) -> bytes:
    """The file's bytes; RejectedError `file.missing`."""
    data = read_outside(place)
    if data is None:
        raise RejectedError.of("file.missing", "this file is missing", path=str(place))
    return data


def write_file(place: Path, data: bytes) -> bool:
    """Writes the file if its bytes change; whether it did."""
    return write_outside(place, data)
