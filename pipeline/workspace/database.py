"""SQLite files of a project: derived data that one run writes at a time.

Everything a verb writes is one transaction, made when the block ends well and undone otherwise:
a kill or a full disk leaves what was there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from pipeline.errors import EnvironmentFailedError
from pipeline.workspace.files import Workspace

__all__ = ["open_database"]

_FULL = ("disk is full", "database or disk is full")


@contextmanager
def open_database(workspace: Workspace, path: str, *, write: bool) -> Iterator[sqlite3.Connection]:
    """A connection inside a transaction. EnvironmentFailedError `disk.*`, `memory.broken`.

    Without `write`, and in a dry run, the transaction is undone; a file that is not there stays
    away, and the connection is to an empty database.
    """
    place = workspace.place_of(path)
    writes = write and not workspace.dry_run
    try:
        if writes:
            place.parent.mkdir(parents=True, exist_ok=True)
        target = str(place) if writes or place.exists() else ":memory:"
        with closing(sqlite3.connect(target, isolation_level=None)) as connection:
            connection.execute("PRAGMA cache_size = -32768")
            connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
            try:
                yield connection
                connection.execute("COMMIT" if writes else "ROLLBACK")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
    except (OSError, sqlite3.Error) as error:
        raise _failed(error, path) from None


def _failed(error: Exception, path: str) -> EnvironmentFailedError:
    text = str(error)
    if any(words in text for words in _FULL):
        code, hint = "disk.full", "nothing was changed; run again once there is space"
    elif isinstance(error, OSError) or "readonly" in text or "unable to open" in text:
        code, hint = "disk.permission", "nothing was changed"
    else:
        code = "memory.broken"
        hint = "remove the file and run imprimatur memory build; import again what was imported"
    return EnvironmentFailedError.of(code, text, path=path, hint=hint)
