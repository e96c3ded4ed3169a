"""Review sheets a person may read: those of the locales they have a role in."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from pipeline.desk.models import Person, SheetRecord
from pipeline.desk.selectors.people import granted_locales

__all__ = ["SheetView", "sheet_bytes", "sheets_for"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetView:
    """The latest sheet of one domain in one locale."""

    digest: str
    project: str
    domain: str
    locale: str


def sheets_for(person: Person) -> tuple[SheetView, ...]:
    """The latest sheet per domain and locale, sorted by locale and domain."""
    rows = SheetRecord.objects.filter(locale__in=granted_locales(person)).order_by("event")
    latest = {
        (row.locale, row.domain, row.project): row
        for row in rows.only("digest", "project", "domain", "locale")
    }
    return tuple(
        SheetView(digest=row.digest, project=row.project, domain=row.domain, locale=row.locale)
        for _, row in sorted(latest.items(), key=lambda item: item[0])
    )


def sheet_bytes(person: Person, digest: str) -> bytes | None:
    """The sheet's exact bytes; None when there is none or the person may not read it."""
    row = SheetRecord.objects.filter(digest=digest, locale__in=granted_locales(person)).first()
    return zlib.decompress(row.data) if row is not None else None
