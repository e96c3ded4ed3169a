"""Writing PO files: one physical line per string, in template order, every byte determined.

Given the file as it was (`kept`), entries whose meaning did not change keep their bytes, and a
file of which nothing changed is the same file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.formats.gettext.comments import message_lines, previous_lines, unit_lines_of
from pipeline.formats.gettext.header import Header, header_block
from pipeline.formats.gettext.quoting import encode, quote
from pipeline.formats.gettext.read import read_catalog
from pipeline.model.message import MessageKey
from pipeline.model.policy import Limits
from pipeline.model.unit import Catalog, Unit
from pipeline.text.plurals import plural_count

__all__ = ["entry_block", "header_of", "serialize_catalog", "serialize_units"]


def header_of(catalog: Catalog) -> Header:
    """What the header says about this catalog."""
    return Header(
        project=catalog.project,
        domain=catalog.domain,
        source_locale=catalog.source_locale,
        created_on=catalog.created_on,
        locale=catalog.locale,
    )


def serialize_catalog(
    catalog: Catalog, *, kept: bytes | None = None, limits: Limits | None = None
) -> bytes:
    """The bytes of this catalog; `kept` is the file as it was, which must be a valid one."""
    before = _Kept.of(kept, catalog, limits or Limits()) if kept is not None else _NOTHING
    if before.catalog == catalog and kept is not None:
        return kept
    return serialize_units(catalog, before=before.blocks, header=before.header)


def serialize_units(
    catalog: Catalog,
    *,
    before: Mapping[tuple[bool, MessageKey], tuple[Unit, str]] | None = None,
    header: str = "",
    extra: Mapping[str, str] | None = None,
) -> bytes:
    """The bytes of a catalog, with further header fields or with entries kept as they stood."""
    count = plural_count(catalog.locale)
    blocks = [header or header_block(header_of(catalog), len(catalog.units), extra=extra)]
    known = before or {}
    for is_obsolete, units in ((False, catalog.units), (True, catalog.obsolete)):
        for unit in units:
            found = known.get((is_obsolete, unit.key))
            if found is not None and found[0] == unit:
                blocks.append(found[1])
            else:
                blocks.append(entry_block(unit, forms=count, obsolete=is_obsolete))
    return encode("\n".join(blocks), what=f"{catalog.domain} in {catalog.locale}")


def entry_block(unit: Unit, *, forms: int, obsolete: bool = False) -> str:
    """One entry, ending in a line feed. `forms` is the locale's number of plural forms.

    Without a target there is no origin to name and nothing to mark as fuzzy: the reader takes
    these for the traces of a target that was cut off.
    """
    message, key = unit.message, unit.message.key
    lines = unit_lines_of(unit)
    lines += message_lines(
        message, fuzzy=unit.fuzzy and any(unit.forms), read_only=unit.read_only
    )
    if unit.previous is not None:
        mark = "#~| " if obsolete else "#| "
        lines += [mark + line for line in previous_lines(unit)]
    mark = "#~ " if obsolete else ""
    if key.context:
        lines.append(f"{mark}msgctxt {quote(key.context)}")
    lines.append(f"{mark}msgid {quote(key.source)}")
    if message.plural is None:
        lines.append(f"{mark}msgstr {quote(unit.forms[0] if unit.forms else '')}\n")
        return "\n".join(lines)
    lines.append(f"{mark}msgid_plural {quote(message.plural)}")
    filled = unit.forms or ("",) * forms
    lines += [f"{mark}msgstr[{index}] {quote(form)}" for index, form in enumerate(filled)]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    catalog: Catalog | None
    header: str
    """Empty when it has to be written anew."""
    blocks: Mapping[tuple[bool, MessageKey], tuple[Unit, str]]

    @classmethod
    def of(cls, data: bytes, catalog: Catalog, limits: Limits) -> _Kept:
        read = read_catalog(data, path="", limits=limits)
        old = read.catalog
        found = read.gathered
        first, *texts = found.blocks()
        entries = zip(found.obsolete, found.items, texts, strict=True)
        blocks = {(bool(gone), unit.key): (unit, text) for gone, unit, text in entries}
        same = header_of(old) == header_of(catalog) and len(old.units) == len(catalog.units)
        header = first if same else ""
        return cls(catalog=old, header=header, blocks=blocks)


_NOTHING = _Kept(catalog=None, header="", blocks={})
