"""Where a new message may come from: the same place, or the most similar text.

First among the units that disappeared, then among all: a new message may also copy one that is
still there. Contexts are never crossed, and a plural message only meets plural ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from pipeline.model.message import Message, MessageKey
from pipeline.model.unit import Unit
from pipeline.text.similarity import NearestIndex, similarity

__all__ = ["Origins", "Placed"]

SAME_PATH = 0.5
"""At the same content path, a text that kept half of its letters is the same one, edited."""
SAME_SECTION = 0.6
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

    def __init__(self, gone: Sequence[Unit], rest: Sequence[Unit], *, cutoff: float) -> None:
        self._gone, self._rest, self._cutoff = gone, rest, cutoff

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

    def nearest(self, message: Message) -> Placed | None:
        """The most similar unit among those that disappeared, else among all others."""
        for index, gone in ((self._index_gone, True), (self._index_rest, False)):
            units, texts = index.get(_kind(message), ((), None))
            found = texts.nearest(message.source, cutoff=self._cutoff) if texts else None
            if found is not None:
                unit = units[found[0]]
                return Placed(unit=unit, similarity=found[1], same_place=False, gone=gone)
        return None

    @cached_property
    def _index_gone(self) -> dict[_Kind, tuple[Sequence[Unit], NearestIndex]]:
        return _indexes(self._gone)

    @cached_property
    def _index_rest(self) -> dict[_Kind, tuple[Sequence[Unit], NearestIndex]]:
        return _indexes(self._rest)


def _indexes(units: Sequence[Unit]) -> dict[_Kind, tuple[Sequence[Unit], NearestIndex]]:
    kinds: dict[_Kind, list[Unit]] = defaultdict(list)
    for unit in units:
        kinds[_kind(unit.message)].append(unit)
    return {
        kind: (found, NearestIndex([unit.message.source for unit in found]))
        for kind, found in kinds.items()
    }


def _score(message: Message, unit: Unit) -> tuple[float, bool]:
    same = bool(set(message.paths) & set(unit.message.paths))
    return similarity(message.source, unit.message.source), same
