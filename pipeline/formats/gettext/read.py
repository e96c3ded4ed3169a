"""Reading PO files: strict, over bytes, never a shorter string than was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.errors import Fault, RejectedError
from pipeline.formats.gettext.comments import Comments, read_comments
from pipeline.formats.gettext.header import (
    created_on,
    header_faults,
    locale_of,
    parse_header,
)
from pipeline.formats.gettext.scan import Entry, Scanned, scan
from pipeline.model.locale import LocaleTag
from pipeline.model.message import Message, MessageKey
from pipeline.model.policy import Limits
from pipeline.model.unit import Catalog, Unit, target_digest
from pipeline.text.plurals import plural_count

__all__ = [
    "Read",
    "entry_faults",
    "message_of",
    "parse_catalog",
    "parse_foreign",
    "read_catalog",
    "read_header",
    "unit_lines",
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
    """A file that was read: as text, as fields, as catalog, and which entry is which unit."""

    scanned: Scanned
    fields: Mapping[str, str]
    catalog: Catalog
    pairs: list[tuple[Entry, Unit]]


def read_catalog(
    data: bytes, *, path: str, limits: Limits, own: bool = True, locale: LocaleTag | None = None
) -> Read:
    """The file as `parse_catalog` reads it, with what lies between bytes and catalog."""
    scanned = scan(data, path=path, limits=limits)
    fields = read_header(scanned)
    tag = _locale(fields, own=own, locale=locale, path=path)
    faults = header_faults(fields, path=path, locale=tag, own=own)
    faults += entry_faults(scanned, fields, own=own, forms=plural_count(tag))
    RejectedError.raise_for(faults)
    pairs = read_units(scanned)
    catalog = Catalog(
        project=fields.get("Project-Id-Version", ""),
        domain=fields.get("X-Domain", ""),
        source_locale=fields.get("X-Source-Language", ""),
        locale=tag,
        created_on=created_on(fields),
        units=tuple(unit for entry, unit in pairs if not entry.obsolete),
        obsolete=tuple(unit for entry, unit in pairs if entry.obsolete),
    )
    return Read(scanned=scanned, fields=fields, catalog=catalog, pairs=pairs)


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
    scanned = scan(data, path=path, limits=limits)
    return {
        MessageKey(entry.context, entry.source): line
        for entry, line in scanned.lines()
        if not entry.obsolete and entry.source
    }


def read_header(scanned: Scanned) -> dict[str, str]:
    """The header's fields; it must be the first entry."""
    entries = scanned.entries
    first = entries[0] if entries else None
    if first is None or first.source or first.context or first.plural is not None:
        where = next((entry for entry in entries if not entry.source), None)
        code, message = "catalog.header", "the file has no header entry"
        if where is not None and not where.context:
            code, message = "catalog.syntax", "entries stand before the header"
        raise RejectedError.of(code, message, path=scanned.path, line=1)
    if first.obsolete:
        raise RejectedError.of(
            "catalog.header", "the header is obsolete", path=scanned.path, line=1
        )
    return parse_header(first.forms[0], path=scanned.path)


def entry_faults(
    scanned: Scanned, fields: Mapping[str, str], *, own: bool, forms: int
) -> list[Fault]:
    """Duplicates, wrong plural counts, a wrong number of units, a file that may have been cut."""
    entries = scanned.entries[1:]
    faults = [*_duplicates(scanned, entries), *_plural_faults(scanned, entries, forms)]

    def fault(code: str, message: str, line: int = 0, hint: str = "") -> None:
        faults.append(Fault(code=code, message=message, path=scanned.path, line=line, hint=hint))

    live = sum(not entry.obsolete for entry in entries)
    declared = fields.get("X-Units")
    if declared is not None and declared != str(live):
        more = declared.isascii() and declared.isdecimal() and live < int(declared[:9])
        fault(
            "catalog.truncated" if more else "catalog.units",
            f"expected {declared[:20]} entries (X-Units), found {live}",
            1,
            "entries are added by `extract` and `update`, not by hand",
        )
    if entries and _may_be_cut(scanned, entries[-1], own=own):
        fault(
            "catalog.truncated",
            "the last string may have been cut: nothing in the file says that it is whole",
            scanned.text.count("\n"),
            "if it is, save the file without wrapping (msgcat --no-wrap)",
        )
    return faults


