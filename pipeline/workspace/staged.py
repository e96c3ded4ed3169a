"""The bytes that a file shall have, until they are written.

Few bytes stay in memory. Bytes that come in pieces go to a temporary file without a name once they
are many: what a run holds does not grow with what it writes.
"""

from __future__ import annotations

import hashlib
import weakref
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO

from pipeline.model.digest import Digest

__all__ = ["Staged", "digest_of"]

_HELD = 2**20
_PIECE = 2**18


class Staged:
    """Bytes that can be read as often as needed. OSError when there is no room for them."""

    def __init__(self, data: bytes | Iterable[bytes]) -> None:
        self._digest: Digest | None = None
        self._data = data if isinstance(data, bytes) else b""
        self._file: IO[bytes] | None = None
        self.size = len(self._data)
        if not isinstance(data, bytes):
            self._spool(data)

    def _spool(self, pieces: Iterable[bytes]) -> None:
        self._file = SpooledTemporaryFile(max_size=_HELD)  # noqa: SIM115 - closed with this object
        weakref.finalize(self, self._file.close)
        digest = hashlib.sha256()
        for piece in pieces:
            digest.update(piece)
            self._file.write(piece)
        self.size = self._file.tell()
        self._digest = Digest(digest.hexdigest())

    @property
    def digest(self) -> Digest:
        """Of all bytes."""
        if self._digest is None:
            self._digest = Digest.of(self._data)
        return self._digest

    def pieces(self) -> Iterator[bytes]:
        """The bytes, some at a time."""
        if self._file is None:
            yield self._data
            return
        self._file.seek(0)
        while piece := self._file.read(_PIECE):
            yield piece

    def read(self) -> bytes:
        """The bytes."""
        return self._data if self._file is None else b"".join(self.pieces())

    def is_at(self, place: Path) -> bool:
        """Whether the file there has these bytes; OSError when it cannot be read."""
        try:
            with place.open("rb") as stream:
                if stream.seek(0, 2) != self.size:
                    return False
                stream.seek(0)
                return all(stream.read(len(piece)) == piece for piece in self.pieces())
        except FileNotFoundError:
            return False


def digest_of(place: Path) -> Digest | None:
    """The digest of the file there, or None; OSError when it cannot be read."""
    try:
        digest = hashlib.sha256()
        with place.open("rb", buffering=0) as stream:
            while piece := stream.read(_PIECE):
                digest.update(piece)
        return Digest(digest.hexdigest())
    except FileNotFoundError:
        return None
