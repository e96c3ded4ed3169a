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
from pipeline.text.words import word_heads
from pipeline.update.pairing import pair_off

__all__ = ["Origins", "Placed"]

SAME_PATH = 0.5
"""At the same content path, a text that kept half of its letters is the same one, edited."""
SAME_SECTION = 0.6
AT_HOME = 0.01
"""What the same path is worth among texts of one section: it moves when others come or go."""
GONE_CUTOFF = 0.59
"""A unit that disappeared, and that no other new message is more like, may be this far away."""
CLEARLY = 0.05
"""By so much a copy must be more similar than the unit that disappeared and is withheld."""
BY_LETTERS = 0.8
"""Below this, two texts of which no two words begin alike are similar by chance."""
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

        Each unit is taken once, so that all pairs of a section together are most similar; of
        equally similar ones those at the same path, then those in order.
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
        found: list[dict[int, tuple[float, float]]] = [{} for _ in messages]
        for section, some in asking.items():
            units = sections[section]
            small = len(some) * len(units) <= _MAX_PAIRS
            paths = {path: pair for pair in units for path in pair[1].message.paths}
            for number, message in some:
                near = units if small else [paths[path] for path in message.paths if path in paths]
                for other, unit in near:
                    score, same = _score(message, unit)
                    if score >= (SAME_PATH if same else SAME_SECTION):
                        gain = score - SAME_PATH + (AT_HOME if same else 0.0)
                        found[number][other] = gain, score
        return self._choose(found, messages)

    def _choose(
        self, found: Sequence[Mapping[int, tuple[float, float]]], messages: Sequence[Message]
    ) -> dict[MessageKey, Placed]:
        wishes = [
            sorted(((other, gain) for other, (gain, _) in some.items()), key=lambda wish: -wish[1])
            for some in found
        ]
        return {
            messages[number].key: Placed(
                unit=self._gone[other],
                similarity=found[number][other][1],
                same_place=True,
                gone=True,
            )
            for number, other in pair_off(wishes).items()
        }

    def by_text(
        self, messages: Sequence[Message], taken: Mapping[MessageKey, Placed]
    ) -> dict[MessageKey, Placed]:
        """For messages without a place: the most similar unit.

        First among those that disappeared: each goes on once, so that all pairs together are most
        similar, and so a lower similarity is enough. Then among all, for copies of what is still
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
            for message, placed in self._copies(left, every.get(kind, ())):
                known = matched.get(message.key)
                if known is None or (
                    placed.similarity >= known.similarity + CLEARLY
                    and self._may_carry(message, placed.unit)
                ):
                    matched[message.key] = placed
            chosen.update(matched)
        return chosen

    def _is_carried(self, message: Message, matched: Mapping[MessageKey, Placed]) -> bool:
        placed = matched.get(message.key)
        return placed is not None and self._may_carry(message, placed.unit)

    def _copies(
        self, messages: Sequence[Message], units: Sequence[Unit]
    ) -> Iterator[tuple[Message, Placed]]:
        if not messages or not units:
            return
        gone = {unit.key for unit in self._gone}
        index = NearestIndex(
            [unit.message.source for unit in units], wanted=[m.source for m in messages]
        )
        for message in messages:
            found = _nearest(index, message, units, self._cutoff)
            if found:
                number, score = next(
                    (pair for pair in found if self._may_carry(message, units[pair[0]])), found[0]
                )
                unit = units[number]
                yield (
                    message,
                    Placed(unit=unit, similarity=score, same_place=False, gone=unit.key in gone),
                )


def _matched(
    messages: Sequence[Message], units: Sequence[Unit]
) -> Iterator[tuple[MessageKey, Placed]]:
    """New messages and units that disappeared: the pairs that are most alike all together."""
    if not units:
        return
    index = NearestIndex([unit.message.source for unit in units])
    found = [_nearest(index, message, units, GONE_CUTOFF) for message in messages]
    gains = [[(other, score - GONE_CUTOFF) for other, score in some] for some in found]
    for number, other in pair_off(gains).items():
        score = dict(found[number])[other]
        yield (
            messages[number].key,
            Placed(unit=units[other], similarity=score, same_place=False, gone=True),
        )


def _nearest(
    index: NearestIndex, message: Message, units: Sequence[Unit], cutoff: float
) -> list[tuple[int, float]]:
    """(number, similarity) of the units most like a message, none of them by chance."""
    text = message.source
    found = index.some(text, cutoff=cutoff, count=_PER_MESSAGE)
    if all(score >= BY_LETTERS for _, score in found):
        return found
    heads = word_heads(text)
    return [
        (number, score)
        for number, score in found
        if score >= BY_LETTERS or not heads.isdisjoint(word_heads(units[number].message.source))
    ]


def _by_kind(units: Iterable[Unit]) -> dict[_Kind, list[Unit]]:
    kinds: dict[_Kind, list[Unit]] = defaultdict(list)
    for unit in units:
        kinds[_kind(unit.message)].append(unit)
    return kinds


def _score(message: Message, unit: Unit) -> tuple[float, bool]:
    same = bool(set(message.paths) & set(unit.message.paths))
    return similarity(message.source, unit.message.source), same