def _may_be_cut(scanned: Scanned, last: Entry, *, own: bool) -> bool:
    """Whether the last string could be the beginning of a longer one.

    That is a wrapped string with nothing after it, unless the entry's origin vouches for it; and
    in our files an empty one with an origin, or fuzzy.
    """
    if not scanned.wrapped_end and (not own or any(last.forms)):
        return False
    comments = read_comments(last.comments)
    if any(last.forms):
        origin = comments.origin
        return origin is None or origin.digest != target_digest(last.forms).short
    return scanned.wrapped_end or comments.fuzzy or comments.origin is not None


def _duplicates(scanned: Scanned, entries: Sequence[Entry]) -> list[Fault]:
    faults = []
    seen: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        if not entry.source:
            message = "an entry has no source text"
            line = scanned.line_of(entry)
            faults.append(
                Fault(code="catalog.syntax", message=message, path=scanned.path, line=line)
            )
        else:
            key = entry.context, entry.source
            first = seen.setdefault(key, entry)
            if first is not entry:
                faults.append(_duplicate(scanned, first, entry))
    return faults


def _duplicate(scanned: Scanned, first: Entry, second: Entry) -> Fault:
    return Fault(
        code="catalog.duplicate",
        message=f"the entry of line {scanned.line_of(first)} occurs again: {second.source[:60]!r}",
        path=scanned.path,
        line=scanned.line_of(second),
        hint="keep one of the two",
    )


def _plural_faults(scanned: Scanned, entries: Sequence[Entry], forms: int) -> list[Fault]:
    faults = []
    for entry in entries:
        if entry.plural is not None and len(entry.forms) != forms:
            cut = entry is entries[-1] and len(entry.forms) < forms
            faults.append(
                Fault(
                    code="catalog.truncated" if cut else "catalog.plural_count",
                    message=f"expected {forms} plural forms, found {len(entry.forms)}",
                    path=scanned.path,
                    line=scanned.line_of(entry),
                )
            )
    return faults


def _previous_fault(scanned: Scanned, entry: Entry) -> Fault:
    return Fault(
        code="catalog.syntax",
        message="the previous source (#|) is malformed",
        path=scanned.path,
        line=scanned.line_of(entry),
    )


def read_units(scanned: Scanned) -> list[tuple[Entry, Unit]]:
    """Every entry but the header, with the unit it stands for."""
    pairs: list[tuple[Entry, Unit]] = []
    bad: list[Entry] = []
    for entry in scanned.entries[1:]:
        unit = _unit_of(entry)
        if unit is None:
            bad.append(entry)
        else:
            pairs.append((entry, unit))
    RejectedError.raise_for(_previous_fault(scanned, entry) for entry in bad)
    return pairs


def _unit_of(entry: Entry) -> Unit | None:
    comments = read_comments(entry.comments)
    previous = previous_plural = None
    if comments.previous:
        found = comments.read_previous()
        if found is None:
            return None
        previous, previous_plural = MessageKey(found[0], found[1]), found[2]
    return Unit(
        message=_message_of(entry, comments),
        forms=entry.forms if any(entry.forms) else (),
        origin=comments.origin,
        held=comments.held,
        fuzzy=comments.fuzzy,
        previous=previous,
        previous_plural=previous_plural,
        comments=tuple(comments.translator),
        read_only=comments.read_only,
    )


def message_of(entry: Entry) -> Message:
    """The source side of an entry."""
    return _message_of(entry, read_comments(entry.comments))


def _message_of(entry: Entry, comments: Comments) -> Message:
    return Message(
        key=MessageKey(entry.context, entry.source),
        plural=entry.plural,
        documents=tuple(comments.documents),
        paths=tuple(comments.paths),
        role=comments.role,
        locks=tuple(comments.locks),
        tags=tuple(comments.tags),
        notes=tuple(comments.notes),
        flags=comments.format_flags if comments.flags else (),
    )
