"""Files of the user, outside every project: private keys and the trust file.

A private key's file must be the user's own and readable by nobody else (mode 0600), and must not
lie inside the project (`key.exposed`).
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from pipeline.errors import EnvironmentFailedError, RefusedError
from pipeline.workspace.files import Workspace

__all__ = ["list_keys", "read_key", "read_outside", "write_key", "write_outside"]


def read_outside(place: Path, *, limit: int = 20_000_000) -> bytes | None:
    """The bytes of a file the user named, or None when it is not there."""
    return Workspace(place.parent).read_if_there(place.name, limit=limit)


def write_outside(place: Path, data: bytes, *, dry_run: bool = False) -> bool:
    """Writes a file the user named, atomically and only if it changes; whether it did."""
    workspace = Workspace(place.parent, dry_run=dry_run)
    workspace.stage(place.name, data)
    return bool(workspace.commit())


def list_keys(folder: Path) -> list[Path]:
    """The private keys in the user's key folder, sorted by name."""
    return sorted(folder.glob("*.pem")) if folder.is_dir() else []


def read_key(place: Path, *, project: Path) -> bytes:
    """The encrypted private key; refused (`key.exposed`) when others could read it."""
    if place.resolve().is_relative_to(project.resolve()):
        raise RefusedError.of(
            "key.exposed", "a private key lies inside the project", path=str(place)
        )
    try:
        mode = place.stat()
        if stat.S_IMODE(mode.st_mode) & 0o077 or mode.st_uid != os.geteuid():
            raise RefusedError.of(
                "key.exposed",
                "others can read this private key",
                path=str(place),
                hint=f"chmod 600 {place}",
            )
        return place.read_bytes()
    except OSError as error:
        raise EnvironmentFailedError.of(
            "key.unreadable", error.strerror or "cannot be read", path=str(place)
        ) from None


def write_key(place: Path, data: bytes) -> None:
    """Writes a new private key with mode 0600 in a folder of mode 0700; never over another."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
    except FileExistsError:
        raise RefusedError.of("key.exists", "this key exists already", path=str(place)) from None
    except OSError as error:
        raise EnvironmentFailedError.of(
            "key.unreadable", error.strerror or "cannot be written", path=str(place)
        ) from None
