"""Collect: what the desk hands back to the repository for one domain in one locale."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from pipeline.desk.ledger import ledger_head
from pipeline.desk.models import SignatureRecord, Unit
from pipeline.desk.selectors.standing import standing_of
from pipeline.desk.values import forms_of
from pipeline.ledger.chain import Head
from pipeline.model.digest import Digest
from pipeline.model.evidence import Meaning
from pipeline.model.locale import LocaleTag
from pipeline.model.message import MessageKey
from pipeline.model.unit import Origin

__all__ = ["AcceptedTarget", "Collected", "collect"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedTarget:
    """A text written at the desk that the repository does not have yet."""

    key: MessageKey
    forms: tuple[str, ...]
    origin: Origin
    digest: Digest
    base: Digest
    """Unit digest of the repository's text it replaces: where that differs, it is a conflict."""
    author: str
    """Printed name."""
    signed: tuple[Meaning, ...]
    """Meanings that stand on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """Texts and signature records, in catalog and in ledger order, and the ledger's head."""

    domain: str
    locale: LocaleTag
    targets: tuple[AcceptedTarget, ...]
    records: tuple[dict[str, Any], ...]
    """Payloads of every ceremony ever held here, for `signing.evidence.append_ceremonies`."""
    ledger: Head


def collect(*, project: str, domain: str, locale: LocaleTag) -> Collected:
    """Everything to hand back; reads only, so it may run as often as wanted."""
    units = [
        unit
        for unit in Unit.objects.filter(
            project=project,
            domain=domain,
            locale=locale,
            retired=False,
            current__author__isnull=False,
        )
        .select_related("current__author")
        .order_by("position", "uid")
        if unit.current is not None and unit.current.digest != unit.sent_digest
    ]
    standing = standing_of(unit.current.digest for unit in units if unit.current is not None)
    records = SignatureRecord.objects.filter(project=project, domain=domain, locale=locale)
    return Collected(
        domain=domain,
        locale=locale,
        targets=tuple(
            AcceptedTarget(
                key=MessageKey(unit.context, unit.source),
                forms=forms_of(unit.current),
                origin=Origin.of(
                    unit.current.origin_kind or "desk",
                    unit.current.origin_detail,
                    forms_of(unit.current),
                ),
                digest=Digest(unit.current.digest),
                base=Digest(unit.sent_digest),
                author=str(unit.current.author),
                signed=tuple(item.meaning for item in standing.get(unit.current.digest, ())),
            )
            for unit in units
            if unit.current is not None
        ),
        records=tuple(json.loads(record.payload) for record in records.order_by("event")),
        ledger=ledger_head(),
    )
