"""All entries of a file in one pass, each made into something at once, and what to check of them.

Entries are many and short-lived: only what `make` returns stays, with eight bytes for its place.
Whether the file is in order is answered here; what is wrong, where it is not, `faults` names.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter
from typing import Generic, TypeVar

from pipeline.formats.gettext.collector import paused
from pipeline.formats.gettext.faults import may_be_cut
from pipeline.formats.gettext.scan import Entry, batches, normalized, wrapped_end
from pipeline.model.policy import Limits

__all__ = ["Gathered", "gather"]

_T = TypeVar("_T")
_KEY = itemgetter(Entry._fields.index("context"), Entry._fields.index("source"))
_FORMS = itemgetter(Entry._fields.index("raw_forms"))
_OBSOLETE = itemgetter(Entry._fields.index("obsolete"))
_START = itemgetter(Entry._fields.index("start"))


@dataclass(slots=True, kw_only=True)
class Gathered(Generic[_T]):
    """What became of every entry but the first, in order, and what they have in common."""

    data: bytes
    """The file, normalized."""
    first: Entry | None = None
    last: Entry | None = None
    items: list[_T] = field(default_factory=list)
    starts: array[int] = field(default_factory=lambda: array("Q"))
    obsolete: bytearray = field(default_factory=bytearray)
    plural_counts: set[int] = field(default_factory=set)
    filled: bool = False
    """Some entry has a target."""
    distinct: bool = True
    """Every entry has a source, and no two have the same context and source."""

    def blocks(self) -> Iterator[str]:
        """Every entry as it stands in the file, the first one too, ending in one line feed."""
        start = 0 if self.first is None else self.first.start
        for begin, end in pairwise((start, *self.starts, len(self.data))):
            yield self.data[begin:end].rstrip(b" \t\n").decode() + "\n"

    def in_order(self, fields: Mapping[str, str], *, forms: int, own: bool) -> bool:
        """Whether `faults.entry_faults` would find nothing."""
        gone = sum(self.obsolete)
        live = len(self.obsolete) - gone
        cut = self.last is not None and may_be_cut(
            self.last, wrapped_end=wrapped_end(self.data), own=own
        )
        return (
            self.distinct
            and self.plural_counts <= {forms}
            and fields.get("X-Units", str(live)) == str(live)
            and fields.get("X-Obsolete", str(gone)) == str(gone)
            and not cut
        )


def gather(data: bytes, *, path: str, limits: Limits, make: Callable[[Entry], _T]) -> Gathered[_T]:
    """All entries of a file. RejectedError as `scan.scan` raises it."""
    data = normalized(data, path=path, limits=limits)
    found = Gathered[_T](data=data)
    names: dict[str, set[str]] = defaultdict(set)
    with paused():
        for batch in batches(data, path=path, limits=limits):
            if found.first is None and batch:
                found.first = batch.pop(0)
            if not batch:
                continue
            found.last = batch[-1]
            found.items += map(make, batch)
            found.starts.extend(map(_START, batch))
            found.obsolete += bytes(map(_OBSOLETE, batch))
            found.filled = found.filled or any(map(any, map(_FORMS, batch)))
            plurals = [entry for entry in batch if entry.plural is not None]
            found.plural_counts.update(len(entry.raw_forms) for entry in plurals)
            for context, source in map(_KEY, batch):
                names[context].add(source)
    found.distinct = sum(map(len, names.values())) == len(found.items) and not any(
        "" in sources for sources in names.values()
    )
    return found
