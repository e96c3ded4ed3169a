"""The registry: every lock in force on a day, and what each asks of a message.

Immutable. A lock that has expired without a later revision still matches: its text is held,
never set free. Results are remembered per message; a registry travels to worker processes by
its locks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence

from pipeline.errors import Fault, RejectedError
from pipeline.formats.digests import lock_digest
from pipeline.locks.approved import parse_approved
from pipeline.locks.drift import DriftHit, DriftIndex
from pipeline.locks.expected import expected_passage, in_force, missing_of
from pipeline.locks.faults import LockFault
from pipeline.locks.law import Names, hit_violations, isolate_violations, passage_violation
from pipeline.locks.match import Matcher, MessageLocks
from pipeline.locks.read import ambiguities, parse_locks, with_approved
from pipeline.locks.unwanted import UnwantedForms, UnwantedHit
from pipeline.model.digest import Digest
from pipeline.model.document import Segment
from pipeline.model.locale import LocaleTag, is_right_to_left
from pipeline.model.lock import Lock, LockRef
from pipeline.model.message import Message
from pipeline.text.tags import strip_tags

__all__ = ["LOCKS_PATH", "Registry", "approved_path", "parse_registry"]

LOCKS_PATH = "glossary_lock/locks.toml"


_Target = tuple[str, str, bool, tuple[str, ...], LocaleTag]
_REMEMBERED = 1024
"""Targets whose violations are kept."""


def approved_path(locale: LocaleTag) -> str:
    """Where a locale's approved translations live."""
    return f"glossary_lock/approved/{locale}.po"


