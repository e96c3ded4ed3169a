"""Texts that wait in a temporary file without a name: many of them would not fit in memory."""

from __future__ import annotations

import tempfile
import weakref

from pipeline.workspace.failures import environment_failed

__all__ = ["Shelf"]

_HELD = 2**20
"""Bytes that stay in memory."""


class Shelf:
    """Texts by number. EnvironmentFailedError `disk.*` when there is no room for them."""

    def __init__(self) -> None:
        self._spans: list[tuple[int, int]] = []
        self._file = tempfile.SpooledTemporaryFile(max_size=_HELD)  # noqa: SIM115 - closed with this object
        weakref.finalize(self, self._file.close)

    def add(self, text: bytes) -> None:
        """The text with the next number."""
        try:
            self._spans.append((self._file.seek(0, 2), len(text)))
            self._file.write(text)
        except OSError as error:
            raise environment_failed(error, tempfile.gettempdir()) from None

    def text(self, number: int) -> bytes:
        """The text with this number."""
        start, size = self._spans[number]
        try:
            self._file.seek(start)
            return self._file.read(size)
        except OSError as error:
            raise environment_failed(error, tempfile.gettempdir()) from None
