"""A PO file of approved translations, as rows: what another project or tool exported."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.formats.bilingual import BilingualRow, tag_of
from pipeline.formats.gettext.scan import Entry, scan
from pipeline.model.policy import Limits

__all__ = ["read_po_rows"]

_COMMENT = re.compile(
    r"^#[ \t]+(reference|approved_by|effective_on|expires_on):[ \t]*(.*?)[ \t]*$", re.MULTILINE
)
_FUZZY = re.compile(r"^#,.*\bfuzzy\b", re.MULTILINE)
_LANGUAGE = re.compile(r"^Language: *(\S+) *$", re.MULTILINE)
_LOCK = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*(?:@[1-9][0-9]*)?(?:/[1-9][0-9]*)?")


def read_po_rows(
    data: bytes, *, path: str, limits: Limits | None = None
) -> tuple[BilingualRow, ...]:
    """One row per entry with a target, in the header's language. RejectedError `catalog.*`.

    A context that names a lock's segment restricts the row to it. Obsolete entries are no rows.
    """
    language = ""
    rows = []
    for entry, line in scan(data, path=path, limits=limits or Limits()).lines():
        if not entry.source and not entry.context:
            found = _LANGUAGE.search(entry.forms[0])
            language = tag_of(found[1]) if found else ""
        elif not entry.obsolete and any(entry.forms):
            rows.append(_row(entry, line, language))
    return tuple(rows)


def _row(entry: Entry, line: int, language: str) -> BilingualRow:
    fault = "".join(_faults(entry))
    named = _LOCK.fullmatch(entry.context) and "@" in entry.context
    return BilingualRow(
        source=entry.source,
        target=entry.forms[0],
        line=line,
        locale=language,
        lock=entry.context if named else "",
        fault=fault,
        **dict(_COMMENT.findall(entry.comments)),
    )


def _faults(entry: Entry) -> Iterator[str]:
    if entry.plural is not None:
        yield "a plural; no lock covers one"
    elif _FUZZY.search(entry.comments):
        yield "marked fuzzy: that is not approved"
