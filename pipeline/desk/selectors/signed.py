"""The signed texts of a unit: what people signed and nothing has taken back since."""

from __future__ import annotations

import json
from dataclasses import dataclass

from pipeline.desk.ids import unit_uid
from pipeline.desk.models import SignatureUnit
from pipeline.desk.selectors.standing import standing_of
from pipeline.desk.values import forms_of
from pipeline.model.digest import Digest
from pipeline.model.evidence import Meaning
from pipeline.model.locale import LocaleTag
from pipeline.model.message import MessageKey
from pipeline.model.unit import Origin
from pipeline.review.shown import show_signature

__all__ = ["SignedText", "signed_texts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedText:
    """A text of a unit with the signatures that stand on it."""

    forms: tuple[str, ...]
    digest: Digest
    """The unit digest that was signed."""
    origin: Origin | None
    """Where the text came from; None where somebody had written it into the catalog."""
    meanings: tuple[Meaning, ...]
    shown: str
    """The last of the signatures, as `show_signature` puts it."""


def signed_texts(
    *, project: str, domain: str, locale: LocaleTag, key: MessageKey
) -> tuple[SignedText, ...]:
    """Every signed text of this unit, the one that was signed last first."""
    uid = unit_uid(project=project, domain=domain, locale=locale, key=key)
    rows = SignatureUnit.objects.filter(revision__unit=uid).select_related("record", "revision")
    last = {row.digest: row for row in rows.order_by("record__event", "id")}
    standing = standing_of(last)
    found = []
    for digest, row in sorted(last.items(), key=lambda item: -item[1].record.event):
        if digest not in standing:
            continue
        forms, kind = forms_of(row.revision), row.revision.origin_kind
        written = kind in {"", "edited"}
        found.append(
            SignedText(
                forms=forms,
                digest=Digest(digest),
                origin=None if written else Origin.of(kind, row.revision.origin_detail, forms),
                meanings=tuple(item.meaning for item in standing[digest]),
                shown=show_signature(json.loads(row.record.payload), digest=digest),
            )
        )
    return tuple(found)
