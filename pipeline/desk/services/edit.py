"""Edit: a person writes a unit's target at the desk. The old text stays, as a revision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction

from pipeline.desk.ledger import Draft, append_events
from pipeline.desk.models import Person, Revision, Unit
from pipeline.desk.selectors.standing import standing_of
from pipeline.desk.services.people import person_actor
from pipeline.desk.values import (
    dump,
    forms_of,
    load_message,
    locks_of,
    revision_facts,
    unit_value,
)
from pipeline.errors import RefusedError, RejectedError
from pipeline.formats.digests import unit_digest
from pipeline.ledger.event import Action, Actor, EventObject
from pipeline.model.digest import Digest
from pipeline.model.evidence import SignOff
from pipeline.model.unit import Origin
from pipeline.model.unit import Unit as UnitValue
from pipeline.review.instant import Instant
from pipeline.review.roles import ReviewRole

__all__ = ["edit_target"]


def edit_target(
    *,
    person: Person,
    unit_id: str,
    forms: Sequence[str],
    based_on: Digest,
    accept: Callable[[UnitValue, tuple[str, ...]], str | None],
    reason: str = "",
    at: dt.datetime,
    via: str = "cli",
) -> Digest:
    """Stores the target and returns the unit's new digest (the old one when nothing changes).

    `accept` returns the code of a blocker, or None. Refused: `review.changed` when the unit is
    not what `based_on` names, `review.not_granted`, the code of `accept`, and `review.reason`
    when a signed text is changed without one. Rejected: `review.unit`.
    """
    text = tuple(forms)
    with transaction.atomic():
        unit = Unit.objects.select_related("current").filter(uid=unit_id, retired=False).first()
        if unit is None or unit.current is None:
            raise RejectedError.of("review.unit", f"no unit has the id {unit_id!r}")
        actor = _writer(person, unit)
        if unit.current.digest != based_on.hex:
            raise RefusedError.of(
                "review.changed",
                f"the unit is now {unit.current.digest[:12]}, the edit was made on "
                f"{based_on.short}",
                hint="read it again, then edit",
            )
        if forms_of(unit.current) == text:
            return based_on
        code = accept(unit_value(unit), text)
        if code is not None:
            raise RefusedError.of(code, "the text was not accepted: it breaks this rule")
        signed = standing_of([unit.current.digest]).get(unit.current.digest, ())
        if signed and not reason.strip():
            raise RefusedError.of("review.reason", "a signed text is changed only with a reason")
        edit = _Edit(unit, unit.current, person, text, reason, via)
        drafts = [edit.draft(actor)]
        if signed:
            drafts.append(edit.superseded(actor, signed))
        entry = append_events(drafts, at=at)[0]
        unit.current = edit.revision(entry.seq, at)
        unit.current.save(force_insert=True)
        unit.save(update_fields=["current"])
    return edit.digest


@dataclass(frozen=True, slots=True)
class _Edit:
    """One edit that may happen: its events and its revision."""

    unit: Unit
    old: Revision
    person: Person
    forms: tuple[str, ...]
    reason: str
    via: str

    @property
    def digest(self) -> Digest:
        return unit_digest(
            load_message(self.unit.message),
            self.forms,
            project=self.unit.project,
            domain=self.unit.domain,
            locale=self.unit.locale,
            plural_rule=self.old.plural_rule,
            locks=locks_of(self.old),
        )

    @property
    def origin(self) -> Origin | None:
        return Origin.of("desk", self.person.username, self.forms) if any(self.forms) else None

    @property
    def about(self) -> EventObject:
        return EventObject(
            type="unit",
            id=self.unit.uid,
            project=self.unit.project,
            locale=self.unit.locale,
            revision=self.old.number + 1,
        )

    def draft(self, actor: Actor) -> Draft:
        return Draft(
            action=Action.UNIT_EDITED,
            actor=actor,
            object=self.about,
            before={"digest": self.old.digest, "forms": list(forms_of(self.old))},
            after=revision_facts(
                load_message(self.unit.message),
                self.forms,
                digest=self.digest,
                locks=locks_of(self.old),
                plural_rule=self.old.plural_rule,
                origin=self.origin,
            ),
            reason=self.reason,
            via=self.via,
        )

    def superseded(self, actor: Actor, signed: Sequence[SignOff]) -> Draft:
        return Draft(
            action=Action.SIGNATURE_SUPERSEDED,
            actor=actor,
            object=self.about,
            before={
                "digest": self.old.digest,
                "signatures": [sign_off.ceremony for sign_off in signed],
            },
            after={"digest": self.digest.hex},
            reason=self.reason,
            via=self.via,
        )

    def revision(self, event: int, at: dt.datetime) -> Revision:
        origin = self.origin
        return Revision(
            unit=self.unit,
            number=self.old.number + 1,
            message=self.unit.message,
            forms=dump(list(self.forms)),
            digest=self.digest.hex,
            locks=self.old.locks,
            plural_rule=self.old.plural_rule,
            origin_kind=origin.kind if origin else "",
            origin_detail=origin.detail if origin else "",
            author=self.person,
            based_on=self.unit.sent_digest,
            event=event,
            created_at=Instant.of(at).utc,
        )


def _writer(person: Person, unit: Unit) -> Actor:
    granted = person.grants.filter(locale=unit.locale, revoked_at="")
    roles = {ReviewRole(name) for name in granted.values_list("role", flat=True)}
    writing = next((role for role in ReviewRole if role in roles and role.may_edit), None)
    if writing is None or not person.is_active:
        raise RefusedError.of(
            "review.not_granted",
            f"{person.printed_name} has no role in {unit.locale} that may edit",
            hint="imprimatur review person grant",
        )
    return person_actor(person, role=writing.label)
