"""The tables of the store on disk.

`entries` holds what may be offered; everything else is derived from it: `postings` and `ranks`
are the rare-word index per locale, made for the entries up to `indexed`. Newer entries are
compared one by one until the index is made again.
"""

from __future__ import annotations

import sqlite3
import sys

from pipeline.errors import EnvironmentFailedError
from pipeline.memory.sentences import SENTENCES_VERSION
from pipeline.memory.terms import TERMS_VERSION

__all__ = ["INDEX_VERSION", "SCHEMA_VERSION", "create", "create_indexes", "get_meta", "set_meta"]

SCHEMA_VERSION = 3
INDEX_VERSION = f"1/{TERMS_VERSION}/{SENTENCES_VERSION}/{sys.byteorder}"
_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE imports (
  reference TEXT PRIMARY KEY, by TEXT NOT NULL, on_day TEXT NOT NULL, file TEXT NOT NULL,
  sha256 TEXT NOT NULL, entries INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE entries (
  id INTEGER PRIMARY KEY,
  digest INTEGER NOT NULL, source_key INTEGER NOT NULL,
  length INTEGER NOT NULL, part INTEGER NOT NULL, kind TEXT NOT NULL, locale TEXT NOT NULL,
  context TEXT NOT NULL, source TEXT NOT NULL, plural TEXT, forms TEXT NOT NULL,
  detail TEXT NOT NULL
);
CREATE TABLE ranks (
  locale TEXT PRIMARY KEY, keys BLOB NOT NULL, lengths BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE postings (
  id INTEGER PRIMARY KEY, locale TEXT NOT NULL, term TEXT NOT NULL, first INTEGER NOT NULL,
  last INTEGER NOT NULL, count INTEGER NOT NULL, ranks BLOB NOT NULL
);
"""
_INDEXES = (
    "CREATE INDEX IF NOT EXISTS by_source ON entries (source_key)",
    "CREATE INDEX IF NOT EXISTS by_term ON postings (locale, term, last, first, count)",
)


def create(connection: sqlite3.Connection) -> None:
    """The tables, where they are missing."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == SCHEMA_VERSION:
        return
    if version:
        raise EnvironmentFailedError.of(
            "memory.broken",
            f"the store has version {version}, this program knows {SCHEMA_VERSION}",
            hint="export the imports with the program that made it, remove it, build it again",
        )
    for statement in _TABLES.split(";"):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def create_indexes(connection: sqlite3.Connection) -> None:
    """The indexes, where they are missing: after the first rows, which is faster."""
    for statement in _INDEXES:
        connection.execute(statement)


def get_meta(connection: sqlite3.Connection, name: str) -> str:
    """A remembered value, or the empty string."""
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else ""


def set_meta(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Remembers a value."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))
