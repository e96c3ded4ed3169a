"""A moment as a record keeps it: UTC with milliseconds, and the zone it was shown in.

Pure: moments come in, nothing reads the clock. Month names are fixed, never the system's.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Self
from zoneinfo import ZoneInfo

from pipeline.signing.instant import format_instant

__all__ = ["Instant"]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant:
    """One moment with the zone and offset used for display."""

    utc: str
    """`2026-11-22T18:10:05.123Z`; sorts as text."""
    zone: str
    """IANA name (`Europe/Berlin`), or the offset where there is no name."""
    offset: str
    """`+01:00`."""

    @classmethod
    def of(cls, at: dt.datetime) -> Self:
        """The instant of an aware datetime, cut to the millisecond."""
        offset = at.utcoffset()
        if offset is None:
            raise ValueError("a moment needs a time zone")
        utc = format_instant(at)
        seconds = int(offset.total_seconds())
        hours, minutes = divmod(abs(seconds) // 60, 60)
        shown = f"{'-' if seconds < 0 else '+'}{hours:02}:{minutes:02}"
        zone = at.tzinfo.key if isinstance(at.tzinfo, ZoneInfo) else ""
        return cls(utc=utc, zone=zone or ("UTC" if seconds == 0 else shown), offset=shown)

    def __str__(self) -> str:
        """`22 Nov 2026 19:10:05 Europe/Berlin (UTC+01:00)`."""
        sign = -1 if self.offset.startswith("-") else 1
        hours, minutes = int(self.offset[1:3]), int(self.offset[4:6])
        moved = dt.datetime.fromisoformat(self.utc) + sign * dt.timedelta(
            hours=hours, minutes=minutes
        )
        day = f"{moved.day} {_MONTHS[moved.month - 1]} {moved.year}"
        return f"{day} {moved:%H:%M:%S} {self.zone} (UTC{self.offset})"
