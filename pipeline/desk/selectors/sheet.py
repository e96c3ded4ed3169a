"""What a review sheet shows: the desk's units, texts and signatures, with findings and pages.

Findings, pages and policy come from the caller, because the repository holds them; everything
else is read here, so that nobody is shown a text that is not the one they would sign.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from pipeline.desk.ids import unit_uid
from pipeline.desk.models import SignatureUnit, Unit
from pipeline.desk.selectors.standing import standing_of, waivers_on
from pipeline.desk.values import forms_of, load_message, locks_of
from pipeline.model.digest import Digest
from pipeline.model.evidence import Meaning, SignOff
from pipeline.model.finding import Finding
from pipeline.model.locale import LocaleTag
from pipeline.model.message import MessageKey
from pipeline.model.signals import Signals
from pipeline.model.state import missing_meanings
from pipeline.model.waiver import Waiver, WaiverRule, waivers_of
from pipeline.review.ceremony import PolicyInForce
from pipeline.review.content import SheetContent, SheetPage, SheetRow
from pipeline.review.shown import show_signature

__all__ = ["sheet_content"]

_BATCH = 500


def sheet_content(
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
    """Everything `make_sheet` needs for this domain in this locale, as it stands now.

    `previous` names, for a unit whose text was carried over, the message it was carried from.
    `signals` are shown only where the text at the desk is the one they are about.
    """
    units = list(
        Unit.objects.filter(
            project=project, domain=domain, locale=locale, retired=False, current__isnull=False
        )
        .select_related("current__author")
        .order_by("position", "uid")
    )
    former = _former(units, previous)
    shown = _shown_of([*(unit.uid for unit in units), *former.values()])
    digests = {past.row.digest for history in shown.values() for past in history}
    digests |= {unit.current.digest for unit in units if unit.current is not None}
    standing = standing_of(digests)
    waived = waivers_on(digests)
    rows = tuple(
        _row(
            unit,
            history=shown.get(unit.uid, []),
            former=shown.get(former.get(unit.uid, ""), []),
            standing=standing,
            required=tuple(required),
            findings=findings,
            signals=signals,
            waivers=waived.get(unit.current.digest, ()),
            rule=waivers,
        )
        for unit in units
        if unit.current is not None
    )
    return SheetContent(
        project=project,
        domain=domain,
        source_locale=source_locale,
        locale=locale,
        required=tuple(required),
        policy=policy,
        rows=rows,
        pages=tuple(pages),
        demonstration=demonstration,
        waivers=waivers,
    )


def _former(units: Iterable[Unit], previous: Mapping[MessageKey, MessageKey]) -> dict[str, str]:
    """Id of a unit to the id of the retired one whose text it may have taken over."""
    wanted = {}
    for unit in units:
        key = previous.get(MessageKey(unit.context, unit.source))
        if key is not None:
            place = {"project": unit.project, "domain": unit.domain, "locale": unit.locale}
            wanted[unit.uid] = unit_uid(**place, key=key)
    known: set[str] = set()
    uids = sorted(set(wanted.values()))
    for start in range(0, len(uids), _BATCH):
        found = Unit.objects.filter(uid__in=uids[start : start + _BATCH], retired=True)
        known.update(found.values_list("uid", flat=True))
    return {uid: old for uid, old in wanted.items() if old in known}


@dataclass(frozen=True, slots=True)
class _Past:
    """One signature of one unit, and how it is shown."""

    row: SignatureUnit
    sentence: str


def _shown_of(uids: Sequence[str]) -> dict[str, list[_Past]]:
    """Per unit id, everything ever signed of it, in ledger order."""
    found: dict[str, list[_Past]] = {}
    sentences: dict[uuid.UUID, str] = {}
    for start in range(0, len(uids), _BATCH):
        rows = SignatureUnit.objects.filter(revision__unit__in=uids[start : start + _BATCH])
        for row in rows.select_related("record", "revision").order_by("record__event", "id"):
            if row.record_id not in sentences:
                sentences[row.record_id] = show_signature(json.loads(row.record.payload))
            past = _Past(row, sentences[row.record_id])
            found.setdefault(row.revision.unit_id, []).append(past)
    return found


def _meanings(
    standing: Mapping[str, tuple[SignOff, ...]], past: _Past | None
) -> tuple[Meaning, ...]:
    return tuple(item.meaning for item in standing.get(past.row.digest, ())) if past else ()


def _row(
    unit: Unit,
    *,
    history: Sequence[_Past],
    former: Sequence[_Past],
    standing: Mapping[str, tuple[SignOff, ...]],
    required: tuple[Meaning, ...],
    findings: Mapping[MessageKey, Sequence[Finding]],
    signals: Mapping[MessageKey, Signals],
    waivers: tuple[Waiver, ...],
    rule: WaiverRule | None,
) -> SheetRow:
    revision = unit.current
    if revision is None:
        raise ValueError("a unit without a revision has no row")
    message = load_message(unit.message)
    sign_offs = standing.get(revision.digest, ())
    ceremonies = {item.ceremony for item in sign_offs}
    ended = [past for past in history if Meaning(past.row.meaning).takes_back]
    missing = missing_meanings(required, sign_offs)
    continued = [
        past for past in history if past not in ended and past.row.digest != revision.digest
    ]
    inherited = [past for past in former if not Meaning(past.row.meaning).takes_back]
    earlier = continued or inherited
    # a carried-over text shows its past until collect: one sheet serves both signers to the end
    last = earlier[-1] if earlier and (missing or not continued) else None
    origin = " ".join(part for part in (revision.origin_kind, revision.origin_detail) if part)
    return SheetRow(
        message=message,
        digest=Digest(revision.digest),
        revision=revision.number,
        forms=forms_of(revision),
        signals=_signals(signals.get(message.key), forms_of(revision)),
        origin=origin if revision.author is None else f"written by {revision.author}",
        locks=tuple(ref.id for ref in locks_of(revision)),
        findings=tuple(findings.get(message.key, ())),
        waivers=waivers,
        waived=_waived(findings.get(message.key, ()), Digest(revision.digest), waivers, rule),
        sign_offs=tuple(past.sentence for past in history if str(past.row.record_id) in ceremonies),
        signed_as=tuple(item.meaning for item in sign_offs),
        missing=missing,
        signed_sources=load_message(last.row.revision.message).sources if last else (),
        signed_forms=forms_of(last.row.revision) if last else (),
        signed_note=last.sentence if last else "",
        taken_back=tuple(past.sentence for past in ended if past.row.digest == revision.digest),
        signed_before=_meanings(standing, last),
        prior=str(last.row.record_id) if last else "",
        continues=former[0].row.revision.unit_id if former else "",
    )


def _signals(signals: Signals | None, forms: tuple[str, ...]) -> Signals | None:
    """The signals when they are about exactly this text."""
    return signals if signals is not None and signals.answer == forms else None


def _waived(
    findings: Sequence[Finding],
    digest: Digest,
    standing: Sequence[Waiver],
    rule: WaiverRule | None,
) -> tuple[str, ...]:
    """Codes of the blockers that enough people waived."""
    return tuple(
        sorted({item.code for item in findings if waivers_of(item, digest, standing, rule)})
    )
