"""One run at a time per project: an advisory lock that dies with its holder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import EnvironmentFailedError, RefusedError
from pipeline.workspace.layout import RUN_LOCK

__all__ = ["hold_run_lock"]


@contextmanager
def hold_run_lock(root: Path, verb: str) -> Iterator[None]:
    """Holds the project's run lock, or refuses at once (`run.locked`) naming the holder.

    The lock lives on an open descriptor (flock), so a killed holder leaves none behind.
    """
    place = root / RUN_LOCK
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(place, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
    except OSError as error:
        raise EnvironmentFailedError.of(
            "disk.permission", f"cannot write: {error.strerror}", path=RUN_LOCK
        ) from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 200).decode("utf-8", "replace").strip() or "another run"
            raise RefusedError.of(
                "run.locked",
                f"held by {holder}",
                path=RUN_LOCK,
                hint="wait for it to end, then run again",
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"process {os.getpid()}: imprimatur {verb}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)
