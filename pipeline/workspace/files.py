"""Reading and writing a project's files.

What holds:

- Writes are collected and committed together: every new file is first written beside its place
  and synced, then all are renamed. A full disk or a kill before the renames changes nothing; a
  kill between two renames leaves whole files, and the next run writes what is missing.
- A file whose bytes would not change is not written.
- A commit is refused (`input.changed`) when a file that was read has changed since.
- No path leaves the project; a symbolic link on the way is refused (`path.symlink`).
- Names beginning with `.` are never data: temporary files of a killed run are not taken for some.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from pipeline.errors import Fault, RefusedError, RejectedError
from pipeline.model.digest import Digest
from pipeline.workspace.failures import environment_failed
from pipeline.workspace.staged import Staged, digest_of

__all__ = ["Workspace"]

_TEMPORARY = ".imprimatur-"


class Workspace:
    """The files below one project folder. Collects writes; `commit()` makes them."""

    def __init__(self, root: Path, *, dry_run: bool = False) -> None:
        self.root = root.resolve()
        self.dry_run = dry_run
        self._seen: dict[str, Digest | None] = {}
        self._staged: dict[str, Staged | None] = {}

    def _locate(self, path: str) -> Path:
        parts = [part for part in path.split("/") if part not in {"", "."}]
        if path.startswith("/") or ".." in parts or not parts or "\0" in path:
            raise RefusedError.of("path.outside", "this path leaves the project", path=path)
        place = str(self.root)
        for part in parts:
            place = f"{place}/{part}"
            if os.path.islink(place):  # noqa: PTH114 - asked for every part of every path
                raise RefusedError.of("path.symlink", "a symbolic link is not followed", path=path)
        return Path(place)

    def read(self, path: str) -> bytes:
        """The file's bytes, or what was staged for it; RejectedError `file.missing`."""
        data = self.read_if_there(path)
        if data is None:
            raise RejectedError.of("file.missing", "this file is missing", path=path)
        return data

    def read_if_there(self, path: str, *, limit: int | None = None) -> bytes | None:
        """The file's bytes, or None; RejectedError `limit.file` above `limit` bytes."""
        if path in self._staged:
            staged = self._staged[path]
            return None if staged is None else staged.read()
        place = self._locate(path)
        try:
            if limit is not None and place.stat().st_size > limit:
                raise RejectedError.of("limit.file", f"larger than {limit} bytes", path=path)
            data = place.read_bytes()
        except FileNotFoundError:
            self._seen[path] = None
            return None
        except OSError as error:
            raise environment_failed(error, path) from None
        self._seen[path] = Digest.of(data)
        return data

    def files(self, folder: str) -> list[str]:
        """All files below a folder, relative to the project, sorted; hidden names left out."""
        top = self._locate(folder)
        found = []
        for place, folders, names in os.walk(top):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            relative = Path(place).relative_to(self.root).as_posix()
            for name in (*folders, *names):
                if not name.startswith(".") and os.path.islink(f"{place}/{name}"):  # noqa: PTH114
                    raise RefusedError.of(
                        "path.symlink", "a symbolic link is not followed", path=f"{relative}/{name}"
                    )
            found += [f"{relative}/{name}" for name in names if not name.startswith(".")]
        return sorted(found)

    def stage(self, path: str, data: bytes | Iterable[bytes] | None) -> None:
        """Notes that the file shall have these bytes (None: shall not exist).

        Bytes that come in pieces are not all held in memory.
        """
        self._locate(path)
        try:
            self._staged[path] = None if data is None else Staged(data)
        except OSError as error:
            raise environment_failed(error, path) from None

    def staged(self) -> tuple[tuple[str, bytes | None], ...]:
        """Everything staged so far, to be staged elsewhere."""
        return tuple(
            (path, None if data is None else data.read()) for path, data in self._staged.items()
        )

    def seen(self) -> tuple[tuple[str, Digest | None], ...]:
        """Every file that was read, with the digest it had."""
        return tuple(self._seen.items())

    def note_seen(self, files: Sequence[tuple[str, Digest | None]]) -> None:
        """Watches files that another process read for this run, as if they were read here."""
        for path, digest in files:
            self._seen.setdefault(path, digest)

    def pending(self) -> tuple[str, ...]:
        """Staged paths whose bytes on disk differ, in staging order."""
        return tuple(path for path, data in self._staged.items() if not self._is_done(path, data))

    def _is_done(self, path: str, data: Staged | None) -> bool:
        place = self._locate(path)
        try:
            return not place.exists() if data is None else data.is_at(place)
        except OSError as error:
            raise environment_failed(error, path) from None

    def _on_disk(self, path: str) -> bytes | None:
        try:
            return self._locate(path).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise environment_failed(error, path) from None

    def commit(self, journal: Callable[[], None] | None = None) -> tuple[str, ...]:
        """Writes what was staged and differs; the paths written (or that would be: `dry_run`).

        `journal` runs when every new file lies beside its place, synced, and before the first
        takes it: where the journal cannot be written, nothing is.

        RefusedError `input.changed` when a file that was read has other bytes now.
        EnvironmentFailedError `disk.*` when a write fails; then nothing was changed.
        """
        changed = self.pending()
        if self.dry_run or not changed:
            self._staged.clear()
            return changed
        RefusedError.raise_for(
            Fault(
                code="input.changed",
                message="this file changed during the run; nothing was written",
                path=path,
                hint="run the command again",
            )
            for path, digest in self._seen.items()
            if self.digest_on_disk(path) != digest
        )
        self._write(changed, journal or (lambda: None))
        for path in changed:
            self._seen[path] = self.staged_digest(path)
        self._staged.clear()
        return changed

    def read_unwatched(self, path: str) -> bytes:
        """The bytes on disk (empty when there is no file), without watching it for changes.

        For files that only ever grow under the run lock, such as the events.
        """
        return self._on_disk(path) or b""

    def staged_digest(self, path: str) -> Digest | None:
        """The digest the file will have once committed, or None when it shall be gone."""
        data = self._staged.get(path)
        return None if data is None else data.digest

    def digest_on_disk(self, path: str) -> Digest | None:
        """The digest of the file as it lies there now, or None."""
        try:
            return digest_of(self._locate(path))
        except OSError as error:
            raise environment_failed(error, path) from None

    def _write(self, paths: tuple[str, ...], journal: Callable[[], None]) -> None:
        temporary: list[tuple[Path, Path]] = []
        current = paths[0]
        try:
            for current in paths:
                data = self._staged[current]
                if data is not None:
                    place = self._locate(current)
                    place.parent.mkdir(parents=True, exist_ok=True)
                    beside = place.with_name(f"{_TEMPORARY}{place.name}.tmp")
                    temporary.append((beside, place))
                    _write_synced(beside, data)
            journal()
            for beside, place in temporary:
                beside.replace(place)
            for current in paths:
                if self._staged[current] is None:
                    self._locate(current).unlink(missing_ok=True)
            for folder in dict.fromkeys(self._locate(path).parent for path in paths):
                _sync_folder(folder)
        except OSError as error:
            raise environment_failed(error, current) from None
        finally:
            for beside, _ in temporary:
                with contextlib.suppress(OSError):
                    beside.unlink(missing_ok=True)

    def sweep(self) -> None:
        """Removes what killed runs left behind. Only under the run lock."""
        for folder in ("locales", "source_content", "glossary_lock", "keys", "dist", "var"):
            if (self.root / folder).is_dir():
                for place in (self.root / folder).rglob(f"{_TEMPORARY}*.tmp"):
                    with contextlib.suppress(OSError):
                        place.unlink()

    def append(self, path: str, lines: Sequence[bytes]) -> None:
        """Adds these lines, synced before this returns; no line, no write."""
        place = self._locate(path)
        if self.dry_run or not lines:
            return
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("ab") as stream:
                stream.write(b"".join(line.rstrip(b"\n") + b"\n" for line in lines))
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise environment_failed(error, path) from None

    def place_of(self, path: str) -> Path:
        """Where the file lies, for programs that must open it themselves (the database)."""
        return self._locate(path)


def _write_synced(place: Path, data: Staged) -> None:
    with place.open("wb") as stream:
        stream.writelines(data.pieces())
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    if not folder.is_dir():
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
