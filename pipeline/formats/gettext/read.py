"""Reading PO files: strict, over bytes, never a shorter string than was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import compress
from operator import not_
from typing import Any, cast

from pipeline.errors import RejectedError
from pipeline.formats.gettext.build import new_message, new_unit
from pipeline.formats.gettext.comments import (
    Comments,
    names_of,
    read_comments,
    usual_comments,
)
from pipeline.formats.gettext.faults import (
    entry_faults,
    header_fields,
    is_header,
    previous_faults,
    read_header,
)
from pipeline.formats.gettext.gather import Gathered, gather
from pipeline.formats.gettext.header import created_on, header_faults, locale_of
from pipeline.formats.gettext.quoting import decoded
from pipeline.formats.gettext.scan import Entry, scan
from pipeline.model.locale import LocaleTag
from pipeline.model.message import Message, MessageKey
from pipeline.model.policy import Limits
from pipeline.model.unit import Catalog, Origin, Unit
from pipeline.text.plurals import plural_count

__all__ = [
    "Read",
    "check_catalog",
    "message_of",
    "parse_catalog",
    "parse_foreign",
    "read_catalog",
    "unit_lines",
    "unit_of",
]

_NO_LIMITS = Limits()


def parse_catalog(
    data: bytes,
    *,
    path: str,
    limits: Limits = _NO_LIMITS,
    own: bool = True,
    locale: LocaleTag | None = None,
) -> Catalog:
    """The catalog in these bytes. RejectedError catalog.*, text.control, limit.

    With `own=False` the file comes from elsewhere: the header fields that are ours may be missing
    (project, domain and date are empty then), the plural rule too; strings are read as strictly.
    `locale` is what our own file must be in, and what another's is in when it does not say so.
    """
    return read_catalog(data, path=path, limits=limits, own=own, locale=locale).catalog


def parse_foreign(
    data: bytes, *, path: str, locale: LocaleTag, limits: Limits = _NO_LIMITS
) -> tuple[Catalog, Mapping[str, str]]:
    """A catalog that comes from elsewhere (`own=False`), with all fields of its header."""
    read = read_catalog(data, path=path, limits=limits, own=False, locale=locale)
    return read.catalog, read.fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A file that was read: its entries' units and places, its fields, the catalog."""

    gathered: Gathered[Unit]
    fields: Mapping[str, str]
    catalog: Catalog

    def lines(self) -> Mapping[MessageKey, int]:
        """The number of the first line of every live entry, for the places findings name."""
        return _lines(self.gathered, [unit.message.key for unit in self.gathered.items])


def read_catalog(
    data: bytes, *, path: str, limits: Limits, own: bool = True, locale: LocaleTag | None = None
) -> Read:
    """The file as `parse_catalog` reads it, with what lies between bytes and catalog."""
    found = gather(data, path=path, limits=limits, make=unit_of)
    fields, tag = check_catalog(data, found, path=path, limits=limits, own=own, locale=locale)
    gathered = cast("Gathered[Unit]", found)
    catalog = Catalog(
        project=fields.get("Project-Id-Version", ""),
        domain=fields.get("X-Domain", ""),
        source_locale=fields.get("X-Source-Language", ""),
        locale=tag,
        created_on=created_on(fields),
        units=tuple(compress(gathered.items, map(not_, found.obsolete))),
        obsolete=tuple(compress(gathered.items, found.obsolete)),
    )
    return Read(gathered=gathered, fields=fields, catalog=catalog)


