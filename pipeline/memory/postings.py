"""The rare-word index: which texts share the rarest terms with a query and are about as long.

Texts are numbered by length (*rank*), so a window of lengths is a range of ranks and every list
of ranks is cut to it by bisection. Lists are stored in blocks of at most `BLOCK` ranks; a block
that lies outside the window is never read. Pure: blocks come from a function.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.memory.terms import terms_of

__all__ = ["BLOCK", "Block", "IndexBuilder", "Window", "choose", "length_window", "window_of"]

BLOCK = 16_384
_BUDGET = 10_000
"""Ranks to weigh beyond the rarest lists."""
_MIN_LISTS, _MAX_RANKS = 3, 40_000
_CHOSEN = 100


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a term's list: where it lies, and what is known without reading it."""

    term: str
    first: int
    last: int
    count: int
    name: int
    """What `read` takes."""


@dataclass(frozen=True, slots=True)
class Window:
    """Ranks from `low` up to, not including, `high`; those from `middle` on are not shorter."""

    low: int
    middle: int
    high: int


def length_window(length: int, cutoff: float) -> tuple[int, int]:
    """Lengths (both included) that a text at least `cutoff` alike can have.

    Levenshtein similarity is 1 − d / longer, and d is at least the difference of the lengths.
    """
    return math.ceil(length * cutoff - 1e-9), math.floor(length / cutoff + 1e-9)


@dataclass(slots=True)
class IndexBuilder:
    """Takes texts in order of length; gives the blocks of every term, and the table of lengths."""

    lists: defaultdict[str, array[int]] = field(
        default_factory=lambda: defaultdict(lambda: array("I"))
    )
    lengths: list[int] = field(default_factory=list)
    """Alternately a length and the first rank that has it, ascending."""
    count: int = 0

    def add(self, text: str) -> None:
        """The next text; not shorter than the last."""
        if not self.lengths or self.lengths[-2] != len(text):
            self.lengths += (len(text), self.count)
        rank = self.count
        for ranks in map(self.lists.__getitem__, terms_of(text)):
            ranks.append(rank)
        self.count += 1

    def blocks(self) -> Iterator[tuple[str, int, int, int, bytes]]:
        """(term, first rank, last rank, count, the ranks' bytes), by term; empties the builder."""
        for term in sorted(self.lists):
            ranks = self.lists.pop(term)
            for at in range(0, len(ranks), BLOCK):
                block = ranks[at : at + BLOCK]
                yield term, block[0], block[-1], len(block), block.tobytes()


def window_of(lengths: Sequence[int], count: int, length: int, cutoff: float) -> Window:
    """The ranks of the texts that are long enough, and short enough, to be alike."""
    low, high = length_window(length, cutoff)
    known = lengths[0::2]
    firsts = [*lengths[1::2], count]
    return Window(*(firsts[bisect_left(known, bound)] for bound in (low, length, high + 1)))


def choose(
    blocks: Iterable[Block], window: Window, read: Callable[[int], bytes], limit: int = _CHOSEN
) -> list[int]:
    """The ranks in the window that share most with the query, a rare term counting for more.

    The rarest lists are weighed first, three of them within `_MAX_RANKS`, then as many as the
    budget holds; of a rarest list that is longer, the ranks nearest in length.
    """
    lists: defaultdict[str, list[Block]] = defaultdict(list)
    for block in blocks:
        lists[block.term].append(block)
    sizes = sorted(
        (sum(_share(block, window) for block in found), term) for term, found in lists.items()
    )
    scores: dict[int, float] = {}
    known, spent = scores.get, 0
    span = max(1, window.high - window.low)
    for used, (size, term) in enumerate(sizes):
        room = _MAX_RANKS if used < _MIN_LISTS else _BUDGET
        if used and spent + size > room:
            break
        ranks = _cut(lists[term], window, read)
        spent += len(ranks)
        weight = math.log(span / (len(ranks) or 1) + 1)
        for rank in ranks:
            scores[rank] = known(rank, 0.0) + weight
    if len(scores) <= limit:
        return sorted(scores)
    least = sorted(scores.values())[-limit]
    above = [rank for rank, score in scores.items() if score > least]
    level = sorted(rank for rank, score in scores.items() if score == least)
    return sorted(above + level[: limit - len(above)])


def _share(block: Block, window: Window) -> int:
    """About how many of the block's ranks lie in the window."""
    inside = min(block.last + 1, window.high) - max(block.first, window.low)
    return math.ceil(block.count * max(0, inside) / (block.last + 1 - block.first))


def _cut(blocks: Sequence[Block], window: Window, read: Callable[[int], bytes]) -> array[int]:
    ranks = array("I")
    for block in sorted(blocks, key=lambda found: found.first):
        ranks.frombytes(read(block.name))
    low, high = bisect_left(ranks, window.low), bisect_left(ranks, window.high)
    if high - low > _MAX_RANKS:
        middle = bisect_left(ranks, window.middle)
        low, high = max(low, middle - _MAX_RANKS // 2), min(high, middle + _MAX_RANKS // 2)
    return ranks[low:high]
