"""Segments of documents, remembered by content: an unchanged document is not read again.

- A memory of `extract` and `approve --dry-run` only: what the gate judges and what is rendered is
  always read from the documents themselves.
- The key is the document's bytes, its path, and the code that reads it. The value carries its own
  digest; whatever is broken, missing or strange is a miss, and a memory that cannot be opened is
  none. Documents that were refused are not remembered.
- One document at a time is in memory.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, field
from functools import cache
from pathlib import Path

import pipeline
from pipeline.errors import Fault, ImprimaturError, RejectedError
from pipeline.model.document import Segment, Skipped, SourceDocument
from pipeline.workflow.documents import in_sources, parse_one
from pipeline.workflow.project import Project
from pipeline.workspace import layout

__all__ = ["DocumentSegments", "iter_segments"]

_READERS = ("formats/[dhjmp]*.py", "formats/gettext/*.py", "text/*.py", "model/document.py")
_TUPLES = ("tags", "notes", "flags")
_FIELDS = tuple(Segment.__dataclass_fields__)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSegments:
    """What extraction needs of one document."""

    path: str
    segments: tuple[Segment, ...]
    skipped: tuple[Skipped, ...]
    remembered: bool = field(default=False, compare=False)
    """Whether the document was not read again."""


def iter_segments(
    project: Project, documents: Sequence[SourceDocument]
) -> Iterator[DocumentSegments]:
    """The documents in order; behind the last one RejectedError with the faults of all of them."""
    faults: list[Fault] = []
    with _Memory.open(project) as memory:
        for item in documents:
            key = _key_of(item)
            found = memory.get(key, item.path)
            if found is None:
                try:
                    parsed = parse_one(item)
                except ImprimaturError as error:
                    faults += [in_sources(fault) for fault in error.faults]
                    continue
                found = DocumentSegments(
                    path=item.path, segments=parsed.segments, skipped=parsed.skipped
                )
                memory.put(key, found)
            yield found
    RejectedError.raise_for(faults)


@cache
def _code_digest() -> bytes:
    """Changes with every change of the code that reads documents, and of its library."""
    top = Path(pipeline.__file__).parent
    digest = hashlib.sha256()
    for pattern in _READERS:
        for place in sorted(top.glob(pattern)):
            digest.update(hashlib.sha256(place.read_bytes()).digest())
    for name in ("markdown_it", "mdit_py_plugins"):
        module = __import__(name)
        digest.update(str(module.__version__).encode())
    return digest.digest()


def _key_of(item: SourceDocument) -> bytes:
    digest = hashlib.sha256(_code_digest())
    digest.update(hashlib.sha256(item.path.encode("utf-8", "surrogateescape")).digest())
    digest.update(item.data)
    return digest.digest()


class _Memory:
    """The store; every failure of it is a miss."""

    def __init__(self, base: sqlite3.Connection | None, *, readonly: bool) -> None:
        self.base = base
        self.readonly = readonly
        self.known = self._all()
        self.used: set[bytes] = set()
        self.new: list[tuple[bytes, bytes]] = []

    @classmethod
    @contextlib.contextmanager
    def open(cls, project: Project) -> Iterator[_Memory]:
        """The project's memory; written when the block ends well, never in a dry run."""
        place = project.workspace.place_of(layout.SEGMENTS)
        readonly = project.workspace.dry_run or not project.verb
        memory = cls(_connect(place, readonly=readonly), readonly=readonly)
        try:
            yield memory
            memory.save()
        finally:
            if memory.base is not None:
                memory.base.close()

    def _all(self) -> dict[bytes, int]:
        if self.base is None:
            return {}
        try:
            return {
                bytes(key): row for row, key in self.base.execute("select rowid, key from page")
            }
        except (sqlite3.Error, TypeError, ValueError):
            return {}

    def get(self, key: bytes, path: str) -> DocumentSegments | None:
        """What is remembered under this key."""
        row = self.known.get(key)
        if row is None or self.base is None:
            return None
        try:
            (value,) = self.base.execute(
                "select value from page where rowid = ?", (row,)
            ).fetchone()
            if hashlib.sha256(key + value[32:]).digest() != value[:32]:
                return None
            segments, skipped = json.loads(value[32:])
            found = DocumentSegments(
                path=path,
                segments=tuple(_segment(fields) for fields in segments),
                skipped=tuple(
                    Skipped(line=line, kind=kind, excerpt=text) for line, kind, text in skipped
                ),
                remembered=True,
            )
        except (sqlite3.Error, TypeError, ValueError):
            return None
        self.used.add(key)
        return found

    def put(self, key: bytes, found: DocumentSegments) -> None:
        """Remembers this document."""
        if self.readonly:
            return
        content = ([astuple(item) for item in found.segments], [astuple(i) for i in found.skipped])
        data = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        self.new.append((key, hashlib.sha256(key + data).digest() + data))

    def save(self) -> None:
        """Writes what is new and forgets what most of the last run did not ask for."""
        if self.base is None or self.readonly or not self.new:
            return
        with contextlib.suppress(sqlite3.Error), self.base:
            self.base.executemany(
                "insert or replace into page (key, value) values (?, ?)", self.new
            )
            stale = self.known.keys() - self.used
            if len(stale) > len(self.used) + len(self.new):
                self.base.executemany("delete from page where key = ?", [(key,) for key in stale])


def _segment(fields: list[object]) -> Segment:
    values = dict(zip(_FIELDS, fields, strict=True))
    for name in _TUPLES:
        values[name] = tuple(values[name])  # type: ignore[arg-type]
    return Segment(**values)  # type: ignore[arg-type]


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
            base.execute("create table if not exists page (key blob primary key, value blob)")
        except (sqlite3.Error, OSError):
            if attempt == 1 and not readonly:
                with contextlib.suppress(OSError):
                    place.unlink()
            continue
        return base
    return None
