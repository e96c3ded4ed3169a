"""Small registries for tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pipeline.locks.registry import Registry
from pipeline.model.lock import ApprovedTarget, Lock, LockKind, LockPolicy, LockScope
from pipeline.model.message import Message, MessageKey
from pipeline.model.unit import Catalog, Unit

DAY = dt.date(2026, 11, 22)
START, END = dt.date(2026, 1, 1), dt.date(2030, 1, 1)


def message(source: str, context: str = "", **more) -> Message:
    return Message(key=MessageKey(context, source), **more)


def approved(text: str, start=START, end=END) -> ApprovedTarget:
    return ApprovedTarget(
        text=text, reference="TR-1", approved_by="A. Person", effective_on=start, expires_on=end
    )


def lock(lock_id: str, *source: str, scope="term", kind="term", policy="approved", **more) -> Lock:
    fields: dict[str, Any] = {
        "reference": "R-1",
        "effective_on": START,
        "expires_on": END,
        "forms": {},
        "approved": {},
    } | more
    return Lock(
        id=lock_id if "@" in lock_id else f"{lock_id}@1",
        kind=LockKind(kind),
        scope=LockScope(scope),
        policy=LockPolicy(policy),
        source=source,
        **fields,
    )


def passage(lock_id: str, *pairs: tuple[str, str | None], locale="es-US", **more) -> Lock:
    return lock(
        lock_id,
        *(source for source, _ in pairs),
        scope="passage",
        kind="isi",
        approved={locale: tuple(approved(text) if text else None for _, text in pairs)},
        **more,
    )


def registry(*locks: Lock, as_of: dt.date = DAY) -> Registry:
    return Registry("demo", locks, as_of=as_of)


BRAND = lock("brand.zylora", "ZYLORA", kind="brand", policy="verbatim")
PHONE = lock("phone", r"1-\d{3}-\d{3}-\d{4}", kind="contact", scope="pattern", policy="verbatim")
GENERIC = lock(
    "generic", "zylorafen beta-1b", kind="generic", forms={"es-US": ("zilorafeno beta-1b",)}
)
TERM = lock(
    "term.ms",
    "multiple sclerosis",
    forms={
        "es-US": ("esclerosis múltiple", "EM"),
        "de-DE": ("Multiple Sklerose", "Multipler Sklerose"),
        "ar": ("التصلب المتعدد",),
        "ja": ("多発性硬化症",),
    },
)
PHRASE = lock(
    "name",
    "ZYLORA® (zylorafen beta-1b)",
    scope="phrase",
    kind="statement",
    approved={"es-US": (approved("ZYLORA® (zilorafeno beta-1b)"),)},
)
ISI = passage(
    "isi.us",
    ("Important Safety Information", "Información de seguridad importante"),
    ("Do not use ZYLORA if you are allergic to it.", "No use ZYLORA si es alérgico a él."),
    ("Talk to your doctor before your first dose.", "Hable con su médico antes de la dosis."),
)
ALL = registry(BRAND, PHONE, GENERIC, TERM, PHRASE, ISI)


def unit(source: str, *forms: str, context: str = "", **more) -> Unit:
    wide = {name: more.pop(name) for name in ("plural", "flags", "tags") if name in more}
    return Unit(message=message(source, context, **wide), forms=forms, **more)


def catalog(*units: Unit, locale="es-US") -> Catalog:
    return Catalog(
        project="demo",
        domain="demo",
        source_locale="en-US",
        locale=locale,
        created_on="2026-01-01",
        units=units,
    )
