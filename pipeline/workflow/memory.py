"""The memory of a project: kept in step with what is signed, and asked.

The store (`var/memory.sqlite3`) is derived data: before every look-up its signed entries are made
those of the units that are final on the day of the run, where any input has changed since. Units
that are locked as a whole never enter: their targets come from the registry alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.formats.canonical import canonical_json
from pipeline.memory.disk import DiskStore, Synced
from pipeline.memory.entry import Entry, Kind
from pipeline.memory.exact import Memory, build_memory
from pipeline.memory.schema import INDEX_VERSION
from pipeline.model.digest import Digest
from pipeline.model.unit import Catalog
from pipeline.workflow.catalogs import read_catalog
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.project import Project
from pipeline.workflow.registry import read_registry
from pipeline.workflow.states import states_of
from pipeline.workflow.table import table
from pipeline.workflow.trusting import stand_on
from pipeline.workspace import layout
from pipeline.workspace.database import open_database
from pipeline.workspace.runlock import hold_run_lock

__all__ = ["build", "current_store", "imported_memory", "open_store", "stats"]


@contextmanager
def open_store(project: Project, *, write: bool) -> Iterator[DiskStore]:
    """The project's store; what is written stays only with `write` and when all went well."""
    with open_database(project.workspace, layout.MEMORY, write=write) as connection:
        yield DiskStore(connection, source_locale=project.settings.source_locale)


@contextmanager
def current_store(project: Project) -> Iterator[DiskStore]:
    """The store for look-ups, brought into step first where that is needed."""
    state = _state(project)
    with open_store(project, write=False) as store:
        fresh = store.state() == state
        if fresh:
            yield store
    if not fresh:
        with (
            hold_run_lock(project.workspace.root, "memory build"),
            open_store(project, write=True) as store,
        ):
            store.sync(_standing(project), state=state)
            yield store


def build(project: Project, *, again: bool = False) -> Outcome:
    """Brings the store into step with what is signed; `again` makes the index anew too."""
    state = _state(project)
    with open_store(project, write=False) as store:
        fresh = store.state() == state and not again
        held = sum(whole for _, kind, whole, _ in store.counts() if kind == Kind.SIGNED)
    synced = Synced(added=0, removed=0, kept=held)
    if not fresh:
        with open_store(project, write=True) as store:
            synced = store.sync(_standing(project), state=state)
            if again:
                store.index()
    return Outcome(
        verb="memory build",
        lines=(
            f"{synced.added} in, {synced.removed} out, {synced.kept} kept (texts and sentences)"
            if not fresh
            else "the memory is in step with what is signed",
        ),
        data={"added": synced.added, "removed": synced.removed, "kept": synced.kept},
        changed=() if fresh else (layout.MEMORY,),
        next="imprimatur memory search TEXT",
    )


def stats(project: Project) -> Outcome:
    """What the memory holds, per locale and kind, and every import."""
    with current_store(project) as store:
        counts, imports = store.counts(), store.imports()
    head = ("locale", "kind", "texts", "sentences")
    rows = [[locale, kind, str(whole), str(parts)] for locale, kind, whole, parts in counts]
    lines = table(head, rows)
    if imports:
        taken = [
            [item.reference, item.by, item.on_day, item.file, str(item.entries)] for item in imports
        ]
        lines += ["", *table(("import", "by", "on", "file", "entries"), taken)]
    return Outcome(
        verb="memory stats",
        lines=tuple(lines),
        data={
            "entries": [
                {"locale": locale, "kind": kind, "texts": whole, "sentences": parts}
                for locale, kind, whole, parts in counts
            ],
            "imports": [
                {
                    "reference": item.reference,
                    "by": item.by,
                    "on": item.on_day,
                    "file": item.file,
                    "sha256": item.sha256,
                    "entries": item.entries,
                }
                for item in imports
            ],
        },
        next="imprimatur memory search TEXT",
    )


def imported_memory(project: Project, catalog: Catalog) -> Memory:
    """Imported targets for the empty units of a catalog, as candidates at 99 %."""
    place = project.workspace.place_of(layout.MEMORY)
    if not place.exists():
        return build_memory(())
    with open_store(project, write=False) as store:
        found = [
            (unit.message, catalog.locale, entry.forms, f"import {entry.detail}")
            for unit in catalog.units
            if not any(unit.forms)
            for entry in store.equal(unit.message, catalog.locale, Kind.IMPORT)
        ]
    return build_memory(found, similarity=99)


def _state(project: Project) -> str:
    """A digest of everything that decides which units are final today."""
    paths = [layout.SETTINGS, layout.POLICY, layout.KEYRING, layout.LOCKS]
    paths += project.workspace.files(layout.APPROVED)
    paths += [path for path in project.workspace.files("locales") if _is_input(path)]
    digests = {path: str(project.workspace.digest_on_disk(path)) for path in paths}
    parts = {"as_of": project.as_of.isoformat(), "index": INDEX_VERSION, "files": digests}
    return Digest.of(canonical_json(parts)).hex


def _is_input(path: str) -> bool:
    return "/LC_MESSAGES/" in path and path.endswith((".po", ".evidence.jsonl"))


def _standing(project: Project) -> Iterator[Entry]:
    """Every unit that is final and not locked as a whole."""
    registry = read_registry(project)
    standing = stand_on(project, None)
    for domain in project.domains:
        for locale in project.settings.locales:
            catalog = read_catalog(project, locale, domain.name)
            if catalog is None:
                continue
            states = states_of(project, registry, locale, domain.name, standing)
            for unit in (*catalog.units, *catalog.obsolete):
                message = unit.message
                if not registry.is_locked(message) and states.is_final(unit):
                    yield Entry(
                        locale=locale,
                        key=message.key,
                        plural=message.plural,
                        forms=unit.forms,
                        detail=f"{domain.name} {states.digest_of(unit).short}",
                    )
