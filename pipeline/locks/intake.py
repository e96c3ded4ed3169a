"""Approved translations from elsewhere: which lock each row belongs to, or why to none.

A row counts only when its source equals a lock's segment byte for byte, in exactly this locale,
with a reference, an approver and dates. Another approved text is never written over: that takes a
new revision of the lock. Faults are collected; nothing is guessed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.errors import Fault
from pipeline.formats.bilingual import BilingualRow
from pipeline.model.locale import LocaleTag
from pipeline.model.lock import ApprovedTarget, Lock, LockPolicy, LockScope
from pipeline.text.characters import difference, fold

__all__ = ["Defaults", "Intake", "NewTarget", "match_rows"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What counts for every row that does not say it itself."""

    locale: LocaleTag = ""
    reference: str = ""
    approved_by: str = ""
    effective_on: str = ""
    expires_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTarget:
    """An approved translation to be written."""

    lock: Lock
    index: int
    locale: LocaleTag
    target: ApprovedTarget
    renews: bool
    """The same text was approved before, with other dates, approver or reference."""

    @property
    def context(self) -> str:
        """`isi.us@4/3`."""
        return f"{self.lock.id}/{self.index + 1}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What a file brings."""

    targets: tuple[NewTarget, ...]
    unchanged: int
    others: tuple[Fault, ...]
    """Rows that are no lock's text."""
    faults: tuple[Fault, ...]
    """Rows that are, and cannot be taken."""


@dataclass(slots=True, kw_only=True)
class _Work:
    path: str
    locales: Sequence[LocaleTag]
    defaults: Defaults
    sources: dict[str, list[tuple[Lock, int]]]
    folds: dict[str, str]
    taken: dict[tuple[str, int, LocaleTag], NewTarget] = field(default_factory=dict)
    unchanged: int = 0
    others: list[Fault] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, row: BilingualRow, code: str, message: str) -> None:
        found = Fault(code=code, message=message, path=self.path, line=row.line)
        (self.others if code == "lock.import.source" else self.faults).append(found)

    def take(self, row: BilingualRow) -> None:
        places = self.sources.get(row.source, [])
        if row.lock:
            places = [place for place in places if _is_named(row.lock, *place)]
        if not places:
            self.fault(row, "lock.import.source", self._nearest(row))
            return
        if row.fault:
            self.fault(row, "lock.import.target", f"{_short(row.source)}: {row.fault}")
            return
        locale = row.locale or self.defaults.locale
        if locale not in self.locales:
            self.fault(
                row,
                "lock.import.locale",
                f"{locale or 'no locale'} is not a locale of this project "
                f"({', '.join(self.locales)}); nothing is taken for another market",
            )
            return
        target = self._target(row)
        if target is not None:
            for lock, index in places:
                self._add(row, lock, index, locale, target)

    def _nearest(self, row: BilingualRow) -> str:
        near = self.folds.get(fold(row.source))
        if row.lock and row.source in self.sources:
            return f"{_short(row.source)} is no segment of {row.lock}"
        if near is not None:
            return f"looks like a lock's text and is not: {difference(near, row.source)}"
        return f"{_short(row.source)} is no lock's text"

    def _target(self, row: BilingualRow) -> ApprovedTarget | None:
        values = {
            name: (getattr(row, name) or getattr(self.defaults, name)).strip()
            for name in ("reference", "approved_by", "effective_on", "expires_on")
        }
        absent = [name for name, value in values.items() if not value]
        if not row.target.strip():
            absent.append("target")
        if absent:
            self.fault(row, "lock.import.target", f"{_short(row.source)} lacks {', '.join(absent)}")
            return None
        try:
            effective, expires = (
                dt.date.fromisoformat(values[name]) for name in ("effective_on", "expires_on")
            )
        except ValueError as error:
            self.fault(row, "lock.import.target", f"{_short(row.source)}: {error}")
            return None
        return ApprovedTarget(
            text=row.target,
            reference=values["reference"],
            approved_by=values["approved_by"],
            effective_on=effective,
            expires_on=expires,
        )

    def _add(
        self, row: BilingualRow, lock: Lock, index: int, locale: LocaleTag, target: ApprovedTarget
    ) -> None:
        slots = lock.approved.get(locale)
        former = slots[index] if slots is not None else None
        earlier = self.taken.get((lock.id, index, locale))
        other = earlier.target if earlier is not None else former
        if other is not None and other.text != target.text:
            self.fault(
                row,
                "lock.import.conflict",
                f"{lock.id}/{index + 1} has another approved text in {locale}: "
                f"{difference(other.text, target.text)}",
            )
        elif other == target:
            self.unchanged += 1
        else:
            self.taken[lock.id, index, locale] = NewTarget(
                lock=lock, index=index, locale=locale, target=target, renews=former is not None
            )


def _short(text: str) -> str:
    return f"“{text[:60]}”"


def _is_named(name: str, lock: Lock, index: int) -> bool:
    return name in {lock.name, lock.id, f"{lock.id}/{index + 1}", f"{lock.name}/{index + 1}"}


def match_rows(
    rows: Iterable[BilingualRow],
    locks: Iterable[Lock],
    *,
    day: dt.date,
    locales: Sequence[LocaleTag],
    defaults: Defaults,
    path: str,
) -> Intake:
    """The approved translations in these rows, for locks that are or will be in force."""
    sources: dict[str, list[tuple[Lock, int]]] = {}
    for lock in locks:
        takes = lock.scope in {LockScope.PASSAGE, LockScope.PHRASE}
        if takes and lock.policy is LockPolicy.APPROVED and lock.expires_on > day:
            for index, text in enumerate(lock.source):
                sources.setdefault(text, []).append((lock, index))
    work = _Work(
        path=path,
        locales=locales,
        defaults=defaults,
        sources=sources,
        folds={fold(text): text for text in sources},
    )
    for row in rows:
        work.take(row)
    return Intake(
        targets=tuple(work.taken.values()),
        unchanged=work.unchanged,
        others=tuple(work.others),
        faults=tuple(work.faults),
    )
