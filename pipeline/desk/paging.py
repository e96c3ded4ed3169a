"""Reads a long table in pages, so that neither memory nor an open cursor grows with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from django.db.models import Model, QuerySet

__all__ = ["in_pages"]

_Row = TypeVar("_Row", bound=Model)
_PAGE = 500


def in_pages(rows: QuerySet[_Row]) -> Iterator[_Row]:
    """Every row in the order of its primary key."""
    page = list(rows.order_by("pk")[:_PAGE])
    while page:
        yield from page
        page = list(rows.filter(pk__gt=page[-1].pk).order_by("pk")[:_PAGE])
