"""Which locks match a message: exact, with word borders, overlaps resolved by rule.

A passage matches when the whole source, without its tags, equals one of its segments; it covers
everything inside. Otherwise a phrase covers what it overlaps, then the longest of terms and
patterns. A lock never covers a plural message.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from ahocorasick_rs import AhoCorasick

from pipeline.model.finding import Span
from pipeline.model.lock import Lock, LockPolicy, LockScope
from pipeline.model.message import Message
from pipeline.text.ranges import Ranges
from pipeline.text.tags import strip_tags
from pipeline.text.words import is_bordered

__all__ = ["LockHit", "Matcher", "MessageLocks", "is_exact", "numbers_with"]


def is_exact(lock: Lock) -> bool:
    """Law 7: whether this lock's form occurs byte-equal and as often as in the source."""
    return (
        lock.scope is not LockScope.TERM
        or lock.kind.is_exact_term
        or lock.policy is LockPolicy.VERBATIM
    )


def numbers_with(automaton: AhoCorasick, texts: Sequence[str]) -> set[int]:
    """The numbers of the texts that hold one of the automaton's words, found in one pass.

    A word that lies across two texts counts for the first of them: that is one text too many.
    """
    ends = list(accumulate(len(text) + 1 for text in texts))
    spots = automaton.find_matches_as_indexes("\0".join(texts))
    return {bisect_right(ends, start) for _, start, _ in spots}


@dataclass(frozen=True, slots=True, kw_only=True)
class LockHit:
    """One occurrence of a lock inside a source."""

    lock: Lock
    span: Span
    """In the source without its tags."""
    text: str
    """The characters it covers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageLocks:
    """Everything that is locked in one message."""

    passage: tuple[tuple[Lock, int], ...] = ()
    """(lock, index of the segment); several when locks share a text."""
    hits: tuple[LockHit, ...] = ()
    """Phrases, terms and patterns in order; locks that share a text share a span."""

    def _of(self, scope: LockScope) -> tuple[LockHit, ...]:
        return tuple(hit for hit in self.hits if hit.lock.scope is scope)

    @property
    def phrases(self) -> tuple[LockHit, ...]:
        """The hits of phrases."""
        return self._of(LockScope.PHRASE)

    @property
    def terms(self) -> tuple[LockHit, ...]:
        """The hits of terms."""
        return self._of(LockScope.TERM)

    @property
    def patterns(self) -> tuple[LockHit, ...]:
        """The hits of patterns."""
        return self._of(LockScope.PATTERN)

    @property
    def locks(self) -> tuple[Lock, ...]:
        """The locks that match, each once, sorted by id."""
        found = {lock.id: lock for lock, _ in self.passage}
        found |= {hit.lock.id: hit.lock for hit in self.hits}
        return tuple(found[lock_id] for lock_id in sorted(found))

    @property
    def ids(self) -> tuple[str, ...]:
        """Their ids, sorted."""
        return tuple(lock.id for lock in self.locks)

    def __bool__(self) -> bool:
        return bool(self.passage or self.hits)


NOTHING = MessageLocks()


def _for_context(locks: Iterable[Lock], context: str) -> list[Lock]:
    """Those that apply in this context: a lock that names it wins over one that names none."""
    fitting = [lock for lock in locks if lock.context in {None, context}]
    named = [lock for lock in fitting if lock.context is not None]
    return named or fitting


def _capitalized(lock: Lock) -> list[str]:
    """How a term's source may be spelled: an inflecting term may begin a sentence."""
    text = strip_tags(lock.source[0])
    if is_exact(lock) or not text[:1].islower():
        return [text]
    return [text, text[:1].upper() + text[1:]]


