"""What the desk's tests share: a small catalog, three people, one clock."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from pipeline.desk import verbs
from pipeline.desk.models import LedgerEvent
from pipeline.desk.settings import PasswordCost
from pipeline.model.digest import Digest
from pipeline.model.evidence import Meaning
from pipeline.model.finding import Finding
from pipeline.model.lock import LockRef
from pipeline.model.message import Message, MessageKey
from pipeline.model.unit import Origin

CHEAP = PasswordCost(time_cost=1, memory_cost=64, parallelism=1)
PASSWORD = "correct horse battery"
BERLIN = ZoneInfo("Europe/Berlin")
START = dt.datetime(2026, 11, 22, 18, 0, 0, 123_456, tzinfo=BERLIN)
POLICY = verbs.PolicyInForce(version="1", digest="")
REQUIRED = (Meaning.LINGUISTIC_REVIEW, Meaning.REGULATORY_APPROVAL)
RULE = "nplurals=2; plural=(n != 1);"
PLACE = {"project": "betaseron", "domain": "betaseron", "locale": "es-US"}


def at(minutes: float = 0) -> dt.datetime:
    """So many minutes after the tests begin."""
    return START + dt.timedelta(minutes=minutes)


def sent(source: str, *forms: str, kind: str = "engine", context: str = "", locks=()):
    """A unit as the repository sends it."""
    message = Message(
        key=MessageKey(context, source), plural=source + "s" if len(forms) > 1 else None
    )
    origin = Origin.of(kind, "apertium/eng-spa", forms) if any(forms) else None
    return verbs.SentUnit(message=message, forms=forms, origin=origin, locks=tuple(locks))


LOCK = LockRef("isi.us@1", Digest.of(b"lock"))
CATALOG = (
    sent("Who should not take it", "Quién no debe tomarlo"),
    sent("Ask your doctor.", "Pregunte a su médico."),
    sent("Important Safety Information", "Información importante", kind="lock", locks=[LOCK]),
    sent("Day", "Día", "Días"),
    sent("Open", context="button"),
)


def add_people() -> None:
    """Maria and Hugo are linguists, Regina reviews; all in es-US."""
    for minute, (name, printed, role) in enumerate(
        [
            ("maria", "Maria Muster", "linguist"),
            ("hugo", "Hugo Huber", "linguist"),
            ("regina", "Regina Rath", "regulatory_reviewer"),
        ]
    ):
        verbs.add_person(
            username=name,
            printed_name=printed,
            password=PASSWORD,
            grants=[(role, "es-US")],
            operator="tester",
            at=at(minute / 100),
        )


def send(units: Sequence[verbs.SentUnit] = CATALOG, *, minute: float = 1, **extra):
    """Sends to es-US."""
    return verbs.send(
        units, **{**PLACE, **extra}, plural_rule=RULE, operator="tester", at=at(minute)
    )


def content(findings: Mapping[MessageKey, Sequence[Finding]] | None = None, **extra):
    """The sheet's content now."""
    return verbs.make_content(
        **{**PLACE, **extra},
        source_locale="en-US",
        required=REQUIRED,
        policy=POLICY,
        findings=findings or {},
    )


def sign(
    username: str = "maria",
    *,
    meaning: str = "linguistic_review",
    numbers: Sequence[int] | None = None,
    minute: float = 5,
    findings=None,
    **extra,
):
    """Makes a sheet and signs it."""
    shown = content(findings)
    data, _ = verbs.make_review_sheet(shown, operator="tester", at=at(minute))
    arguments = {
        "username": username,
        "password": PASSWORD,
        "meaning": meaning,
        "content": shown,
        "digests": verbs.choose_units(shown, meaning=Meaning(meaning), numbers=numbers),
        "sheet": data,
        "at": at(minute),
    }
    return verbs.sign(**{**arguments, **extra})


def actions() -> list[str]:
    """The actions of the ledger, in order."""
    return list(LedgerEvent.objects.order_by("seq").values_list("action", flat=True))


def with_forms(unit: verbs.SentUnit, *forms: str) -> verbs.SentUnit:
    """The unit with another text, edited by hand."""
    return dataclasses.replace(unit, forms=forms, origin=Origin.of("edited", "", forms))
