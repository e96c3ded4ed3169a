"""The store on disk: SQLite with an exact-hash column and the rare-word index in blocks.

What holds:

- `sync` makes the signed entries exactly those of the given standing units: in by signature, out
  by withdrawal. Their sentences come and go with them.
- Imports come in under a reference and go out by it. They are never offered above 99 %.
- Equal contents give equal answers, whatever the order they came in. Up to 1,500 texts of
  similar length every one is compared; beyond, the index chooses.
- The caller owns the connection and the transaction: nothing here commits.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from pipeline.memory.candidate import Candidate
from pipeline.memory.entry import Entry, Kind, digests_of, source_key, source_keys
from pipeline.memory.postings import Block, IndexBuilder, Window, choose, length_window, window_of
from pipeline.memory.schema import INDEX_VERSION, create, create_indexes, get_meta, set_meta
from pipeline.memory.sentences import with_sentences
from pipeline.memory.terms import terms_of
from pipeline.model.locale import LocaleTag
from pipeline.model.message import Message, MessageKey

__all__ = ["DiskStore", "Import", "Synced"]

_JOIN = "\x1f"
"""Between forms: a control character, which no target may hold."""
_PENDING = 2_000
"""So many entries may have come (these are compared one by one) or gone before the index is made
again."""
_SMALL_WINDOW = 1_500
_BATCH = 1_000
_KEYS = 500
"""Values in one statement."""
_ROW = "locale, context, source, plural, forms, kind, detail, part"
_INSERT = (
    f"INSERT INTO entries (id, digest, source_key, length, {_ROW})"  # noqa: S608 - constants
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
IMPORT_LIMIT = 99
"""Per cent: what nobody here signed is never exact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """A file that a named person imported."""

    reference: str
    by: str
    on_day: str
    file: str
    sha256: str
    entries: int
    """Whole texts that were taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """What a sync changed, sentences included."""

    added: int
    removed: int
    kept: int


def _entry_of(row: tuple[str, str, str, str | None, str, str, str, int]) -> Entry:
    locale, context, source, plural, forms, kind, detail, part = row
    return Entry(
        locale=locale,
        key=MessageKey(context, source),
        plural=plural,
        forms=tuple(forms.split(_JOIN)),
        kind=Kind(kind),
        detail=detail,
        part=part,
    )


class DiskStore:
    """Entries in one SQLite database; follows the `Store` protocol."""

    def __init__(self, connection: sqlite3.Connection, *, source_locale: LocaleTag) -> None:
        self._db = connection
        self._source_locale = source_locale
        self._ranks: dict[LocaleTag, tuple[array[int], array[int]]] = {}
        create(connection)

    def state(self) -> str:
        """What the caller said the signed entries were made from; empty for a new store."""
        return get_meta(self._db, "state")

    def sync(self, standing: Iterable[Entry], *, state: str = "") -> Synced:
        """Makes the signed entries those of the standing units, and no other."""
        known: dict[int, int] = dict(
            self._db.execute("SELECT digest, id FROM entries WHERE kind = 'signed'")
        )
        before = len(known)
        added = self._add(standing, known)
        self._db.executemany(
            "DELETE FROM entries WHERE id = ?", ((number,) for number in known.values() if number)
        )
        removed = sum(number != 0 for number in known.values())
        self._settle(gone=removed)
        set_meta(self._db, "state", state)
        return Synced(added=added, removed=removed, kept=before - removed)

    def import_entries(self, record: Import, entries: Iterable[Entry]) -> int:
        """Adds an import under its reference, in place of an earlier one; how many were stored.

        Sentences count; equal pairs are stored once.
        """
        self.forget(record.reference)
        added = self._add(entries, {})
        self._db.execute(
            "INSERT INTO imports VALUES (?, ?, ?, ?, ?, ?)",
            (
                record.reference,
                record.by,
                record.on_day,
                record.file,
                record.sha256,
                record.entries,
            ),
        )
        self._settle()
        return added

    def forget(self, reference: str) -> int:
        """Removes an import; how many entries went."""
        self._db.execute("DELETE FROM imports WHERE reference = ?", (reference,))
        gone = self._db.execute(
            "DELETE FROM entries WHERE kind = 'import' AND detail = ?", (reference,)
        ).rowcount
        self._settle(gone=gone)
        return gone

    def imports(self) -> tuple[Import, ...]:
        """Every import, by reference."""
        rows = self._db.execute("SELECT * FROM imports ORDER BY reference")
        names = ("reference", "by", "on_day", "file", "sha256", "entries")
        return tuple(Import(**dict(zip(names, row, strict=True))) for row in rows)

    def counts(self) -> list[tuple[LocaleTag, str, int, int]]:
        """(locale, kind, whole texts, sentences), sorted."""
        return self._db.execute(
            "SELECT locale, kind, sum(part = 0), sum(part > 0) FROM entries"
            " GROUP BY locale, kind ORDER BY locale, kind"
        ).fetchall()

    def entries(self, locale: LocaleTag | None = None) -> Iterator[Entry]:
        """Every whole text, sorted by locale, source, context, kind and target."""
        where, values = ("AND locale = ?", (locale,)) if locale else ("", ())
        rows = self._db.execute(
            f"SELECT {_ROW} FROM entries WHERE part = 0 {where}"  # noqa: S608 - constants
            " ORDER BY locale, source, context, kind DESC, plural, forms, detail",
            values,
        )
        return map(_entry_of, rows)

    def _add(self, entries: Iterable[Entry], known: dict[int, int]) -> int:
        """Adds what is not known; takes what is from `known`, or marks it as seen with 0."""
        (known_last,) = self._db.execute("SELECT coalesce(max(id), 0) FROM entries").fetchone()
        # No number that the index knows is used again.
        first = last = max(int(known_last), self._indexed)
        whole_and_parts = with_sentences(entries, source_locale=self._source_locale)
        while some := list(islice(whole_and_parts, _BATCH)):
            new: dict[int, Entry] = {}
            for digest, entry in zip(digests_of(some), some, strict=True):
                if digest not in known:
                    new[digest] = entry
                known[digest] = 0
            self._db.executemany(_INSERT, _rows_of(new, after=last))
            last += len(new)
        return last - first

    def _settle(self, *, gone: int = 0) -> None:
        """After a change: the hash columns' indexes; the word index when too much has changed."""
        create_indexes(self._db)
        stale = get_meta(self._db, "index") != INDEX_VERSION
        (pending,) = self._db.execute(
            "SELECT count(*) FROM entries WHERE id > ?", (self._indexed,)
        ).fetchone()
        gone += int(get_meta(self._db, "gone") or 0)
        if stale or pending + gone > _PENDING:
            self.index()
        elif gone:
            set_meta(self._db, "gone", str(gone))

    @property
    def _indexed(self) -> int:
        return int(get_meta(self._db, "indexed") or 0)

    def index(self) -> None:
        """Makes the word index anew, over every entry."""
        self._ranks.clear()
        self._db.execute("DELETE FROM postings")
        self._db.execute("DELETE FROM ranks")
        self._db.execute("DROP INDEX IF EXISTS by_term")
        locales = self._db.execute("SELECT DISTINCT locale FROM entries ORDER BY 1").fetchall()
        for (locale,) in locales:
            self._index_locale(locale)
        create_indexes(self._db)
        (last,) = self._db.execute("SELECT coalesce(max(id), 0) FROM entries").fetchone()
        set_meta(self._db, "indexed", str(last))
        set_meta(self._db, "gone", "0")
        set_meta(self._db, "index", INDEX_VERSION)

    def _index_locale(self, locale: LocaleTag) -> None:
        builder, keys = IndexBuilder(), array("q")
        last = ""
        for source, key in self._db.execute(
            "SELECT source, source_key FROM entries WHERE locale = ? ORDER BY length, source",
            (locale,),
        ):
            if source != last:
                last = source
                builder.add(source)
                keys.append(key)
        self._db.execute(
            "INSERT INTO ranks VALUES (?, ?, ?)",
            (locale, keys.tobytes(), array("I", builder.lengths).tobytes()),
        )
        self._db.executemany(
            "INSERT INTO postings (locale, term, first, last, count, ranks)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            ((locale, *block) for block in builder.blocks()),
        )

    def _ranked(self, locale: LocaleTag) -> tuple[array[int], array[int]]:
        """The source key of each rank, and the table of lengths."""
        if locale not in self._ranks:
            keys, lengths = array("q"), array("I")
            row = self._db.execute(
                "SELECT keys, lengths FROM ranks WHERE locale = ?", (locale,)
            ).fetchone()
            if row is not None:
                keys.frombytes(row[0])
                lengths.frombytes(row[1])
            self._ranks[locale] = keys, lengths
        return self._ranks[locale]

    def exact(self, message: Message, locale: LocaleTag) -> Candidate | None:
        """The one signed target of this message in this locale, else the one imported.

        Targets that contradict each other offer nothing: a person decides.
        """
        for kind, similarity in ((Kind.SIGNED, 100), (Kind.IMPORT, IMPORT_LIMIT)):
            found = self.equal(message, locale, kind)
            if found:
                if any(entry.forms != found[0].forms for entry in found):
                    return None
                first = min(entry.detail for entry in found)
                detail = first if kind is Kind.SIGNED else f"import {first}"
                return Candidate(forms=found[0].forms, detail=detail, similarity=similarity)
        return None

    def equal(self, message: Message, locale: LocaleTag, kind: Kind) -> list[Entry]:
        """Every whole entry of exactly this message in this locale."""
        found = self._at(
            message.source,
            locale,
            " AND context = ? AND plural IS ? AND kind = ? AND part = 0",
            (message.context, message.plural, kind.value),
        )
        return [entry for entry in found if entry.source == message.source]

    def with_source(self, source: str, locale: LocaleTag) -> list[Entry]:
        """Every entry of exactly this source, whatever its context."""
        found = self._at(source, locale)
        return [entry for entry in found if entry.source == source]

    def sources_like(self, text: str, locale: LocaleTag, *, cutoff: float) -> set[str]:
        """Sources that may be at least `cutoff` alike: all of them where they are few."""
        low, high = length_window(len(text), cutoff)
        found = {
            source
            for (source,) in self._db.execute(
                "SELECT source FROM entries WHERE id > ? AND locale = ? AND length BETWEEN ? AND ?",
                (self._indexed, locale, low, high),
            )
        }
        keys, lengths = self._ranked(locale)
        window = window_of(lengths, len(keys), len(text), cutoff)
        if window.high - window.low <= _SMALL_WINDOW:
            chosen = keys[window.low : window.high]
        else:
            chosen = array("q", [keys[rank] for rank in self._choose(text, locale, window)])
        found.update(self._sources(chosen, locale))
        return found

    def _choose(self, text: str, locale: LocaleTag, window: Window) -> list[int]:
        terms = sorted(terms_of(text))
        marks = ", ".join("?" * len(terms))
        blocks = self._db.execute(
            "SELECT term, first, last, count, id FROM postings WHERE locale = ?"  # noqa: S608
            f" AND term IN ({marks}) AND last >= ? AND first < ?",
            (locale, *terms, window.low, window.high),
        )

        def read(name: int) -> bytes:
            row = self._db.execute("SELECT ranks FROM postings WHERE id = ?", (name,)).fetchone()
            return bytes(row[0])

        return choose((Block(*row) for row in blocks), window, read)

    def _sources(self, keys: array[int], locale: LocaleTag) -> Iterator[str]:
        for at in range(0, len(keys), _KEYS):
            some = keys[at : at + _KEYS]
            marks = ", ".join("?" * len(some))
            for source, found in self._db.execute(
                f"SELECT source, locale FROM entries WHERE source_key IN ({marks})",  # noqa: S608
                some.tolist(),
            ):
                if found == locale:
                    yield source

    def _at(
        self, source: str, locale: LocaleTag, rest: str = "", values: tuple[str | None, ...] = ()
    ) -> list[Entry]:
        rows = self._db.execute(
            f"SELECT {_ROW} FROM entries WHERE source_key = ? AND locale = ?{rest}",  # noqa: S608
            (source_key(locale, source), locale, *values),
        )
        return [_entry_of(row) for row in rows]

    def holding(
        self, text: str, locale: LocaleTag, *, in_target: bool, limit: int
    ) -> tuple[Entry, ...]:
        """Whole texts whose source (or target) holds the text, without regard to case."""
        column = "forms" if in_target else "source"
        wanted = text.casefold()
        self._db.create_function(
            "holds", 1, lambda value: wanted in value.casefold(), deterministic=True
        )
        rows = self._db.execute(
            f"SELECT {_ROW} FROM entries WHERE part = 0 AND locale = ?"  # noqa: S608 - constants
            f" AND holds({column})"
            " ORDER BY length, source, context, kind DESC, plural, forms, detail LIMIT ?",
            (locale, limit),
        )
        return tuple(_entry_of(row) for row in rows)


def _rows_of(entries: Mapping[int, Entry], *, after: int) -> Iterator[tuple[object, ...]]:
    """The rows of new entries by digest, numbered from the next number on."""
    numbers, keys = range(after + 1, after + 1 + len(entries)), source_keys(entries.values())
    for number, (digest, entry), source_hash in zip(numbers, entries.items(), keys, strict=True):
        source, forms = entry.key.source, entry.forms
        yield (
            number,
            digest,
            source_hash,
            len(source),
            entry.locale,
            entry.key.context,
            source,
            entry.plural,
            forms[0] if len(forms) == 1 else _JOIN.join(forms),
            str.__str__(entry.kind),
            entry.detail,
            entry.part,
        )