def check_catalog(
    data: bytes,
    found: Gathered[Any],
    *,
    path: str,
    limits: Limits,
    own: bool,
    locale: LocaleTag | None,
) -> tuple[Mapping[str, str], LocaleTag]:
    """The header's fields and the locale of a catalog in order; else RejectedError with all faults.

    Items that are None stand for entries whose previous source is malformed.
    """
    if not is_header(found.first):
        read_header(scan(data, path=path, limits=limits))
        raise AssertionError
    fields = header_fields(found.first, path=path)
    tag = _locale(fields, own=own, locale=locale, path=path)
    faults = header_faults(fields, path=path, locale=tag, own=own)
    forms = plural_count(tag)
    if not found.in_order(fields, forms=forms, own=own) or not all(found.items):
        scanned = scan(data, path=path, limits=limits)
        faults += entry_faults(scanned, fields, own=own, forms=forms)
        faults += () if faults else previous_faults(scanned)
        assert faults, "what is out of order has a name"  # noqa: S101
    RejectedError.raise_for(faults)
    return fields, tag


def _locale(
    fields: Mapping[str, str], *, own: bool, locale: LocaleTag | None, path: str
) -> LocaleTag:
    tag = locale_of(fields.get("Language", "")) or ("" if own else locale or "")
    if not tag or (own and locale is not None and tag != locale):
        wanted = f"expected {locale}" if locale else "expected a locale"
        found = fields.get("Language", "none")
        raise RejectedError.of(
            "catalog.header", f"{wanted} in Language, found {found!r}", path=path, line=1
        )
    try:
        plural_count(tag)
    except RejectedError as error:
        raise RejectedError(
            *(replace(fault, path=path, line=1) for fault in error.faults)
        ) from None
    return tag


def unit_lines(data: bytes, *, path: str, limits: Limits = _NO_LIMITS) -> Mapping[MessageKey, int]:
    """The number of the first line of every live entry, for the places findings name."""
    found = gather(data, path=path, limits=limits, make=_key)
    return _lines(found, found.items)


def _lines(found: Gathered[Any], keys: list[MessageKey]) -> Mapping[MessageKey, int]:
    lines: dict[MessageKey, int] = {}
    line, offset, count = 1, 0, found.data.count
    for key, start, gone in zip(keys, found.starts, found.obsolete, strict=True):
        line += count(b"\n", offset, start)
        offset = start
        if not gone and key.source:
            lines[key] = line
    return lines


def _key(entry: Entry) -> MessageKey:
    return MessageKey(entry.context, entry.source)


def unit_of(entry: Entry) -> Unit | None:
    """The unit an entry stands for; None when its previous source is malformed."""
    text, raw = entry.raw_comments.decode(), entry.raw_forms
    usual = usual_comments(text)
    if usual is None or entry.plural is not None:
        return _any_unit(entry, read_comments(text))
    origin, path, role, document, fuzzy = usual
    known = None if origin is None else Origin.parse(origin)
    message = new_message(
        MessageKey(entry.context, entry.source),
        None,
        () if document is None else names_of(document),
        () if path is None else (path,),
        role or "body",
        (),
        (),
        (),
        (),
    )
    comments = () if origin is None or known is not None else (f"origin: {origin}",)
    forms = (decoded(raw[0]),) if raw[0] else ()
    is_fuzzy = fuzzy is not None
    return new_unit(message, forms, known, None, is_fuzzy, None, None, comments, False)  # noqa: FBT003


def _any_unit(entry: Entry, comments: Comments) -> Unit | None:
    previous = previous_plural = None
    if comments.previous:
        found = comments.read_previous()
        if found is None:
            return None
        previous, previous_plural = MessageKey(found[0], found[1]), found[2]
    return new_unit(
        _message_of(entry, comments),
        entry.forms if any(entry.raw_forms) else (),
        comments.origin,
        comments.held,
        "fuzzy" in comments.flags,
        previous,
        previous_plural,
        comments.translator,
        "read-only" in comments.flags,
    )


def message_of(entry: Entry) -> Message:
    """The source side of an entry."""
    return _message_of(entry, read_comments(entry.comments))


def _message_of(entry: Entry, comments: Comments) -> Message:
    return new_message(
        MessageKey(entry.context, entry.source),
        entry.plural,
        comments.documents,
        comments.paths,
        comments.role,
        comments.locks,
        comments.tags,
        comments.notes,
        comments.format_flags if comments.flags else (),
        comments.locales if len(comments.locales) == len(comments.paths) else (),
    )
