"""What extraction made before, remembered by content: what did not change is not made again.

- A memory of `extract` and `approve --dry-run` only: what the gate judges and what is rendered is
  always read from the documents themselves.
- A key covers everything that the value follows from. The value carries its own digest; whatever
  is broken, missing or strange is a miss, and a memory that cannot be opened is none.
- One value at a time is in memory.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pipeline
from pipeline.signing.roles import SealType
from pipeline.workflow.project import Project
from pipeline.workflow.seals import sealed_files
from pipeline.workspace import layout

__all__ = ["Memory", "code_digest", "open_memory", "rules_digest"]

_BATCH = 64
"""Values that wait to be written."""
_CODE = "check/pages check/pages/rules extract formats formats/gettext locks model text workflow"
_LIBRARIES = ("ahocorasick_rs-", "markdown_it_py-", "mdit_py_plugins-")


class Memory:
    """The store; every failure of it is a miss."""

    def __init__(self, base: sqlite3.Connection | None, *, readonly: bool) -> None:
        self._base = base
        self._readonly = readonly
        self._used: set[bytes] = set()
        self._new: list[tuple[bytes, bytes]] = []
        self._written = 0

    def get(self, key: bytes) -> bytes | None:
        """What is remembered under this key."""
        if self._base is None:
            return None
        try:
            found = self._base.execute("select value from made where key = ?", (key,)).fetchone()
            if found is None or hashlib.sha256(key + found[0][32:]).digest() != found[0][:32]:
                return None
            value: bytes = found[0][32:]
        except (sqlite3.Error, TypeError, ValueError):
            return None
        self._used.add(key)
        return value

    def put(self, key: bytes, value: bytes | None) -> None:
        """Remembers this value, if it can be."""
        if self._readonly or value is None:
            return
        self._new.append((key, hashlib.sha256(key + value).digest() + value))
        if len(self._new) >= _BATCH:
            self._write()

    def save(self) -> None:
        """Writes what is new and forgets what most of the last run did not ask for."""
        if self._base is None or self._readonly or not (self._new or self._written):
            return
        self._write()
        with contextlib.suppress(sqlite3.Error, TypeError, ValueError):
            known = {bytes(key) for (key,) in self._base.execute("select key from made")}
            stale = known - self._used
            if len(stale) > len(self._used):
                self._base.executemany("delete from made where key = ?", [(key,) for key in stale])
            self._base.commit()

    def _write(self) -> None:
        if self._base is not None:
            with contextlib.suppress(sqlite3.Error):
                self._base.executemany("insert or replace into made values (?, ?)", self._new)
        self._used.update(key for key, _ in self._new)
        self._written += len(self._new)
        self._new.clear()


@cache
def code_digest() -> bytes:
    """Changes with the code that extracts, and with the version of each library it reads by."""
    top = Path(pipeline.__file__).parent
    digest = hashlib.sha256()
    for folder in _CODE.split():
        for place in sorted((top / folder).glob("*.py")):
            digest.update(hashlib.sha256(place.read_bytes()).digest())
    library = find_spec("markdown_it")
    if library is not None and library.origin is not None:
        installed = Path(library.origin).parents[1].iterdir()
        names = sorted(place.name for place in installed if place.name.startswith(_LIBRARIES))
        digest.update(" ".join(names).encode())
    return digest.digest()


def rules_digest(project: Project, more: Iterable[str]) -> bytes:
    """Changes with the policy, the registry, and what the caller knows of the rules in force."""
    files = {layout.POLICY: project.workspace.read(layout.POLICY)}
    files |= sealed_files(project, SealType.REGISTRY)
    digest = hashlib.sha256(project.settings.source_locale.encode())
    for path in sorted(files):
        digest.update(hashlib.sha256(path.encode()).digest())
        digest.update(hashlib.sha256(files[path]).digest())
    for item in more:
        digest.update(hashlib.sha256(item.encode()).digest())
    return digest.digest()


@contextlib.contextmanager
def open_memory(project: Project) -> Iterator[Memory]:
    """The project's memory; written when the block ends, never in a dry run."""
    place = project.workspace.place_of(layout.EXTRACTED)
    readonly = project.workspace.dry_run or not project.verb
    base = _connect(place, readonly=readonly)
    memory = Memory(base, readonly=readonly)
    try:
        yield memory
    finally:
        memory.save()
        if base is not None:
            base.close()


def _connect(place: Path, *, readonly: bool) -> sqlite3.Connection | None:
    """The store, made anew where it is no store; None when there can be none."""
    for attempt in (1, 2):
        try:
            if readonly:
                return (
                    sqlite3.connect(f"file:{place}?mode=ro", uri=True) if place.exists() else None
                )
            place.parent.mkdir(parents=True, exist_ok=True)
            base = sqlite3.connect(place, timeout=1)
            base.execute("pragma synchronous = off")
            base.execute("pragma journal_mode = memory")
            base.execute("create table if not exists made (key blob primary key, value blob)")
        except (sqlite3.Error, OSError):
            if attempt == 1 and not readonly:
                with contextlib.suppress(OSError):
                    place.unlink()
            continue
        return base
    return None
