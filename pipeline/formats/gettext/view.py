"""A catalog as a sequence that makes each unit when it is asked for.

The file is read and checked as strictly as by `parse_catalog`; what is not looked at is never
built. For a few units of a large catalog, and for passes that need one unit at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import overload

from pipeline.formats.gettext.comments import read_comments
from pipeline.formats.gettext.gather import Gathered, gather
from pipeline.formats.gettext.read import check_catalog, unit_of
from pipeline.formats.gettext.scan import Entry, batches
from pipeline.model.locale import LocaleTag
from pipeline.model.message import MessageKey
from pipeline.model.policy import Limits
from pipeline.model.unit import Unit

__all__ = ["CatalogView", "view_catalog"]

_Name = tuple[str, str]


class CatalogView(Sequence[Unit]):
    """The live units of a catalog, in order."""

    def __init__(self, gathered: Gathered[_Name | None], locale: LocaleTag, limits: Limits) -> None:
        self.locale = locale
        self._gathered, self._limits = gathered, limits
        self._live = [number for number, gone in enumerate(gathered.obsolete) if not gone]
        self._numbers: dict[_Name, int] | None = None

    def __len__(self) -> int:
        return len(self._live)

    @overload
    def __getitem__(self, index: int) -> Unit: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Unit]: ...
    def __getitem__(self, index: int | slice) -> Unit | Sequence[Unit]:
        if isinstance(index, slice):
            return [self._unit(number) for number in self._live[index]]
        return self._unit(self._live[index])

    def keys(self) -> Iterator[MessageKey]:
        """The key of every unit, in order."""
        for number in self._live:
            name = self._gathered.items[number]
            assert name is not None  # noqa: S101 - refused before
            yield MessageKey(*name)

    def get(self, key: MessageKey) -> Unit | None:
        """The unit with this key."""
        if self._numbers is None:
            names = [self._gathered.items[number] for number in self._live]
            self._numbers = {name: at for name, at in zip(names, self._live, strict=True) if name}
        number = self._numbers.get((key.context, key.source))
        return None if number is None else self._unit(number)

    def _unit(self, number: int) -> Unit:
        found = self._gathered
        end = found.starts[number + 1] if number + 1 < len(found.starts) else len(found.data)
        block = found.data[found.starts[number] : end]
        entry = next(chain.from_iterable(batches(block, path="", limits=self._limits)))
        unit = unit_of(entry)
        assert unit is not None  # noqa: S101 - refused before
        return unit


def view_catalog(
    data: bytes,
    *,
    path: str,
    limits: Limits | None = None,
    own: bool = True,
    locale: LocaleTag | None = None,
) -> CatalogView:
    """The catalog in these bytes, checked as `parse_catalog` checks it."""
    limits = limits or Limits()
    found = gather(data, path=path, limits=limits, make=_name)
    _, tag = check_catalog(data, found, path=path, limits=limits, own=own, locale=locale)
    return CatalogView(found, tag, limits)


def _name(entry: Entry) -> _Name | None:
    """Context and source; None when the previous source is malformed."""
    if b"#|" in entry.raw_comments and not _is_well_formed(entry):
        return None
    return entry.context, entry.source


def _is_well_formed(entry: Entry) -> bool:
    comments = read_comments(entry.comments)
    return not comments.previous or comments.read_previous() is not None
