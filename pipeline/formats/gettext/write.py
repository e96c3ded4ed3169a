"""Writing PO files: one physical line per string, in template order, every byte determined.

Given the file as it was (`kept`), entries whose meaning did not change keep their bytes, and a
file of which nothing changed is the same file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from pipeline.formats.gettext.comments import (
    message_lines,
    previous_lines,
    sealed_ends,
    unit_lines_of,
)
from pipeline.formats.gettext.header import Header, header_block
from pipeline.formats.gettext.quoting import encode, quote
from pipeline.formats.gettext.read import Read, read_catalog
from pipeline.formats.gettext.scan import wrapped_end
from pipeline.model.message import MessageKey
from pipeline.model.policy import Limits
from pipeline.model.unit import Catalog, Unit
from pipeline.text.plurals import plural_count

__all__ = [
    "Kept",
    "entry_block",
    "header_of",
    "read_kept",
    "serialize_catalog",
    "serialize_units",
]

_Blocks: TypeAlias = Mapping[tuple[bool, MessageKey], tuple[Unit, str]]
"""(obsolete, key) → the unit that stood there, and its entry as it was written."""


def header_of(catalog: Catalog) -> Header:
    """What the header says about this catalog."""
    return Header(
        project=catalog.project,
        domain=catalog.domain,
        source_locale=catalog.source_locale,
        created_on=catalog.created_on,
        locale=catalog.locale,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file as it was, and the catalog in it: read once, to change it and to write it again."""

    data: bytes
    read: Read

    @property
    def catalog(self) -> Catalog:
        """What the file holds."""
        return self.read.catalog

    def blocks(self) -> tuple[str, _Blocks]:
        """The header's bytes as text, and the unit and text of every entry."""
        found = self.read.gathered
        first, *texts = found.blocks()
        entries = zip(found.obsolete, found.items, texts, strict=True)
        return first, {(bool(gone), unit.key): (unit, text) for gone, unit, text in entries}


def read_kept(data: bytes, *, path: str, limits: Limits | None = None) -> Kept:
    """Reads as `parse_catalog` does, for a catalog that will be written again."""
    return Kept(data=data, read=read_catalog(data, path=path, limits=limits or Limits()))


def serialize_catalog(
    catalog: Catalog, *, kept: bytes | Kept | None = None, limits: Limits | None = None
) -> bytes:
    """The bytes of this catalog; `kept` is the file as it was, which must be a valid one."""
    if kept is None:
        return serialize_units(catalog)
    if isinstance(kept, bytes):
        kept = read_kept(kept, path="", limits=limits)
    old = kept.catalog
    if old == catalog:
        return kept.data
    header, blocks = kept.blocks()
    same = _counts(old) == _counts(catalog) and header_of(old) == header_of(catalog)
    return serialize_units(catalog, before=blocks, header=header if same else "")


def serialize_units(
    catalog: Catalog,
    *,
    before: _Blocks | None = None,
    header: str = "",
    extra: Mapping[str, str] | None = None,
) -> bytes:
    """The bytes of a catalog, with further header fields or with entries kept as they stood."""
    count = plural_count(catalog.locale)
    live, gone = _counts(catalog)
    blocks = [header or header_block(header_of(catalog), live, obsolete=gone, extra=extra)]
    known = before or {}
    for is_obsolete, units in ((False, catalog.units), (True, catalog.obsolete)):
        for unit in units:
            found = known.get((is_obsolete, unit.key))
            same = found is not None and (found[0] is unit or found[0] == unit)
            if found is not None and same and "\\\n" not in found[1]:
                blocks.append(found[1])
            else:
                blocks.append(entry_block(unit, forms=count, obsolete=is_obsolete))
    data = encode("\n".join(blocks), what=f"{catalog.domain} in {catalog.locale}")
    return data + b"\n" if before and wrapped_end(data) else data  # says that it is whole


def _counts(catalog: Catalog) -> tuple[int, int]:
    return len(catalog.units), len(catalog.obsolete)


def entry_block(unit: Unit, *, forms: int, obsolete: bool = False) -> str:
    """One entry, ending in a line feed. `forms` is the locale's number of plural forms.

    Without a target there is no origin to name and nothing to mark as fuzzy: the reader takes
    these for the traces of a target that was cut off.
    """
    message, key = unit.message, unit.message.key
    lines = unit_lines_of(unit)
    lines += message_lines(message, fuzzy=unit.fuzzy and any(unit.forms), read_only=unit.read_only)
    if unit.previous is not None:
        mark = "#~| " if obsolete else "#| "
        lines += [mark + line for line in previous_lines(unit)]
    mark = "#~ " if obsolete else ""
    if key.context:
        lines.append(f"{mark}msgctxt {quote(key.context)}")
    lines.append(f"{mark}msgid {quote(key.source)}")
    if message.plural is None:
        lines.append(f"{mark}msgstr {quote(unit.forms[0] if unit.forms else '')}\n")
        return sealed_ends("\n".join(lines))
    lines.append(f"{mark}msgid_plural {quote(message.plural)}")
    filled = unit.forms or ("",) * forms
    lines += [f"{mark}msgstr[{index}] {quote(form)}" for index, form in enumerate(filled)]
    return sealed_ends("\n".join(lines) + "\n")
