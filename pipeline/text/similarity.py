"""How alike two texts are, what differs word by word, and the nearest text among many.

Similarity is the normalized Indel similarity (1 − insertions and deletions over both lengths):
1.0 for equal texts. The search is never quadratic: in a large collection only the texts that
share the query's rarest words are compared.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import Indel

__all__ = ["Change", "NearestIndex", "similarity", "word_diff"]

_WORD = re.compile(r"\s+|\w+|[^\w\s]")
_INDEXED = re.compile(r"\w+|[^\w\s]")
_SMALL = 400
"""Up to this many texts all are compared; beyond, the rare-word index chooses."""
_CANDIDATES = 60
_LONG_LIST = 2000
_MIN_LISTS = 4


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


class NearestIndex:
    """Texts to search for the one most like another."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = tuple(texts)
        self._places: dict[str, list[int]] = defaultdict(list)
        if len(self._texts) > _SMALL:
            for number, text in enumerate(self._texts):
                for word in set(_INDEXED.findall(text)):
                    self._places[word].append(number)

    def nearest(self, text: str, *, cutoff: float) -> tuple[int, float] | None:
        """(number of the most similar text, similarity), or None below the cutoff.

        Of equally similar texts the first one wins.
        """
        if len(self._texts) <= _SMALL:
            found = process.extractOne(
                text, self._texts, scorer=Indel.normalized_similarity, score_cutoff=cutoff
            )
            return None if found is None else (int(found[2]), float(found[1]))
        numbers = self._candidates(text, cutoff)
        found = process.extractOne(
            text,
            [self._texts[number] for number in numbers],
            scorer=Indel.normalized_similarity,
            score_cutoff=cutoff,
        )
        return None if found is None else (numbers[int(found[2])], float(found[1]))

    def _candidates(self, text: str, cutoff: float) -> list[int]:
        # Indel similarity of at least c bounds the other length by n·c/(2−c) and n·(2−c)/c.
        shortest = len(text) * cutoff / (2 - cutoff)
        longest = len(text) * (2 - cutoff) / cutoff
        lists = sorted(
            (
                self._places[word]
                for word in sorted(set(_INDEXED.findall(text)))
                if word in self._places
            ),
            key=len,
        )
        weights: Counter[int] = Counter()
        for used, places in enumerate(lists):
            if used >= _MIN_LISTS and len(places) > _LONG_LIST:
                break
            weight = math.log(len(self._texts) / len(places) + 1)
            for number in places:
                if shortest <= len(self._texts[number]) <= longest:
                    weights[number] += weight  # type: ignore[assignment]
        best = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:_CANDIDATES]
        return sorted(number for number, _ in best)
