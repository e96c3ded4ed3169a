"""Files outside the project that a person named: returns, memories, spreadsheets, review sheets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import RejectedError
from pipeline.ledger.event import Action
from pipeline.model.digest import Digest
from pipeline.workflow.events import record
from pipeline.workflow.project import Project
from pipeline.workspace import layout
from pipeline.workspace.files import Workspace
from pipeline.workspace.private import read_outside, write_outside

__all__ = ["read_file", "take_in", "write_file"]


def read_file(place: Path) -> bytes:
    """The file's bytes; RejectedError `file.missing`."""
    data = read_outside(place)
    if data is None:
        raise _missing(place)
    return data


def write_file(place: Path, data: bytes) -> bool:
    """Writes the file if its bytes change; whether it did."""
    return write_outside(place, data)


@contextmanager
def take_in(project: Project, place: Path) -> Iterator[bytes]:
    """The bytes of a file to import; a file that is rejected inside the `with` is kept and told of.

    Where the block raises RejectedError, the bytes lie under `var/quarantine/` by their SHA-256
    and one `import.rejected` event names the code, the file and the digest; whatever was staged
    stays unwritten. A file above the limit is told of by its size and not kept.
    RejectedError `file.missing`, `limit.file`.
    """
    try:
        data = read_outside(place, limit=project.policy.limits.file_bytes)
    except RejectedError as error:
        _tell(project, error, f"{place.name}, {place.stat().st_size} bytes")
        raise
    if data is None:
        raise _missing(place)
    try:
        yield data
    except RejectedError as error:
        if all(fault.path not in {"", str(place)} for fault in error.faults):
            raise  # a file of the project is out of order, not this one
        digest = Digest.of(data)
        aside = Workspace(project.workspace.root, dry_run=project.workspace.dry_run)
        aside.stage(layout.quarantine(digest.hex), data)
        aside.commit()
        _tell(project, error, f"{place.name}, {digest}")
        raise


def _tell(project: Project, error: RejectedError, detail: str) -> None:
    record(project, Action.IMPORT_REJECTED, detail=detail, refused=error.code)


def _missing(place: Path) -> RejectedError:
    return RejectedError.of("file.missing", "this file is missing", path=str(place))
