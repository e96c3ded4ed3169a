"""What is wrong in a file whose every entry could be read: named, with its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeGuard

from pipeline.errors import Fault, RejectedError
from pipeline.formats.gettext.comments import read_comments
from pipeline.formats.gettext.header import parse_header
from pipeline.formats.gettext.scan import Entry, Scanned
from pipeline.model.unit import target_digest

__all__ = [
    "entry_faults",
    "header_fields",
    "is_header",
    "may_be_cut",
    "previous_faults",
    "read_header",
]


def is_header(first: Entry | None) -> TypeGuard[Entry]:
    """Whether this entry, the first of a file, can be its header."""
    return first is not None and not (
        first.source or first.context or first.plural is not None or first.obsolete
    )


def header_fields(first: Entry, *, path: str) -> dict[str, str]:
    """The fields of the header entry."""
    return parse_header(first.forms[0], path=path)


def read_header(scanned: Scanned) -> dict[str, str]:
    """The header's fields; it must be the first entry."""
    entries = scanned.entries
    first = entries[0] if entries else None
    if is_header(first):
        return header_fields(first, path=scanned.path)
    code, message = "catalog.header", "the file has no header entry"
    where = next((entry for entry in entries if not entry.source), None)
    if first is not None and where is first and first.obsolete and not first.context:
        message = "the header is obsolete"
    elif where is not None and not where.context:
        code, message = "catalog.syntax", "entries stand before the header"
    raise RejectedError.of(code, message, path=scanned.path, line=1)


def entry_faults(
    scanned: Scanned, fields: Mapping[str, str], *, own: bool, forms: int
) -> list[Fault]:
    """Duplicates, wrong plural counts, a wrong number of units, a file that may have been cut."""
    entries = scanned.entries[1:]
    faults = [*_duplicates(scanned, entries), *_plural_faults(scanned, entries, forms)]

    def fault(code: str, message: str, line: int = 0, hint: str = "") -> None:
        faults.append(Fault(code=code, message=message, path=scanned.path, line=line, hint=hint))

    gone = sum(entry.obsolete for entry in entries)
    for name, kind, count in (
        ("X-Units", "entries", len(entries) - gone),
        ("X-Obsolete", "obsolete entries", gone),
    ):
        declared = fields.get(name)
        if declared is not None and declared != str(count):
            more = declared.isascii() and declared.isdecimal() and count < int(declared[:9])
            fault(
                "catalog.truncated" if more else "catalog.units",
                f"expected {declared[:20]} {kind} ({name}), found {count}",
                1,
                "entries are added by `extract` and `update`, not by hand",
            )
    if entries and may_be_cut(entries[-1], wrapped_end=scanned.wrapped_end, own=own):
        fault(
            "catalog.truncated",
            "the last string may have been cut: nothing in the file says that it is whole",
            scanned.data.count(b"\n"),
            "if it is, save the file without wrapping (msgcat --no-wrap)",
        )
    return faults


def may_be_cut(last: Entry, *, wrapped_end: bool, own: bool) -> bool:
    """Whether the last string could be the beginning of a longer one.

    That is a wrapped string with nothing after it, unless the entry's origin vouches for it; and
    in our files an empty one with an origin, or fuzzy.
    """
    if not wrapped_end and (not own or any(last.raw_forms)):
        return False
    comments = read_comments(last.comments)
    if any(last.raw_forms):
        origin = comments.origin
        return origin is None or origin.digest != target_digest(last.forms).short
    return wrapped_end or comments.fuzzy or comments.origin is not None


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
        if entry.plural is not None and len(entry.raw_forms) != forms:
            cut = entry is entries[-1] and len(entry.raw_forms) < forms
            faults.append(
                Fault(
                    code="catalog.truncated" if cut else "catalog.plural_count",
                    message=f"expected {forms} plural forms, found {len(entry.raw_forms)}",
                    path=scanned.path,
                    line=scanned.line_of(entry),
                )
            )
    return faults


def previous_faults(scanned: Scanned) -> list[Fault]:
    """Entries whose previous source (`#|`) is malformed."""
    return [
        Fault(
            code="catalog.syntax",
            message="the previous source (#|) is malformed",
            path=scanned.path,
            line=line,
        )
        for entry, line in scanned.lines()
        if (comments := read_comments(entry.comments)).previous and comments.read_previous() is None
    ]
