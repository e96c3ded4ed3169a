"""`approved/<locale>.po`: the approved translations of one locale.

Each entry names its segment (`isi.us@4/3`), repeats the segment it translates, and says in its
comments who approved it, where that is recorded, and for which days.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from pipeline.errors import Fault, RejectedError
from pipeline.formats.gettext.scan import Entry, scan
from pipeline.locks.read import Targets
from pipeline.model.locale import LocaleTag, is_well_formed, posix_of
from pipeline.model.lock import ApprovedTarget, Lock, LockPolicy, LockScope
from pipeline.model.policy import Limits
from pipeline.text.bidi import balance_fault
from pipeline.text.characters import difference
from pipeline.text.tags import strip_tags, tag_faults

__all__ = ["parse_approved"]

_CONTEXT = re.compile(r"(?P<id>.+)/(?P<number>[1-9][0-9]{0,3})")
_COMMENT = re.compile(
    r"^#[ \t]+(reference|approved_by|effective_on|expires_on):[ \t]*(.*?)[ \t]*$", re.MULTILINE
)
_FUZZY = re.compile(r"^#,.*\bfuzzy\b", re.MULTILINE)
_LANGUAGE = re.compile(r"^Language: *(\S*) *$", re.MULTILINE)
_FIELDS = ("reference", "approved_by", "effective_on", "expires_on")


class _Reader:
    def __init__(self, locks: Sequence[Lock], locale: LocaleTag, path: str) -> None:
        self.locks = {lock.id: lock for lock in locks}
        self.locale, self.path = locale, path
        self.faults: list[Fault] = []
        self.line = 0
        self.found: dict[str, list[ApprovedTarget | None]] = {}

    def fault(self, message: str, code: str = "lock.approval") -> None:
        self.faults.append(Fault(code=code, message=message, path=self.path, line=self.line))

    def header(self, entry: Entry) -> None:
        language = _LANGUAGE.search(entry.forms[0])
        if language is not None and language[1] not in {self.locale, posix_of(self.locale)}:
            self.fault(f"the header says Language: {language[1]}, the file is for {self.locale}")

    def entry(self, entry: Entry) -> None:
        match = _CONTEXT.fullmatch(entry.context)
        lock = self.locks.get(match["id"]) if match else None
        if match is None or lock is None:
            self.fault(f"msgctxt “{entry.context}” names no segment of a lock in locks.toml")
            return
        if lock.policy is LockPolicy.VERBATIM or lock.scope not in {
            LockScope.PASSAGE,
            LockScope.PHRASE,
        }:
            self.fault(f"{lock.id} ({lock.scope}, {lock.policy}) takes no approved translation")
            return
        index = int(match["number"]) - 1
        if index >= len(lock.source):
            self.fault(f"{lock.id} has {len(lock.source)} segments, not {index + 1}")
            return
        slots = self.found.setdefault(lock.id, [None] * len(lock.source))
        if slots[index] is not None:
            self.fault(f"{entry.context} stands twice", "lock.duplicate")
            return
        source = strip_tags(entry.source)
        if source != lock.source[index]:
            self.fault(
                f"{entry.context} translates another text than the lock's: "
                f"{difference(lock.source[index], source)}"
            )
        slots[index] = self.target(entry)

    def target(self, entry: Entry) -> ApprovedTarget | None:
        if entry.plural is not None:
            self.fault(f"{entry.context} is a plural; no lock covers one")
            return None
        text = entry.forms[0]
        if not text:
            return None
        if _FUZZY.search(entry.comments):
            self.fault(f"{entry.context} is marked fuzzy: that is not approved")
        for wrong in tag_faults(entry.source, text):
            self.fault(f"{entry.context}: {wrong}", "lock.tags")
        unbalanced = balance_fault(text)
        if unbalanced is not None:
            self.fault(f"{entry.context}: {unbalanced[0]}", "text.bidi")
        return self.dated(entry, text)

    def dated(self, entry: Entry, text: str) -> ApprovedTarget | None:
        fields = dict(_COMMENT.findall(entry.comments))
        absent = [name for name in _FIELDS if not fields.get(name)]
        if absent:
            self.fault(f"{entry.context} lacks the comment {', '.join(absent)}")
            return None
        try:
            effective = dt.date.fromisoformat(fields["effective_on"])
            expires = dt.date.fromisoformat(fields["expires_on"])
        except ValueError as error:
            self.fault(f"{entry.context}: {error}")
            return None
        if effective >= expires:
            self.fault(f"{entry.context}: expires_on must be later than effective_on")
        return ApprovedTarget(
            text=text,
            reference=fields["reference"],
            approved_by=fields["approved_by"],
            effective_on=effective,
            expires_on=expires,
        )


def parse_approved(data: bytes, locks: Sequence[Lock], *, locale: LocaleTag, path: str) -> Targets:
    """The approved targets per lock id. RejectedError `catalog.*` and `lock.*`."""
    if not is_well_formed(locale):
        raise RejectedError.of("locale.unknown", f"{locale!r} is not a locale tag", path=path)
    reader = _Reader(locks, locale, path)
    for entry, line in scan(data, path=path, limits=Limits()).lines():
        reader.line = line
        if entry.obsolete:
            reader.fault("an obsolete entry (#~) does not belong here")
        elif not entry.source and not entry.context:
            reader.header(entry)
        else:
            reader.entry(entry)
    RejectedError.raise_for(reader.faults)
    return {lock_id: tuple(slots) for lock_id, slots in reader.found.items()}
