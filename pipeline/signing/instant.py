"""Instants as text: UTC with milliseconds, one spelling (`2026-11-22T18:10:05.123Z`)."""

from __future__ import annotations

import datetime as dt
import re

__all__ = ["format_instant", "instant_of_day", "parse_day", "parse_instant"]

_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parse_instant(text: str) -> dt.datetime:
    """The aware instant; ValueError for any other spelling or a day that does not exist."""
    if not _INSTANT.fullmatch(text):
        raise ValueError(f"not an instant such as 2026-11-22T18:10:05.123Z: {text!r}")
    return dt.datetime.fromisoformat(text)


def format_instant(instant: dt.datetime) -> str:
    """The one spelling of an aware instant; what is finer than a millisecond is cut off."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    text = instant.astimezone(dt.UTC).isoformat(timespec="milliseconds")
    return text.removesuffix("+00:00") + "Z"


def instant_of_day(day: dt.date) -> str:
    """The first instant of a day."""
    return f"{day.isoformat()}T00:00:00.000Z"


def parse_day(text: str) -> dt.date:
    """The date in `2026-11-22`; ValueError for any other spelling."""
    if not _DAY.fullmatch(text):
        raise ValueError(f"not a date such as 2026-11-22: {text!r}")
    return dt.date.fromisoformat(text)