class Matcher:
    """The automaton over all locks. Built once, asked often."""

    def __init__(self, locks: Sequence[Lock]) -> None:
        self._passages: dict[str, list[tuple[Lock, int]]] = {}
        self._patterns: list[tuple[Lock, re.Pattern[str]]] = []
        words: dict[str, list[Lock]] = {}
        for lock in locks:
            match lock.scope:
                case LockScope.PASSAGE:
                    for index, segment in enumerate(lock.source):
                        self._passages.setdefault(strip_tags(segment), []).append((lock, index))
                case LockScope.PATTERN:
                    self._patterns.append((lock, re.compile(lock.source[0])))
                case LockScope.PHRASE | LockScope.TERM:
                    for text in _capitalized(lock):
                        words.setdefault(text, []).append(lock)
        self._words = list(words.values())
        self._automaton = AhoCorasick(list(words)) if words else None

    def concerned(self, messages: Sequence[Message]) -> set[int]:
        """The numbers of the messages that may have a lock; the others surely have none."""
        return self.holding([strip_tags(message.key.source) for message in messages])

    def holding(self, sources: Sequence[str]) -> set[int]:
        """The numbers of the texts (without tags) that may hold a locked one."""
        found = {number for number, source in enumerate(sources) if source in self._passages}
        if self._automaton is not None:
            found.update(numbers_with(self._automaton, sources))
        for _, pattern in self._patterns:
            found.update(number for number, source in enumerate(sources) if pattern.search(source))
        return found

    def match(self, message: Message) -> MessageLocks:
        """The locks of this message."""
        if message.plural is not None:
            return NOTHING
        return self.match_source(message.source, message.context)

    def match_source(self, source: str, context: str) -> MessageLocks:
        """The locks of a message without a plural."""
        source = strip_tags(source)
        passage = self._passage(source, context)
        if passage:
            return MessageLocks(passage=tuple(passage))
        hits = tuple(
            LockHit(lock=lock, span=Span(start, end), text=source[start:end])
            for start, end, lock in self._spots(source, context)
        )
        return MessageLocks(hits=hits) if hits else NOTHING

    def ids(self, text: str, context: str) -> tuple[str, ...]:
        """The ids of the locks in a text without tags and plural, sorted."""
        found = [lock for lock, _ in self._passage(text, context)]
        found = found or [lock for _, _, lock in self._spots(text, context)]
        return tuple(sorted({lock.id for lock in found}))

    def _passage(self, source: str, context: str) -> list[tuple[Lock, int]]:
        passage = self._passages.get(source)
        if passage is None:
            return []
        chosen = _for_context([lock for lock, _ in passage], context)
        return [item for item in passage if item[0] in chosen]

    def _spots(self, source: str, context: str) -> list[tuple[int, int, Lock]]:
        """Where phrases, terms and patterns stand, overlaps resolved."""
        spots: list[tuple[int, int, Lock]] = []
        if self._automaton is not None:
            for index, start, end in self._automaton.find_matches_as_indexes(
                source, overlapping=True
            ):
                if is_bordered(source, start, end):
                    spots += [
                        (start, end, lock) for lock in _for_context(self._words[index], context)
                    ]
        for lock, pattern in self._patterns:
            if lock.context in {None, context}:
                spots += [
                    (match.start(), match.end(), lock)
                    for match in pattern.finditer(source)
                    if match.end() > match.start()
                ]
        return _resolve(spots)


_RANK = {LockScope.PHRASE: 0, LockScope.PASSAGE: 0, LockScope.PATTERN: 1, LockScope.TERM: 1}


def _resolve(spots: list[tuple[int, int, Lock]]) -> list[tuple[int, int, Lock]]:
    """Phrases first, then the longest, then the leftmost; equal spans stay together."""
    if len(spots) < 2:  # noqa: PLR2004 - one needs no rule
        return spots
    spots.sort(key=lambda spot: (_RANK[spot[2].scope], spot[0] - spot[1], spot[0], spot[2].id))
    kept: list[tuple[int, int, Lock]] = []
    taken, scopes = Ranges(), dict[tuple[int, int], LockScope]()
    for spot in spots:
        start, end, lock = spot
        if taken.is_free(start, end):
            taken.add(start, end)
            scopes[start, end] = lock.scope
        elif scopes.get((start, end)) is not lock.scope:
            continue
        kept.append(spot)
    kept.sort(key=lambda spot: (spot[0], spot[1], spot[2].id))
    return kept
