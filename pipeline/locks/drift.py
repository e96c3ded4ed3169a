"""Text that is nearly a lock and is not: found by an index of words, then scored.

A copied ISI sentence with one word changed, a straight quote or a look-alike letter would be
translated by anybody. It is held until a person decides which of the two it is. Phrases and names
inside a text that only look-alikes or invisible characters keep from matching are found as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from ahocorasick_rs import AhoCorasick
from rapidfuzz.distance import Indel

from pipeline.model.lock import Lock, LockScope
from pipeline.text.characters import fold, plain
from pipeline.text.tags import strip_tags
from pipeline.text.words import is_bordered

__all__ = ["THRESHOLD", "DriftHit", "DriftIndex", "word_diff"]

THRESHOLD = 0.85
"""As similar as this is held (Indel similarity of the folded texts, which ignores case)."""
_LENGTHS = THRESHOLD / (2 - THRESHOLD)
"""Below this ratio of lengths no two texts can be so similar."""
_PIECE = re.compile(r"\w+")
_DIFF = re.compile(r"\s+|\w+|[^\w\s]")
_SHORT = 24
_FEW = 6
_COMMON = 200
"""A pair in more entries than this says nothing."""
_SHARED = 0.15
"""Share of its pairs that a text keeps when it is as similar as the threshold."""
_CANDIDATES = 25
_INNER = 4
"""Shorter names have too many look-alikes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftHit:
    """A locked text that this message nearly is."""

    lock_id: str
    index: int
    """Which segment of the lock."""
    similarity: float
    """0.85 to 1; 1 when only look-alikes, case, quotes or spaces differ."""
    diff: tuple[tuple[str, str], ...]
    """(`=`, `-` or `+`, words): from the lock's source to this text."""

    def __str__(self) -> str:
        marks = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}
        return "".join(marks[sign].format(words) for sign, words in self.diff)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    lock: Lock
    index: int
    source: str
    folded: str


def word_diff(old: str, new: str) -> tuple[tuple[str, str], ...]:
    """(`=`, `-` or `+`, words) that turn the old text into the new one."""
    a, b = _DIFF.findall(old), _DIFF.findall(new)
    parts: list[tuple[str, str]] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(("=", "".join(a[a1:a2])))
            continue
        if a2 > a1:
            parts.append(("-", "".join(a[a1:a2])))
        if b2 > b1:
            parts.append(("+", "".join(b[b1:b2])))
    return tuple(parts)


class DriftIndex:
    """Every passage segment and phrase, by its pairs of words and by its length."""

    def __init__(self, locks: Sequence[Lock]) -> None:
        self._entries: list[_Entry] = []
        self._pairs: dict[tuple[str, str], list[int]] = {}
        """Pairs of neighbouring words: one changed word leaves most of them as they were."""
        self._few: dict[str, list[int]] = {}
        """Single words, for entries of few words."""
        self._short: dict[int, list[int]] = {}
        """Short entries by length: all of about that length are scored."""
        inner: dict[str, Lock] = {}
        for lock in locks:
            if lock.scope in {LockScope.PASSAGE, LockScope.PHRASE}:
                for index, segment in enumerate(lock.source):
                    self._add(lock, index, strip_tags(segment))
            if lock.scope is LockScope.PHRASE or lock.kind.is_exact_term:
                text = plain(strip_tags(lock.source[0]))
                if lock.scope is not LockScope.PATTERN and len(text) >= _INNER:
                    inner.setdefault(text, lock)
        self._inner = list(inner.values())
        self._automaton = AhoCorasick(list(inner)) if inner else None

    def _add(self, lock: Lock, index: int, source: str) -> None:
        number = len(self._entries)
        folded = fold(source)
        self._entries.append(_Entry(lock=lock, index=index, source=source, folded=folded))
        if len(folded) <= _SHORT:
            self._short.setdefault(len(folded), []).append(number)
        words = _PIECE.findall(folded)
        for pair in set(pairwise(words)):
            self._pairs.setdefault(pair, []).append(number)
        if len(words) <= _FEW and len(folded) > _SHORT:
            for word in set(words):
                self._few.setdefault(word, []).append(number)

    def find(
        self, text: str, context: str, covered: frozenset[str] = frozenset()
    ) -> DriftHit | None:
        """The locked text this one is nearest to, from the threshold on; None when none is.

        `covered` are locks that match inside the text and so cannot have drifted from it.
        """
        return self._near(text, context, covered) or self._look_alike(text, context, covered)

    def _look_alike(self, text: str, context: str, covered: frozenset[str]) -> DriftHit | None:
        """A phrase or name inside the text that differs from its lock only to a machine."""
        shown = text if text.isascii() else plain(text)
        if self._automaton is None or shown == text:
            return None
        for number, start, end in self._automaton.find_matches_as_indexes(shown, overlapping=True):
            lock = self._inner[number]
            if (
                lock.id not in covered
                and lock.context in {None, context}
                and is_bordered(shown, start, end)
            ):
                source = strip_tags(lock.source[0])
                diff = word_diff(source, text)
                return DriftHit(lock_id=lock.id, index=0, similarity=1.0, diff=diff)
        return None

    def _near(self, text: str, context: str, covered: frozenset[str]) -> DriftHit | None:
        if not self._entries:
            return None
        folded = fold(text)
        best: tuple[float, int] | None = None
        for number in self._candidates(folded):
            entry = self._entries[number]
            if entry.lock.id in covered or entry.lock.context not in {None, context}:
                continue
            score = Indel.normalized_similarity(folded, entry.folded, score_cutoff=THRESHOLD)
            if score >= THRESHOLD and (best is None or (-score, number) < (-best[0], best[1])):
                best = (score, number)
        if best is None:
            return None
        entry = self._entries[best[1]]
        return DriftHit(
            lock_id=entry.lock.id,
            index=entry.index,
            similarity=best[0],
            diff=word_diff(entry.source, text),
        )

    def _candidates(self, folded: str) -> list[int]:
        length = len(folded)
        low, high = length * _LENGTHS, length / _LENGTHS
        words = _PIECE.findall(folded)
        counts: dict[int, int] = {}
        for postings in map(self._pairs.get, set(pairwise(words))):
            if postings is not None and len(postings) <= _COMMON:
                for number in postings:
                    counts[number] = counts.get(number, 0) + 1
        need = int(_SHARED * (len(words) - 1))
        found = [
            number
            for number, shared in counts.items()
            if shared >= need and low <= len(self._entries[number].folded) <= high
        ]
        if len(found) > _CANDIDATES:
            found.sort(key=lambda number: (-counts[number], number))
            del found[_CANDIDATES:]
        if low <= _SHORT:
            for size in range(int(low), min(_SHORT, int(high)) + 1):
                found += self._short.get(size, ())
        if len(words) <= _FEW + 2:
            few = {number for word in set(words) for number in self._few.get(word, ())}
            found += [number for number in few if low <= len(self._entries[number].folded) <= high]
        return found
