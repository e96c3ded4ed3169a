"""Answers of engines on the disk: one line per answer, only ever appended.

- A line that is not whole (a killed run) is passed over; the next one begins a line of its own.
- Several processes may append at once: every line is written in one call. The same answer twice
  does no harm.
- Only places in the file are kept in memory; an answer is read when it is asked for.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from pathlib import Path

from pipeline.errors import EnvironmentFailedError

__all__ = ["AnswerFile"]


class AnswerFile:
    """Remembered answers by key, in one file. Opened for reading only when `frozen`."""

    def __init__(self, place: Path, *, frozen: bool = False) -> None:
        self._place = place
        self._frozen = frozen
        self._lock = threading.Lock()
        self._places: dict[bytes, int] = {}
        self._new: dict[str, str] = {}
        self._torn = False
        try:
            self._read()
        except FileNotFoundError:
            pass
        except OSError as error:
            raise self._failed(error) from None

    def get(self, key: str) -> str | None:
        """The remembered answer, or None."""
        with self._lock:
            if key in self._new:
                return self._new[key]
            at = self._places.get(bytes.fromhex(key)[:16])
            if at is None:
                return None
            try:
                with self._place.open("rb") as stream:
                    stream.seek(at)
                    entry = _entry(stream.readline())
            except OSError as error:
                raise self._failed(error) from None
            return entry[1] if entry is not None and entry[0] == key else None

    def put(self, answers: Mapping[str, str]) -> None:
        """Remembers these answers, synced before this returns."""
        if not answers or self._frozen:
            return
        lines = [json.dumps({"key": key, "answer": text}) for key, text in answers.items()]
        data = ("\n" * self._torn + "\n".join(lines) + "\n").encode("ascii")
        with self._lock:
            try:
                self._place.parent.mkdir(parents=True, exist_ok=True)
                descriptor = os.open(self._place, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
                try:
                    view = memoryview(data)
                    while view:
                        view = view[os.write(descriptor, view) :]
                    os.fsync(descriptor)
                finally:
                    os.close(descriptor)
            except OSError as error:
                raise self._failed(error) from None
            self._torn = False
            self._new.update(answers)

    def _read(self) -> None:
        at = 0
        with self._place.open("rb") as stream:
            for line in stream:
                entry = _entry(line)
                if entry is not None:
                    self._places[bytes.fromhex(entry[0])[:16]] = at
                at += len(line)
                self._torn = not line.endswith(b"\n")

    def _failed(self, error: OSError) -> EnvironmentFailedError:
        return EnvironmentFailedError.of(
            "disk.failed",
            f"the remembered answers: {error.strerror}",
            path=self._place.name,
            hint="they lie in var/cache and may be deleted",
        )


def _entry(line: bytes) -> tuple[str, str] | None:
    """(key, answer), or None for a line that is none."""
    try:
        value = json.loads(line)
        key, answer = value["key"], value["answer"]
        whole = isinstance(answer, str) and len(bytes.fromhex(key)) == 32  # noqa: PLR2004 - SHA-256
    except (ValueError, KeyError, TypeError):
        return None
    return (key, answer) if whole else None
