"""Text that is nearly a lock and is not: found by an index of words, then scored.

A copied ISI sentence with one word changed, a straight quote or a look-alike letter would be
translated by anybody. It is held until a person decides which of the two it is. Found are texts
that as a whole are nearly a locked one; and, inside a longer text, a phrase with a changed word, a
passage's sentence that was merged with others, and names that only look-alikes or invisible
characters keep from matching.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import chain, pairwise
from typing import Any

from ahocorasick_rs import AhoCorasick

from pipeline.model.lock import Lock, LockScope
from pipeline.text.characters import describe, fold, fold_with_offsets, plain, show
from pipeline.text.tags import strip_tags
from pipeline.text.words import is_bordered

__all__ = ["THRESHOLD", "DriftHit", "DriftIndex", "shown_diff", "word_diff"]

THRESHOLD = 0.85
"""As similar as this is held (Indel similarity of the folded texts, which ignores case)."""
_LENGTHS = THRESHOLD / (2 - THRESHOLD)
"""Below this ratio of lengths no two texts can be so similar."""
_PIECE = re.compile(r"\w+")
_DIFF = re.compile(r"\s+|\w+|[^\w\s]")
_SPLIT = {code: " " for code in range(128) if not (chr(code).isalnum() or chr(code) == "_")}
_SPLIT_ALL = {code: to for code, to in _SPLIT.items() if code}
"""The same for texts joined by U+0000."""
_SHORT = 24
_FEW = 6
_COMMON = 200
"""A pair in more entries than this says nothing."""
_SHARED = 0.2
"""Share of its pairs that a text keeps when it is as similar as the threshold."""
_KEPT = 0.5
"""Share of a phrase's pairs that stand in a text around a nearly equal one."""
_PHRASE_WORDS, _SENTENCE_WORDS = 3, 6
"""Shorter phrases, and passage segments that are rather headings, are not looked for inside."""
_INNER = 4
"""Shorter names have too many look-alikes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftHit:
    """A locked text that this message nearly is, or nearly holds."""

    lock_id: str
    index: int
    """Which segment of the lock."""
    similarity: float
    """0.85 to 1; 1 when only look-alikes, case, quotes or spaces differ."""
    diff: tuple[tuple[str, str], ...]
    """(`=`, `-` or `+`, words): from the lock's source to this text."""
    parts: tuple[str, ...] = ()
    """`isi.us@4/2` for each segment of a passage inside this text, where several were merged."""

    def __str__(self) -> str:
        merged = f" (holds {', '.join(self.parts)})" if len(self.parts) > 1 else ""
        return shown_diff(self.diff) + merged


