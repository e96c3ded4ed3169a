"""Passages in documents: marked by an author, complete, and in order.

An ISI without one of its bullets, or with two of them exchanged, misleads as much as a wrong
one. These rules read segments of source documents; rendered pages are read the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from pipeline.errors import Fault
from pipeline.locks.drift import DriftHit, word_diff
from pipeline.locks.registry import Registry
from pipeline.model.document import Segment
from pipeline.model.lock import Lock, LockScope
from pipeline.model.message import Message, MessageKey
from pipeline.text.characters import difference, fold
from pipeline.text.tags import strip_tags

__all__ = ["LockLists", "PassageIndex", "mark_faults", "passage_faults"]

_LABELS = frozenset({"alt", "button", "link", "meta", "title", "tooltip"})
"""Roles in which one segment of a passage may stand alone: a link `Important Safety Information`
to the page that has it."""


def _message(segment: Segment) -> Message:
    key = MessageKey(segment.context, segment.source)
    return Message(key=key, plural=segment.plural, role=segment.role)


def mark_faults(segments: Sequence[Segment], registry: Registry, *, path: str = "") -> list[Fault]:
    """`lock.mark` for every segment whose author claims a lock that its text does not have."""
    if not any(segment.lock_mark for segment in segments):
        return []
    by_name: dict[str, Lock] = {}
    for lock in (*registry.lapsed, *registry.locks):
        by_name[lock.name] = by_name[lock.id] = lock
    faults = []
    for segment in segments:
        if segment.lock_mark:
            message = _mark_fault(segment, by_name.get(segment.lock_mark), registry)
            if message:
                faults.append(
                    Fault(code="lock.mark", message=message, path=path, line=segment.line)
                )
    return faults


def _mark_fault(segment: Segment, lock: Lock | None, registry: Registry) -> str:
    shown = segment.source if len(segment.source) <= 60 else segment.source[:60] + "…"  # noqa: PLR2004
    if lock is None:
        return f"“{shown}” is marked {segment.lock_mark}: no lock of this name is in force"
    if lock.id in registry.match(_message(segment)).ids:
        return ""
    if segment.plural is not None:
        return f"“{shown}” is marked {lock.id}, but a lock never covers a plural"
    text = strip_tags(segment.source)
    if lock.context not in {None, segment.context}:
        return (
            f"“{shown}” is marked {lock.id}, which is for the context “{lock.context}”, "
            f"not “{segment.context}”"
        )
    if lock.scope is LockScope.PATTERN:
        return f"“{shown}” is marked {lock.id} and does not match {lock.source[0]}"
    nearest = min(lock.source, key=lambda source: _distance(source, text))
    hit = DriftHit(lock_id=lock.id, index=0, similarity=0, diff=word_diff(nearest, text))
    detail = difference(nearest, text) if fold(nearest) == fold(text) else str(hit)
    return f"“{shown}” is marked {lock.id} but is not its text: {detail}"


def _distance(source: str, text: str) -> int:
    words = set(text.casefold().split())
    return len(words ^ set(source.casefold().split()))


class LockLists(Protocol):
    """The part of a registry that passages are judged by."""

    @property
    def locks(self) -> Sequence[Lock]:
        """The locks in force."""

    @property
    def lapsed(self) -> Sequence[Lock]:
        """The locks that expired and have no successor."""


class PassageIndex:
    """The passages of a registry by the texts they are made of."""

    def __init__(self, registry: LockLists) -> None:
        self._passages = [
            lock
            for lock in (*registry.locks, *registry.lapsed)
            if lock.scope is LockScope.PASSAGE and len(lock.source) > 1
        ]
        self._holders: dict[str, list[int]] = {}
        for number, lock in enumerate(self._passages):
            for source in lock.source:
                self._holders.setdefault(source, []).append(number)

    def faults(self, path: str, segments: Sequence[Segment]) -> list[Fault]:
        """`isi.incomplete` if the document holds a passage in part, or in another order."""
        holders = self._holders
        placed = [
            (text, segment)
            for segment in segments
            if (text := strip_tags(segment.source)) in holders and segment.plural is None
        ]
        if not placed:
            return []
        numbers = sorted({number for text, _ in placed for number in holders[text]})
        return _document(path, placed, [self._passages[number] for number in numbers])


def passage_faults(
    documents: Mapping[str, Sequence[Segment]] | Iterable[tuple[str, Sequence[Segment]]],
    registry: LockLists,
) -> list[Fault]:
    """`isi.incomplete` for every document that holds a passage in part, or in another order."""
    items = documents.items() if isinstance(documents, Mapping) else documents
    index = PassageIndex(registry)
    return [fault for path, segments in items for fault in index.faults(path, segments)]


def _document(
    path: str, placed: Sequence[tuple[str, Segment]], passages: Sequence[Lock]
) -> list[Fault]:
    texts = {text for text, _ in placed}
    explained: set[str] = set()
    partial = []
    for lock in passages:
        own = [
            (text, segment)
            for text, segment in placed
            if text in lock.source and lock.context in {None, segment.context}
        ]
        if _is_complete(lock, [text for text, _ in own]):
            explained.update(lock.source)
        elif texts & set(lock.source):
            partial.append((lock, own))
    faults = []
    for lock, own in partial:
        left = [(text, segment) for text, segment in own if text not in explained]
        labels_only = len(left) == 1 and left[0][1].role in _LABELS
        if left and not labels_only:
            faults.append(
                Fault(
                    code="isi.incomplete",
                    message=_what_is_wrong(lock, [text for text, _ in own]),
                    path=path,
                    line=left[0][1].line,
                    hint="a passage stands whole and in order, or not at all",
                )
            )
    return faults


def _is_complete(lock: Lock, texts: Sequence[str]) -> bool:
    """Whether the segments of the passage follow one another in this sequence."""
    remaining = iter(texts)
    return all(any(text == wanted for text in remaining) for wanted in lock.source)


def _what_is_wrong(lock: Lock, texts: Sequence[str]) -> str:
    missing = [
        f"{number} “{source[:50]}”"
        for number, source in enumerate(lock.source, 1)
        if source not in texts
    ]
    if missing:
        there = sum(source in texts for source in lock.source)
        return (
            f"{lock.id} has {len(lock.source)} segments, here are {there}: "
            f"missing {', '.join(missing)}"
        )
    order = [str(lock.source.index(text) + 1) for text in texts]
    return f"{lock.id} stands in another order: {' '.join(order)}"
