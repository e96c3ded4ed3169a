"""Locked units get their approved translation, or stay empty. Nothing else writes them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.locks.guard import guard_write
from pipeline.locks.registry import Registry
from pipeline.model.message import MessageKey
from pipeline.model.unit import Catalog, Origin, Unit

__all__ = ["Fill", "Missing", "Replaced", "fill_catalog"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A locked unit that nothing may fill, and why."""

    key: MessageKey
    lock_id: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """Text that stood in a locked unit and gave way to the approved one."""

    key: MessageKey
    lock_id: str
    former: tuple[str, ...]
    origin: str
    """Where the former text came from: `edited`, `vendor acme`, an older lock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """What filling did."""

    catalog: Catalog
    filled: tuple[MessageKey, ...]
    """Units whose target is new; those that were right already are not among them."""
    replaced: tuple[Replaced, ...]
    """Of these, the units that held other text."""
    missing: tuple[Missing, ...]

    @property
    def changed(self) -> bool:
        """Whether the catalog differs from what came in."""
        return bool(self.filled or self.replaced)


def fill_catalog(catalog: Catalog, registry: Registry) -> Fill:
    """The catalog with every passage-locked unit as the registry wants it."""
    units: list[Unit] = []
    filled: list[MessageKey] = []
    replaced: list[Replaced] = []
    missing: list[Missing] = []
    for unit in catalog.units:
        passage = registry.match(unit.message).passage
        if not passage:
            units.append(replace(unit, read_only=False) if unit.read_only else unit)
            continue
        lock, index = passage[0]
        name = f"{lock.id}/{index + 1}"
        text = registry.expected(unit.message, catalog.locale)
        forms = () if text is None else (text,)
        missing += [
            Missing(key=unit.key, lock_id=fault.lock_id, code=fault.code, message=fault.message)
            for fault in registry.missing(unit.message, catalog.locale)
        ]
        if any(unit.forms) and unit.forms != forms:
            origin = unit.true_origin
            replaced.append(
                Replaced(
                    key=unit.key,
                    lock_id=lock.id,
                    former=unit.forms,
                    origin=f"{origin.kind} {origin.detail}".strip() if origin else "",
                )
            )
        if forms:
            guard_write(registry, unit, forms, catalog.locale, "lock")
            if unit.forms != forms:
                filled.append(unit.key)
        units.append(_locked(unit, forms, name))
    return Fill(
        catalog=replace(catalog, units=tuple(units)),
        filled=tuple(filled),
        replaced=tuple(replaced),
        missing=tuple(missing),
    )


def _locked(unit: Unit, forms: tuple[str, ...], name: str) -> Unit:
    """The unit with exactly these forms. A unit that is right already keeps its fuzzy flag."""
    return replace(
        unit,
        forms=forms,
        origin=Origin.of("lock", name, forms) if forms else None,
        held=None,
        fuzzy=unit.fuzzy if unit.forms == forms else bool(forms),
        previous=None,
        previous_plural=None,
        read_only=True,
    )
