"""The desk's clock. Only callers at the edge read it; every service takes `at` as an argument."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

__all__ = ["now"]


def now() -> dt.datetime:
    """The server's time, aware; client times are never accepted."""
    return timezone.now()
