"""Where a new message may come from: the same place, or the most similar text.

First among the units that disappeared, then among all: a new message may also copy one that is
still there. Contexts are never crossed, and a plural message only meets plural ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pipeline.model.message import Message, MessageKey
from pipeline.model.unit import Unit
from pipeline.text.similarity import NearestIndex, similarity

__all__ = ["Origins", "Placed"]

SAME_PATH = 0.5
"""At the same content path, a text that kept half of its letters is the same one, edited."""
SAME_SECTION = 0.6
GONE_CUTOFF = 0.59
"""A unit that disappeared, and that no other new message is more like, may be this far away."""
CLEARLY = 0.05
"""By so much a copy must be more similar than the unit that disappeared and is withheld."""
_PER_MESSAGE = 5
_MAX_PAIRS = 10_000
"""Sections with more pairs than this are left to the index: never quadratic."""
_Kind: TypeAlias = tuple[str, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A unit found for a new message."""

    unit: Unit
    similarity: float
    same_place: bool
    gone: bool
    """The unit is no longer in the template: it goes on in the new message."""


def _kind(message: Message) -> _Kind:
    return message.context, message.plural is not None


def _sections(message: Message) -> set[tuple[str, _Kind]]:
    return {(path.rpartition("/")[0], _kind(message)) for path in message.paths}


class Origins:
    """The units a target may be carried over from."""

    def __init__(
        self,
        gone: Sequence[Unit],
        rest: Sequence[Unit],
        *,
        cutoff: float,
        may_carry: Callable[[Message, Unit], bool],
    ) -> None:
        self._gone, self._rest, self._cutoff, self._may_carry = gone, rest, cutoff, may_carry

    def by_place(self, messages: Sequence[Message]) -> dict[MessageKey, Placed]:
        """For messages where a unit disappeared from the same path or section: that unit.

        The most similar pairs come first, then those at the same path, then those in order;
        each unit is taken once.
        """
        sections: dict[tuple[str, _Kind], list[tuple[int, Unit]]] = defaultdict(list)
        for number, unit in enumerate(self._gone):
            for section in sorted(_sections(unit.message)):
                sections[section].append((number, unit))
        asking: dict[tuple[str, _Kind], list[tuple[int, Message]]] = defaultdict(list)
        for number, message in enumerate(messages):
            for section in sorted(_sections(message)):
                if section in sections:
                    asking[section].append((number, message))
        pairs = set()
        for section, found in asking.items():
            units = sections[section]
            small = len(found) * len(units) <= _MAX_PAIRS
            paths = {path: pair for pair in units for path in pair[1].message.paths}
            for number, message in found:
                near = units if small else [paths[path] for path in message.paths if path in paths]
                for other, unit in near:
                    score, same = _score(message, unit)
                    if score >= (SAME_PATH if same else SAME_SECTION):
                        pairs.add((-score, not same, number, other))
        return self._choose(sorted(pairs), messages)

    def _choose(
        self, pairs: Sequence[tuple[float, bool, int, int]], messages: Sequence[Message]
    ) -> dict[MessageKey, Placed]:
        chosen: dict[MessageKey, Placed] = {}
        taken: set[int] = set()
        for score, _, number, other in pairs:
            key = messages[number].key
            if key not in chosen and other not in taken:
                taken.add(other)
                unit = self._gone[other]
                chosen[key] = Placed(unit=unit, similarity=-score, same_place=True, gone=True)
        return chosen

    def by_text(
        self, messages: Sequence[Message], taken: Mapping[MessageKey, Placed]
    ) -> dict[MessageKey, Placed]:
        """For messages without a place: the most similar unit.

        First among those that disappeared: the most similar pairs are chosen first and each unit
        goes on once, so a lower similarity is enough. Then among all, for copies of what is still
        there: nobody's earlier translation is at stake, so the most similar one whose target may
        be carried over goes before one that would be withheld.
        """
        used = {placed.unit.key for placed in taken.values()}
        chosen: dict[MessageKey, Placed] = {}
        asking: dict[_Kind, list[Message]] = defaultdict(list)
        for message in messages:
            if message.key not in taken:
                asking[_kind(message)].append(message)
        gone = _by_kind(unit for unit in self._gone if unit.key not in used)
        every = _by_kind((*self._gone, *self._rest))
        for kind, found in asking.items():
            matched = dict(_matched(found, gone.get(kind, ())))
            left = [message for message in found if not self._is_carried(message, matched)]
            for key, placed in self._copies(left, every.get(kind, ())):
                known = matched.get(key)
                if known is None or placed.similarity >= known.similarity + CLEARLY:
                    matched[key] = placed
            chosen.update(matched)
        return chosen

    def _is_carried(self, message: Message, matched: Mapping[MessageKey, Placed]) -> bool:
        placed = matched.get(message.key)
        return placed is not None and self._may_carry(message, placed.unit)

    def _copies(
        self, messages: Sequence[Message], units: Sequence[Unit]
    ) -> Iterator[tuple[MessageKey, Placed]]:
        if not messages or not units:
            return
        gone = {unit.key for unit in self._gone}
        index = NearestIndex(
            [unit.message.source for unit in units], wanted=[m.source for m in messages]
        )
        for message in messages:
            found = index.some(message.source, cutoff=self._cutoff, count=_PER_MESSAGE)
            if found:
                number, score = next(
                    (pair for pair in found if self._may_carry(message, units[pair[0]])), found[0]
                )
                unit = units[number]
                yield (
                    message.key,
                    Placed(unit=unit, similarity=score, same_place=False, gone=unit.key in gone),
                )


def _matched(
    messages: Sequence[Message], units: Sequence[Unit]
) -> Iterator[tuple[MessageKey, Placed]]:
    """Pairs of new messages and units that disappeared, the most similar first, each once."""
    if not units:
        return
    index = NearestIndex([unit.message.source for unit in units])
    pairs = sorted(
        (-score, number, other)
        for number, message in enumerate(messages)
        for other, score in index.some(message.source, cutoff=GONE_CUTOFF, count=_PER_MESSAGE)
    )
    done: set[int] = set()
    taken: set[int] = set()
    for score, number, other in pairs:
        if number not in done and other not in taken:
            done.add(number)
            taken.add(other)
            yield (
                messages[number].key,
                Placed(unit=units[other], similarity=-score, same_place=False, gone=True),
            )


def _by_kind(units: Iterable[Unit]) -> dict[_Kind, list[Unit]]:
    kinds: dict[_Kind, list[Unit]] = defaultdict(list)
    for unit in units:
        kinds[_kind(unit.message)].append(unit)
    return kinds


def _score(message: Message, unit: Unit) -> tuple[float, bool]:
    same = bool(set(message.paths) & set(unit.message.paths))
    return similarity(message.source, unit.message.source), same