class Registry:
    """All locks of a project on one day."""

    __slots__ = (
        "_digests",
        "_drift",
        "_judged",
        "_matched",
        "_matcher",
        "_names",
        "_unwanted",
        "as_of",
        "lapsed",
        "locks",
        "project",
        "revisions",
    )

    def __init__(self, project: str, revisions: Iterable[Lock], *, as_of: dt.date) -> None:
        self.project = project
        self.as_of = as_of
        self.revisions = tuple(sorted(revisions, key=lambda lock: lock.id))
        """Every lock of the file, in force or not."""
        self.locks = tuple(lock for lock in self.revisions if in_force(lock, as_of))
        """The locks in force, sorted by id."""
        self.lapsed = _lapsed(self.revisions, self.locks, as_of)
        """Locks that expired and have no successor: their text is held."""
        active = (*self.locks, *self.lapsed)
        self._matcher = Matcher(active)
        self._drift = DriftIndex(active)
        self._matched: dict[tuple[str, str, bool], MessageLocks] = {}
        self._names: dict[LocaleTag, Names] = {}
        self._unwanted: dict[LocaleTag, UnwantedForms] = {}
        self._digests: dict[tuple[str, LocaleTag], Digest] = {}
        self._judged: dict[_Target, tuple[LockFault, ...]] = {}

    def __reduce__(self) -> tuple[Callable[..., Registry], tuple[str, tuple[Lock, ...], dt.date]]:
        return _rebuild, (self.project, self.revisions, self.as_of)

    def match(self, message: Message) -> MessageLocks:
        """The locks of this message, with spans on its source without tags."""
        key = (message.context, message.source, message.plural is None)
        found = self._matched.get(key)
        if found is None:
            found = self._matched[key] = self._matcher.match(message)
        return found

    def concerned(self, messages: Sequence[Message]) -> set[int]:
        """The numbers of the messages that may have a lock; `match` is empty for all others."""
        return self._matcher.concerned(messages)

    def may_violate(self, targets: Sequence[str], locale: LocaleTag) -> set[int]:
        """The numbers of the targets in which `violations` may find something without a lock."""
        if is_right_to_left(locale):  # any text may lack isolates
            return set(range(len(targets)))
        return self._names_in(locale).holding(targets)

    def may_be_unwanted(self, targets: Sequence[str], locale: LocaleTag) -> set[int]:
        """The numbers of the targets in which `unwanted` may find something."""
        return self._unwanted_in(locale).holding(targets)

    def may_drift(self, messages: Sequence[Message]) -> set[int]:
        """The numbers of the messages for which `drift` may find something."""
        return self._drift.candidates([strip_tags(message.key.source) for message in messages])

    def ids_in(self, segments: Sequence[Segment]) -> dict[tuple[str, str], tuple[str, ...]]:
        """Context and source of the locked ones, each with its locks' ids, sorted.

        Nothing is remembered. A lock never covers a plural.
        """
        single = [segment for segment in segments if segment.plural is None]
        found = {}
        texts = [strip_tags(item.source) for item in single]
        for number in self._matcher.holding(texts):
            segment = single[number]
            ids = self._matcher.ids(texts[number], segment.context)
            if ids:
                found[segment.context, segment.source] = ids
        return found

    def refs(self, message: Message, locale: LocaleTag) -> tuple[LockRef, ...]:
        """What the unit digest says about the locks that match (law 1), sorted."""
        return tuple(
            sorted(
                LockRef(lock.id, self._digest(lock, locale)) for lock in self.match(message).locks
            )
        )

    def _digest(self, lock: Lock, locale: LocaleTag) -> Digest:
        key = (lock.id, locale)
        found = self._digests.get(key)
        if found is None:
            found = self._digests[key] = lock_digest(lock, locale)
        return found

    def is_locked(self, message: Message) -> bool:
        """Whether a passage covers the whole message."""
        return bool(self.match(message).passage)

    def expected(self, message: Message, locale: LocaleTag) -> str | None:
        """The only text a passage-locked unit may have; None when there is none on this day."""
        passage = self.match(message).passage
        if not passage:
            return None
        return expected_passage(message, passage, locale, self.as_of)[0]

    def missing(self, message: Message, locale: LocaleTag) -> tuple[LockFault, ...]:
        """Why this unit cannot become final here: nothing approved, expired, other tags."""
        locks = self.match(message)
        if locks.passage:
            return expected_passage(message, locks.passage, locale, self.as_of)[1]
        found = {
            hit.lock.id: fault
            for hit in locks.hits
            if (fault := missing_of(hit.lock, 0, locale, self.as_of)) is not None
        }
        return tuple(found[lock_id] for lock_id in sorted(found))

    def violations(
        self, message: Message, forms: tuple[str, ...], locale: LocaleTag
    ) -> tuple[LockFault, ...]:
        """What breaks law 7 in this target; empty for an empty target.

        The last answers are kept: a candidate is judged by its stage and again by `check`.
        """
        if not any(forms):
            return ()
        target = (message.context, message.source, message.plural is None, forms, locale)
        judged = self._judged.get(target)
        if judged is None:
            if len(self._judged) >= _REMEMBERED:
                self._judged.clear()
            judged = self._judged[target] = self._judge(message, forms, locale)
        return judged

    def _judge(
        self, message: Message, forms: tuple[str, ...], locale: LocaleTag
    ) -> tuple[LockFault, ...]:
        locks = self.match(message)
        if locks.passage:
            expected, why = expected_passage(message, locks.passage, locale, self.as_of)
            fault = passage_violation(expected, why, forms[0], locks.passage[0][0])
            return () if fault is None else (fault,)
        faults: list[LockFault] = []
        if message.plural is None:
            source, target = strip_tags(message.source), strip_tags(forms[0])
            if locks:
                faults += hit_violations(locks, source, target, locale)
            faults += self._names_in(locale).uninvited(locks, source, target)
        for form in forms:
            faults += isolate_violations(locks, form, locale)
        return tuple(faults)

    def _names_in(self, locale: LocaleTag) -> Names:
        found = self._names.get(locale)
        if found is None:
            found = self._names[locale] = Names((*self.locks, *self.lapsed), locale)
        return found

    def unwanted(
        self, message: Message, forms: tuple[str, ...], locale: LocaleTag
    ) -> tuple[UnwantedHit, ...]:
        """Forms in this target that the registry forbids or deprecates, by form and place."""
        sought = self._unwanted_in(locale)
        if not sought:
            return ()
        locks = self.match(message)
        return tuple(
            hit
            for number, form in enumerate(forms)
            for hit in sought.find(form, locks, form=number)
        )

    def unwanted_source(self, message: Message, source_locale: LocaleTag) -> list[UnwantedHit]:
        """Forms in this source that the registry forbids or deprecates in the source locale."""
        locks = self.match(message)
        return [
            hit
            for number, text in enumerate(message.sources)
            for hit in self._unwanted_in(source_locale).find(
                text, locks, form=number, everywhere=True
            )
        ]

    def _unwanted_in(self, locale: LocaleTag) -> UnwantedForms:
        found = self._unwanted.get(locale)
        if found is None:
            found = self._unwanted[locale] = UnwantedForms((*self.locks, *self.lapsed), locale)
        return found

    def holds(self, message: Message, forms: tuple[str, ...], locale: LocaleTag) -> bool:
        """Whether the target breaks no lock (law 7)."""
        return not self.violations(message, forms, locale)

    def drift(self, message: Message) -> DriftHit | None:
        """The locked text that this message nearly is, without being any lock's text."""
        locks = self.match(message)
        if locks.passage:
            return None
        if message.plural is not None or not locks.hits:
            return self._drift.find(strip_tags(message.source), message.context)
        spans = [(hit.span.start, hit.span.end) for hit in locks.phrases]
        source = strip_tags(message.source)
        return self._drift.find(source, message.context, frozenset(locks.ids), spans)


def _rebuild(project: str, revisions: tuple[Lock, ...], as_of: dt.date) -> Registry:
    return Registry(project, revisions, as_of=as_of)


def _lapsed(
    revisions: tuple[Lock, ...], locks: tuple[Lock, ...], as_of: dt.date
) -> tuple[Lock, ...]:
    current = {lock.name for lock in locks}
    last: dict[str, Lock] = {}
    for lock in revisions:
        if lock.name not in current and lock.expires_on <= as_of:
            known = last.get(lock.name)
            if known is None or known.expires_on < lock.expires_on:
                last[lock.name] = lock
    return tuple(last[name] for name in sorted(last))


def parse_registry(
    locks_toml: bytes,
    approved: Mapping[LocaleTag, bytes],
    *,
    as_of: dt.date,
    path: str = LOCKS_PATH,
    path_of: Callable[[LocaleTag], str] = approved_path,
) -> Registry:
    """The registry in these files on this day. RejectedError `lock.*` with every fault."""
    project, locks = parse_locks(locks_toml, path=path)
    targets = {}
    faults: list[Fault] = []
    for locale in sorted(approved):
        try:
            targets[locale] = parse_approved(
                approved[locale], locks, locale=locale, path=path_of(locale)
            )
        except RejectedError as error:
            faults += error.faults
    RejectedError.raise_for(faults)
    whole = with_approved(locks, targets)
    RejectedError.raise_for(ambiguities(whole, path=path))
    return Registry(project, whole, as_of=as_of)
