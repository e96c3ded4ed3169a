"""How alike two texts are, what differs word by word, and the nearest text among many.

Similarity is the normalized Indel similarity (1 − insertions and deletions over both lengths):
1.0 for equal texts. The search is never quadratic: in a large collection only the texts that
share the query's rarest words are compared.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import groupby

from rapidfuzz import process
from rapidfuzz.distance import Indel

from pipeline.text.patterns import lazy

__all__ = ["Change", "NearestIndex", "marked_diff", "similarity", "word_diff"]

_WORD = lazy(r"\s+|\w+|[^\w\s]")
_INDEXED = lazy(r"\w+|[^\w\s]")
_SMALL = 400
"""Up to this many texts all are compared; beyond, the rare-word index chooses."""
_CANDIDATES = 100
_LONG_LIST = 500
_LONGEST_LIST = 3_000
_MIN_LISTS = 3
_SHORT = 40
_MAX_SHORT = 20_000
"""Short texts share no word with a text of which each word was changed: these are all compared."""


@dataclass(frozen=True, slots=True)
class Change:
    """One piece of a word diff."""

    kind: str
    """`equal`, `removed` or `added`."""
    text: str


def similarity(one: str, other: str) -> float:
    """From 0.0 (nothing in common) to 1.0 (equal).

    >>> similarity("Take 10 mg", "Take 10 mg")
    1.0
    """
    return float(Indel.normalized_similarity(one, other))


def word_diff(old: str, new: str) -> tuple[Change, ...]:
    """What became of the old text, word by word.

    All but the added pieces, joined, are the old text; all but the removed ones the new one.

    >>> [change.text for change in word_diff("Take 10 mg", "Take 20 mg")]
    ['Take ', '10', '20', ' mg']
    """
    before, after = _WORD.findall(old), _WORD.findall(new)
    changes: list[Change] = []
    for step in Indel.opcodes(before, after):
        removed = "".join(before[step.src_start : step.src_end])
        added = "".join(after[step.dest_start : step.dest_end])
        if step.tag == "equal":
            changes.append(Change("equal", removed))
            continue
        if removed:
            changes.append(Change("removed", removed))
        if added:
            changes.append(Change("added", added))
    return tuple(changes)


def marked_diff(old: str, new: str) -> str:
    """Both texts as one, as version control shows words.

    >>> marked_diff("Take 10 mg", "Take 20 mg")
    'Take [-10-]{+20+} mg'
    """
    parts: list[str] = []
    for equal, changes in groupby(word_diff(old, new), lambda change: change.kind == "equal"):
        found = list(changes)
        if equal:
            parts += [change.text for change in found]
            continue
        removed = "".join(change.text for change in found if change.kind == "removed")
        added = "".join(change.text for change in found if change.kind == "added")
        parts += [f"[-{removed}-]" if removed else "", f"{{+{added}+}}" if added else ""]
    return "".join(parts)


class NearestIndex:
    """Texts to search for the ones most like another.

    With `wanted`, only the words of those texts are indexed: for few questions to many texts.
    """

    def __init__(self, texts: Sequence[str], *, wanted: Iterable[str] | None = None) -> None:
        self._texts = tuple(texts)
        self._order = sorted(range(len(self._texts)), key=lambda number: len(self._texts[number]))
        """The texts by length: those of a range of lengths stand together."""
        self._lengths = [len(self._texts[number]) for number in self._order]
        self._places: dict[str, list[int]] = defaultdict(list)
        """Where in that order the texts with a word stand."""
        if len(self._texts) > _SMALL:
            words = None if wanted is None else {w for text in wanted for w in _words(text)}
            for place, number in enumerate(self._order):
                found = _words(self._texts[number])
                for word in found if words is None else found & words:
                    self._places[word].append(place)
        self._short = sorted(self._order[: bisect_right(self._lengths, _SHORT)])

    def nearest(self, text: str, *, cutoff: float) -> tuple[int, float] | None:
        """(number of the most similar text, similarity), or None below the cutoff.

        Of equally similar texts the first one wins.
        """
        found = self.some(text, cutoff=cutoff, count=1)
        return found[0] if found else None

    def some(self, text: str, *, cutoff: float, count: int) -> list[tuple[int, float]]:
        """Up to `count` texts at or above the cutoff, the most similar first."""
        if len(self._texts) <= _SMALL:
            return self._best(text, range(len(self._texts)), cutoff, count)
        found = self._best(text, self._candidates(text, cutoff), cutoff, count)
        if not found and len(text) <= _SHORT and len(self._short) <= _MAX_SHORT:
            return self._best(text, self._short, cutoff, count)
        return found

    def _best(
        self, text: str, numbers: Sequence[int], cutoff: float, count: int
    ) -> list[tuple[int, float]]:
        texts = [self._texts[number] for number in numbers]
        scorer = Indel.normalized_similarity
        if count == 1:
            one = process.extractOne(text, texts, scorer=scorer, score_cutoff=cutoff)
            return [] if one is None else [(numbers[int(one[2])], float(one[1]))]
        some = process.extract(text, texts, scorer=scorer, score_cutoff=cutoff, limit=count)
        return [(numbers[int(at)], float(score)) for _, score, at in some]

    def _candidates(self, text: str, cutoff: float) -> list[int]:
        """The texts that share the rarest words with this one, in order."""
        # Indel similarity of at least c bounds the other length by n·c/(2−c) and n·(2−c)/c.
        first = bisect_left(self._lengths, len(text) * cutoff / (2 - cutoff))
        end = bisect_right(self._lengths, len(text) * (2 - cutoff) / cutoff)
        lists = [self._places[word] for word in sorted(_words(text)) if word in self._places]
        lists.sort(key=len)
        weights: dict[int, float] = {}
        seen = 0
        for used, places in enumerate(lists):
            near = places[bisect_left(places, first) : bisect_left(places, end)]
            seen += len(near)
            if used and seen > (_LONG_LIST if used >= _MIN_LISTS else _LONGEST_LIST):
                break
            weight = math.log(len(self._texts) / len(places) + 1)
            for place in near:
                weights[place] = weights.get(place, 0.0) + weight
        likely = nlargest(_CANDIDATES, weights, key=weights.__getitem__)
        return sorted([self._order[place] for place in likely])


def _words(text: str) -> set[str]:
    return set(_INDEXED.findall(text))
