"""`memory import`, `memory forget` and `memory export`: TMX and PO files of other tools."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from pipeline.errors import RejectedError
from pipeline.formats.gettext.read import parse_foreign
from pipeline.formats.tmx import parse_tmx, serialize_tmx
from pipeline.ledger.event import Action
from pipeline.memory.disk import Import
from pipeline.memory.entry import Entry, Kind
from pipeline.memory.exchange import Taken, entries_of_catalog, entries_of_tmx, tmx_units
from pipeline.model.digest import Digest
from pipeline.model.locale import LocaleTag
from pipeline.model.message import Message
from pipeline.workflow.events import record
from pipeline.workflow.memory import current_store, open_store
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.outside import take_in
from pipeline.workflow.project import Project, select_locales
from pipeline.workflow.registry import read_registry
from pipeline.workspace import layout
from pipeline.workspace.private import write_outside

__all__ = ["export_memory", "forget_import", "import_memory"]

_LONGEST = 100


def import_memory(
    project: Project, locales: Sequence[str], place: Path, *, by: str, reference: str
) -> Outcome:
    """Takes the pairs of a TMX or PO file as unsigned candidates, never above 99 %.

    `locales`: for a PO without Language, and for a TMX that names bare languages, exactly one.
    """
    for name, value in (("--by", by), ("--reference", reference)):
        if not value.strip() or not value.isprintable() or len(value) > _LONGEST:
            raise RejectedError.of(
                "memory.import", f"{name} is one printable line of at most {_LONGEST} characters"
            )
    if place.suffix.lower() not in {".tmx", ".po"}:
        raise RejectedError.of(
            "memory.import", "expected a file named .tmx or .po", path=str(place)
        )
    only = select_locales(project, locales)[0] if len(locales) == 1 else None
    with take_in(project, place) as data:
        taken = _taken(project, place, data, locales=locales, only=only, reference=reference)
    return _store(project, place, data, taken, by=by, reference=reference)


def _taken(
    project: Project,
    place: Path,
    data: bytes,
    *,
    locales: Sequence[str],
    only: LocaleTag | None,
    reference: str,
) -> Taken:
    limits = project.policy.limits
    refuse = _refusal(project)
    if place.suffix.lower() == ".po":
        catalog, _ = parse_foreign(data, path=str(place), locale=only or "", limits=limits)
        select_locales(project, [catalog.locale])
        return entries_of_catalog(catalog, reference=reference, refuse=refuse)
    return entries_of_tmx(
        parse_tmx(data, path=str(place), limits=limits),
        reference=reference,
        source_locale=project.settings.source_locale,
        locales=select_locales(project, locales),
        only=only,
        refuse=refuse,
    )


def _refusal(project: Project) -> Callable[[Entry], str | None]:
    registry = read_registry(project)

    def refuse(entry: Entry) -> str | None:
        message = Message(key=entry.key, plural=entry.plural)
        return "locked" if registry.is_locked(message) else None

    return refuse


def _store(
    project: Project, place: Path, data: bytes, taken: Taken, *, by: str, reference: str
) -> Outcome:
    digest = Digest.of(data)
    item = Import(
        reference=reference,
        by=by,
        on_day=project.as_of.isoformat(),
        file=place.name,
        sha256=digest.hex,
        entries=len(taken.entries),
    )
    with open_store(project, write=True) as store:
        same = [known for known in store.imports() if known.reference == reference]
        fresh = bool(same) and same[0].sha256 == item.sha256 and same[0].by == by
        if not fresh:
            store.import_entries(item, taken.entries)
    left = ", ".join(f"{count} {reason}" for reason, count in sorted(taken.left_out.items()))
    if not fresh:
        record(
            project,
            Action.IMPORT_ACCEPTED,
            detail=f"memory {place.name} by {by} as {reference}, {digest}",
        )
    return Outcome(
        verb="memory import",
        lines=(
            f"{len(taken.entries)} entries as {reference}"
            + (f"; left out: {left}" if left else "")
            + ("; nothing new" if fresh else ""),
        ),
        data={
            "reference": reference,
            "by": by,
            "sha256": digest.hex,
            "entries": len(taken.entries),
            "left_out": dict(sorted(taken.left_out.items())),
        },
        changed=() if fresh else (layout.MEMORY,),
        talk=("imports are candidates at 99 % at most: a person reviews and signs each",),
        next="imprimatur pretranslate",
    )


def forget_import(project: Project, reference: str) -> Outcome:
    """Removes everything that came in under a reference."""
    with open_store(project, write=True) as store:
        known = {item.reference for item in store.imports()}
        if reference not in known:
            raise RejectedError.of(
                "memory.import",
                f"there is no import {reference!r}",
                hint="known: " + (", ".join(sorted(known)) or "none"),
            )
        count = store.forget(reference)
    return Outcome(
        verb="memory forget",
        lines=(f"{reference} is out (texts and sentences: {count})",),
        data={"reference": reference, "removed": count},
        changed=(layout.MEMORY,),
        next="imprimatur memory stats",
    )


def export_memory(
    project: Project, locales: Sequence[str], place: Path, *, every: bool = False
) -> Outcome:
    """One TMX with what is signed, and with `every` also what was imported."""
    chosen: tuple[LocaleTag, ...] = select_locales(project, locales)
    with current_store(project) as store:
        entries = [
            entry
            for locale in chosen
            for entry in store.entries(locale)
            if every or entry.kind is Kind.SIGNED
        ]
    data = b"".join(
        serialize_tmx(
            tmx_units(entries),
            source_language=project.settings.source_locale,
            tool_version=version("imprimatur"),
        )
    )
    written = write_outside(place, data, dry_run=project.workspace.dry_run)
    return Outcome(
        verb="memory export",
        lines=(f"{len(entries)} entries in {place}",),
        data={"file": str(place), "entries": len(entries), "sha256": Digest.of(data).hex},
        changed=(str(place),) if written else (),
        next="imprimatur memory stats",
    )
