"""What the `review` and `ledger` verbs call: plain values in, values out.

`open_desk(path)` comes first. `at` is an aware datetime: its zone is the zone signatures show.
`operator` is whoever runs the command, by the operating system's name. Nothing here reads the
clock, prints or asks; passwords come in as arguments and are kept nowhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

import pipeline.desk.boot  # noqa: F401 - makes Django ready before any model is imported
from pipeline.desk.ledger import command_line_actor, ledger_lines
from pipeline.desk.selectors.collect import AcceptedTarget, Collected, collect
from pipeline.desk.selectors.people import PersonView, people, person_view
from pipeline.desk.selectors.sheet import sheet_content
from pipeline.desk.selectors.signed import SignedText, signed_texts
from pipeline.desk.selectors.verify import verify_ledger
from pipeline.desk.services import people as people_service
from pipeline.desk.services.authenticate import authenticate
from pipeline.desk.services.edit import edit_target
from pipeline.desk.services.events import import_events
from pipeline.desk.services.people import find_person, person_actor
from pipeline.desk.services.record import Signed
from pipeline.desk.services.send import Conflict, SendResult, SentUnit, send_units
from pipeline.desk.services.sheets import record_sheet
from pipeline.desk.services.sign import sign_units
from pipeline.desk.services.take_back import take_back
from pipeline.desk.setup import close_desk, open_desk
from pipeline.desk.web.server import serve
from pipeline.errors import Fault, RejectedError
from pipeline.ledger.chain import Head
from pipeline.model.digest import Digest
from pipeline.model.evidence import Meaning
from pipeline.model.finding import Finding
from pipeline.model.locale import LocaleTag
from pipeline.model.message import MessageKey
from pipeline.model.signals import Signals
from pipeline.model.unit import Unit
from pipeline.model.waiver import WaiverRule
from pipeline.review.ceremony import PolicyInForce
from pipeline.review.content import SheetContent, SheetPage
from pipeline.review.roles import ReviewRole

__all__ = [
    "AcceptedTarget",
    "Collected",
    "Conflict",
    "Head",
    "PersonView",
    "PolicyInForce",
    "SendResult",
    "SentUnit",
    "SheetContent",
    "SheetPage",
    "Signed",
    "SignedText",
    "add_person",
    "bring_events",
    "change_password",
    "choose_units",
    "close_desk",
    "collect",
    "deactivate_person",
    "edit",
    "grant",
    "ledger_lines",
    "list_people",
    "make_content",
    "make_review_sheet",
    "meaning_of",
    "open_desk",
    "reject",
    "reset_password",
    "revoke",
    "send",
    "serve",
    "sign",
    "signed_texts",
    "verify_ledger",
    "withdraw",
]


def add_person(
    *,
    username: str,
    printed_name: str,
    password: str,
    grants: Iterable[tuple[str, LocaleTag]] = (),
    organization: str = "",
    operator: str,
    at: dt.datetime,
) -> PersonView:
    """`review person add`. Grants are (role, locale): `("linguist", "es-US")`."""
    person = people_service.create_person(
        username=username,
        printed_name=printed_name,
        password=password,
        grants=[(_role(role), locale) for role, locale in grants],
        organization=organization,
        by=command_line_actor(operator),
        at=at,
    )
    return person_view(person)


def list_people() -> tuple[PersonView, ...]:
    """`review person list`: everybody, by username."""
    return people()


def grant(*, username: str, role: str, locale: LocaleTag, operator: str, at: dt.datetime) -> bool:
    """`review person grant`; False when the person has the role already."""
    return people_service.grant_role(
        username=username, role=_role(role), locale=locale, by=command_line_actor(operator), at=at
    )


def revoke(
    *,
    username: str,
    role: str,
    locale: LocaleTag,
    reason: str,
    operator: str,
    at: dt.datetime,
) -> bool:
    """`review person revoke`; False when the person did not have the role."""
    return people_service.revoke_role(
        username=username,
        role=_role(role),
        locale=locale,
        reason=_reason(reason),
        by=command_line_actor(operator),
        at=at,
    )


def deactivate_person(*, username: str, reason: str, operator: str, at: dt.datetime) -> None:
    """`review person deactivate`. Nothing is deleted."""
    people_service.deactivate_person(
        username=username, reason=_reason(reason), by=command_line_actor(operator), at=at
    )


def reset_password(
    *, username: str, password: str, reason: str, operator: str, at: dt.datetime
) -> None:
    """`review person reset`: unlocks; the holder must change the password before signing."""
    people_service.reset_password(
        username=username,
        password=password,
        reason=_reason(reason),
        by=command_line_actor(operator),
        at=at,
    )


def change_password(*, username: str, old: str, new: str, at: dt.datetime) -> None:
    """`review person password`: by its holder, who gives the old one."""
    person = authenticate(username, old, at=at)
    people_service.reset_password(
        username=username,
        password=new,
        reason="changed by its holder",
        own=True,
        by=person_actor(person),
        at=at,
    )


def send(
    units: Sequence[SentUnit],
    *,
    project: str,
    domain: str,
    locale: LocaleTag,
    plural_rule: str,
    operator: str,
    importer: str | None = None,
    at: dt.datetime,
) -> SendResult:
    """`review send`. `importer`: the username of a person who answers for bringing the text.

    That person cannot sign it (four eyes). Without one, the operator's name is recorded.
    """
    person = find_person(importer) if importer is not None else None
    return send_units(
        units,
        project=project,
        domain=domain,
        locale=locale,
        plural_rule=plural_rule,
        actor=person_actor(person) if person is not None else command_line_actor(operator),
        importer=person,
        at=at,
    )


def bring_events(lines: Sequence[bytes], *, project: str, operator: str, at: dt.datetime) -> int:
    """`review send`, first half: the command line's events come into the ledger; how many."""
    return import_events(lines, project=project, actor=command_line_actor(operator), at=at)