def shown_diff(diff: Sequence[tuple[str, str]]) -> str:
    """`take [-one-]{+two+} tablets`, with code points where eyes would not tell."""
    marks = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}
    pieces, removed = [], ""
    for sign, words in diff:
        pieces.append(marks[sign].format(words if sign == "=" else show(words)))
        if sign == "+" and removed and fold(removed) == fold(words):
            old, new = next(
                ((a, b) for a, b in zip(removed, words, strict=False) if a != b), ("", "")
            )
            if old and old.casefold() != new.casefold():
                pieces.append(f" ({describe(old)} became {describe(new)})")
        removed = words if sign == "-" else ""
    return "".join(pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    lock: Lock
    index: int
    source: str
    folded: str
    words: tuple[str, ...]


def _words(folded: str) -> list[str]:
    return folded.translate(_SPLIT).split() if folded.isascii() else _PIECE.findall(folded)


def word_diff(old: str, new: str) -> tuple[tuple[str, str], ...]:
    """(`=`, `-` or `+`, words) that turn the old text into the new one."""
    if old == new:
        return (("=", old),)
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


@cache
def _rapidfuzz() -> tuple[Any, Any, Any]:
    """(process, fuzz, Indel's similarity). Late: whoever only matches locks does not pay for it."""
    from rapidfuzz import fuzz, process
    from rapidfuzz.distance import Indel

    return process, fuzz, Indel.normalized_similarity


class DriftIndex:
    """Every passage segment and phrase, by its pairs of words and by its length.

    Entries are numbered by length, so that those of about a text's length are one range.
    """

    def __init__(self, locks: Sequence[Lock]) -> None:
        entries = [
            _entry(lock, index)
            for lock in locks
            if lock.scope in {LockScope.PASSAGE, LockScope.PHRASE}
            for index in range(len(lock.source))
        ]
        self._entries = sorted(entries, key=lambda entry: len(entry.folded))
        self._lengths = [len(entry.folded) for entry in self._entries]
        self._folded = [entry.folded for entry in self._entries]
        self._plain = all(entry.lock.context is None for entry in self._entries)
        pairs: dict[tuple[str, str], list[int]] = {}
        self._few: dict[str, list[int]] = {}
        """Single words, for entries of few words."""
        self._enough: list[float] = []
        """Shared pairs from which an entry may stand inside a longer text."""
        for number, entry in enumerate(self._entries):
            words = entry.words
            for pair in set(pairwise(words)):
                pairs.setdefault(pair, []).append(number)
            if len(words) <= _FEW and len(entry.folded) > _SHORT:
                for word in set(words):
                    self._few.setdefault(word, []).append(number)
            phrase = entry.lock.scope is LockScope.PHRASE
            least = _PHRASE_WORDS if phrase else _SENTENCE_WORDS
            inside = max(1.0, _KEPT * (len(words) - 1)) if len(words) >= least else 1e9
            self._enough.append(inside)
        self._pairs = {pair: found for pair, found in pairs.items() if len(found) <= _COMMON}
        plain = [f" {one} {other} " for one, other in self._pairs if (one + other).isascii()]
        self._in_pairs = AhoCorasick(plain) if plain else None
        self._least = min(self._enough, default=0.0)
        self._short = bisect_right(self._lengths, _SHORT)
        self._loose = bool(self._few or self._short)
        """Whether some entries are found by other means than their pairs."""
        self._names(locks)

    def _names(self, locks: Sequence[Lock]) -> None:
        inner: dict[str, Lock] = {}
        for lock in locks:
            if lock.scope is LockScope.PHRASE or lock.kind.is_exact_term:
                text = plain(strip_tags(lock.source[0]))
                if lock.scope is not LockScope.PATTERN and len(text) >= _INNER:
                    inner.setdefault(text, lock)
        self._inner = list(inner.values())
        self._automaton = AhoCorasick(list(inner)) if inner else None

    def candidates(self, texts: Sequence[str]) -> set[int]:
        """The numbers of the texts for which `find` may find something, in a few passes.

        Where entries are few and short, they look for texts like them instead of the other way
        round: the loop over the texts is then rapidfuzz's.
        """
        found = set()
        if self._automaton is not None:
            found = {number for number, text in enumerate(texts) if not text.isascii()}
        if not self._entries:
            return found
        process, _, similarity = _rapidfuzz()
        folded = [fold(text) for text in texts]
        found.update(n for n in self._with_pairs(folded) if self._has_pairs(folded[n]))
        loose = {*range(self._short), *chain.from_iterable(self._few.values())}
        for entry in sorted(loose):
            hits = process.extract_iter(
                self._folded[entry],
                folded,
                scorer=similarity,
                score_cutoff=THRESHOLD,
            )
            found.update(number for _, _, number in hits)
        return found

    def _with_pairs(self, folded: Sequence[str]) -> Iterable[int]:
        """The numbers of the texts with some pair of words of an entry: one pass over ASCII."""
        plain = [number for number, text in enumerate(folded) if text.isascii()]
        joined = " \0 ".join([folded[number] for number in plain]).translate(_SPLIT_ALL)
        if self._in_pairs is None or joined.count("\0") != len(plain) - 1:
            return range(len(folded))  # no text at all, or one that holds U+0000
        joined = f" {joined} "
        while "  " in joined:
            joined = joined.replace("  ", " ")
        found, at, last = set(), 0, 0
        for _, start, _ in self._in_pairs.find_matches_as_indexes(joined, overlapping=True):
            at, last = at + joined.count("\0", last, start), start
            found.add(plain[at])
        return chain(found, (number for number, text in enumerate(folded) if not text.isascii()))

    def _has_pairs(self, folded: str) -> bool:
        """Whether enough pairs of words are those of some entry."""
        words = _words(folded)
        if self._pairs.keys().isdisjoint(pairwise(words)):
            return False
        known = sum(pair in self._pairs for pair in pairwise(words))
        return known >= min(_SHARED * (len(words) - 1), self._least)

    def find(
        self,
        text: str,
        context: str,
        covered: Collection[str] = (),
        spans: Iterable[tuple[int, int]] = (),
    ) -> DriftHit | None:
        """The locked text this one is nearest to, from the threshold on; None when none is.

        `covered` are locks that match inside the text and so cannot have drifted from it as a
        whole; `spans` is where its phrases stand, so that a second, changed copy is seen.
        """
        return self._near(text, context, covered, spans) or self._look_alike(text, context, covered)

    def _look_alike(self, text: str, context: str, covered: Collection[str]) -> DriftHit | None:
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

    def _near(
        self,
        text: str,
        context: str,
        covered: Collection[str],
        spans: Iterable[tuple[int, int]],
    ) -> DriftHit | None:
        if not self._entries:
            return None
        folded = fold(text)
        words = _words(folded)
        found = [posting for posting in map(self._pairs.get, pairwise(words)) if posting]
        need = _SHARED * (len(words) - 1)
        least = min(need, self._least)
        shared: list[tuple[int, int]] = []
        if found and len(found) >= least:
            counts = Counter(chain.from_iterable(found))
            shared = [item for item in counts.items() if item[1] >= least]
        elif not self._loose:
            return None
        numbers = self._whole(folded, words, need, shared)
        best = self._nearest(folded, numbers, context, covered) if numbers else None
        if best is not None:
            entry = self._entries[best[0]]
            return DriftHit(
                lock_id=entry.lock.id,
                index=entry.index,
                similarity=best[1],
                diff=word_diff(entry.source, text),
            )
        enough = self._enough
        inside = [number for number, count in shared if count >= enough[number]]
        return self._inside(text, folded, inside, context, spans) if inside else None

    def _whole(
        self, folded: str, words: list[str], need: float, shared: list[tuple[int, int]]
    ) -> list[int]:
        """The entries that the whole text may be like."""
        if not shared and not self._loose:
            return []
        length = len(folded)
        first = bisect_left(self._lengths, length * _LENGTHS)
        last = bisect_right(self._lengths, length / _LENGTHS)
        found = [number for number, count in shared if count >= need and first <= number < last]
        if first < self._short:
            found += range(first, min(self._short, last))
        if self._few and len(words) <= _FEW + 2:
            few = {number for word in words for number in self._few.get(word, ())}
            found += [number for number in few if first <= number < last]
        return found

    def _nearest(
        self, folded: str, numbers: list[int], context: str, covered: Collection[str]
    ) -> tuple[int, float] | None:
        if covered or not self._plain:
            numbers = [number for number in numbers if self._applies(number, context, covered)]
        if not numbers:
            return None
        process, _, similarity = _rapidfuzz()
        texts = [self._folded[number] for number in numbers]
        hits = process.extract(
            folded,
            texts,
            scorer=similarity,
            score_cutoff=THRESHOLD,
            limit=None,
        )
        found = [(numbers[at], score) for _, score, at in hits]
        return min(found, key=lambda hit: (-hit[1], self._order(hit[0])), default=None)

    def _order(self, number: int) -> tuple[str, int]:
        entry = self._entries[number]
        return entry.lock.id, entry.index

    def _applies(self, number: int, context: str, covered: Collection[str]) -> bool:
        lock = self._entries[number].lock
        return lock.id not in covered and lock.context in {None, context}

    def _inside(
        self,
        text: str,
        folded: str,
        numbers: list[int],
        context: str,
        spans: Iterable[tuple[int, int]],
    ) -> DriftHit | None:
        """A phrase with a changed word, or sentences of a passage, inside a longer text."""
        masked = text
        for start, end in spans:
            masked = masked[:start] + "\0" * (end - start) + masked[end:]
        masked = folded if masked == text else fold(masked)
        _, fuzz, _ = _rapidfuzz()
        found = []
        for number in numbers:
            entry = self._entries[number]
            if len(entry.folded) >= len(masked) or not self._applies(number, context, ()):
                continue
            place = fuzz.partial_ratio_alignment(entry.folded, masked, score_cutoff=100 * THRESHOLD)
            if place is not None:
                found.append((place.score / 100, number, place.dest_start, place.dest_end))
        if not found:
            return None
        score, number, start, end = min(found, key=lambda hit: (-hit[0], self._order(hit[1])))
        entry = self._entries[number]
        parts = {
            (other.lock.id, other.index + 1)
            for _, at, _, _ in found
            if (other := self._entries[at]).lock.scope is LockScope.PASSAGE
        }
        return DriftHit(
            lock_id=entry.lock.id,
            index=entry.index,
            similarity=score,
            diff=word_diff(entry.source, _window(text, start, end)),
            parts=tuple(f"{lock_id}/{index}" for lock_id, index in sorted(parts)),
        )


def _entry(lock: Lock, index: int) -> _Entry:
    source = strip_tags(lock.source[index])
    folded = fold(source)
    return _Entry(lock=lock, index=index, source=source, folded=folded, words=tuple(_words(folded)))


def _window(text: str, start: int, end: int) -> str:
    """The words of the text at these offsets of its fold."""
    _, offsets = fold_with_offsets(text)
    left, right = offsets[min(start, len(offsets) - 1)], offsets[min(end, len(offsets) - 1)]
    while left > 0 and not text[left - 1].isspace():
        left -= 1
    while right < len(text) and not text[right].isspace():
        right += 1
    return text[left:right].strip()
