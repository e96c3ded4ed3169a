"""Opens the desk's database: readies Django, migrates, and checks what the connection promises.

One database at a time per process; opening another path closes the first. The file and its
folder are created for the owner only.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor

import pipeline.desk.boot  # noqa: F401 - makes Django ready before any model is imported
from pipeline.desk.settings import STANDARD_COST, PasswordCost, configure
from pipeline.errors import EnvironmentFailedError

__all__ = ["close_desk", "open_desk"]

_PROMISES = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "trusted_schema": 0,
}


def open_desk(path: Path, *, cost: PasswordCost = STANDARD_COST) -> None:
    """Opens (and creates or migrates) the database at this path.

    Raises EnvironmentFailedError `desk.database` when the file cannot be used: no permission,
    full disk, not a database.
    """
    close_desk()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        configure(path, cost=cost)
        connections.settings["default"]["NAME"] = str(path)
        connection.settings_dict["NAME"] = str(path)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", interactive=False, verbosity=0)
        _check_promises(path)
    except (OSError, DatabaseError, sqlite3.Error) as error:
        close_desk()
        raise EnvironmentFailedError.of(
            "desk.database",
            f"the review desk's database cannot be used: {error}",
            path=path.name,
            hint="check the disk, the permissions and the file, or restore a backup",
        ) from error


def close_desk() -> None:
    """Closes this thread's connection, so that the file may be moved or removed."""
    connections.close_all()


def _check_promises(path: Path) -> None:
    with connection.cursor() as cursor:
        for name, wanted in _PROMISES.items():
            cursor.execute(f"PRAGMA {name}")
            row = cursor.fetchone()
            if row is None or row[0] != wanted:
                raise EnvironmentFailedError.of(
                    "desk.database",
                    f"the database promises no {name}={wanted}: found {row and row[0]}",
                    path=path.name,
                    hint="keep the desk's database on a local disk",
                )