def edit(
    *,
    username: str,
    unit_id: str,
    forms: Sequence[str],
    based_on: Digest,
    accept: Callable[[Unit, tuple[str, ...]], str | None],
    reason: str = "",
    at: dt.datetime,
) -> Digest:
    """Writes a unit's target as this person; the unit's new digest."""
    return edit_target(
        person=find_person(username),
        unit_id=unit_id,
        forms=forms,
        based_on=based_on,
        accept=accept,
        reason=reason,
        at=at,
    )


def make_content(
    *,
    project: str,
    domain: str,
    locale: LocaleTag,
    source_locale: LocaleTag,
    required: Sequence[Meaning],
    policy: PolicyInForce,
    findings: Mapping[MessageKey, Sequence[Finding]],
    pages: Sequence[SheetPage] = (),
    demonstration: bool = False,
    previous: Mapping[MessageKey, MessageKey] = MappingProxyType({}),
    signals: Mapping[MessageKey, Signals] = MappingProxyType({}),
    waivers: WaiverRule | None = None,
) -> SheetContent:
    """What the sheet shows now; `sign`, `reject` and `withdraw` take the same value.

    `previous`: for a unit whose text was carried over, the message it was carried from;
    `signals`: shown beside the text they are about, and beside no other.
    """
    return sheet_content(
        project=project,
        domain=domain,
        locale=locale,
        source_locale=source_locale,
        required=required,
        policy=policy,
        findings=findings,
        pages=pages,
        demonstration=demonstration,
        previous=previous,
        signals=signals,
        waivers=waivers,
    )


def make_review_sheet(
    content: SheetContent, *, operator: str, at: dt.datetime
) -> tuple[bytes, Digest]:
    """`review sheet`: the file's bytes and its digest; the desk keeps a copy."""
    return record_sheet(content, actor=command_line_actor(operator), at=at)


def choose_units(
    content: SheetContent, *, meaning: Meaning, numbers: Sequence[int] | None = None
) -> tuple[Digest, ...]:
    """The units with these numbers on the sheet.

    Without numbers: all that have a text, no blocker, and no signature with this meaning yet.
    """
    if numbers is None:
        return tuple(
            dict.fromkeys(
                row.digest
                for row in content.rows
                if row.has_target and not row.blockers and meaning not in row.signed_as
            )
        )
    RejectedError.raise_for(
        Fault(code="review.unit", message=f"the sheet has no unit {number}")
        for number in numbers
        if not 1 <= number <= len(content.rows)
    )
    return tuple(dict.fromkeys(content.rows[number - 1].digest for number in numbers))


def sign(
    *,
    username: str,
    password: str,
    meaning: str,
    content: SheetContent,
    digests: Sequence[Digest],
    sheet: bytes | Digest,
    reason: str = "",
    at: dt.datetime,
) -> Signed:
    """`review sign`: `sheet` is the file that was read, or its digest."""
    return sign_units(
        username=username,
        password=password,
        meaning=meaning_of(meaning),
        content=content,
        digests=digests,
        displayed=sheet if isinstance(sheet, Digest) else Digest.of(sheet),
        reason=reason,
        at=at,
    )


def reject(
    *,
    username: str,
    password: str,
    content: SheetContent,
    digests: Sequence[Digest],
    reason: str,
    at: dt.datetime,
) -> Signed:
    """`review reject`: ends every sign-off of these texts."""
    return take_back(
        username=username,
        password=password,
        meaning=Meaning.REJECTION,
        content=content,
        digests=digests,
        reason=reason,
        at=at,
    )


def withdraw(
    *,
    username: str,
    password: str,
    content: SheetContent,
    digests: Sequence[Digest],
    reason: str,
    at: dt.datetime,
) -> Signed:
    """Takes one's own signature back; the texts must be signed anew by everybody."""
    return take_back(
        username=username,
        password=password,
        meaning=Meaning.WITHDRAWAL,
        content=content,
        digests=digests,
        reason=reason,
        at=at,
    )


def _role(name: str) -> ReviewRole:
    if name not in set(ReviewRole):
        known = ", ".join(sorted(ReviewRole))
        raise RejectedError.of("review.role", f"no role {name!r}; the roles are {known}")
    return ReviewRole(name)


def meaning_of(name: str) -> Meaning:
    """The meaning of this name; RejectedError `review.meaning` lists the meanings there are."""
    if name not in set(Meaning):
        known = ", ".join(meaning for meaning in Meaning if meaning.signs_off)
        raise RejectedError.of("review.meaning", f"no meaning {name!r}; the meanings are {known}")
    return Meaning(name)


def _reason(text: str) -> str:
    if not text.strip():
        raise RejectedError.of("review.reason", "this needs a reason")
    return text.strip()
