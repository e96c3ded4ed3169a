"""What a review sheet shows: the desk's units, texts and signatures, with findings and pages.

Findings, pages and policy come from the caller, because the repository holds them; everything
else is read here, so that nobody is shown a text that is not the one they would sign.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.desk.models import SignatureUnit, Unit
from pipeline.desk.selectors.standing import standing_of
from pipeline.desk.values import forms_of, load_message, locks_of
from pipeline.model.digest import Digest
from pipeline.model.evidence import Meaning, SignOff
from pipeline.model.finding import Finding
from pipeline.model.locale import LocaleTag
from pipeline.model.message import MessageKey
from pipeline.model.state import missing_meanings
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
) -> SheetContent:
    """Everything `make_sheet` needs for this domain in this locale, as it stands now."""
    units = list(
        Unit.objects.filter(
            project=project, domain=domain, locale=locale, retired=False, current__isnull=False
        )
        .select_related("current__author")
        .order_by("position", "uid")
    )
    digests = [unit.current.digest for unit in units if unit.current is not None]
    standing, shown = standing_of(digests), _shown_of(units)
    rows = tuple(
        _row(unit, standing, shown.get(unit.uid, []), tuple(required), findings)
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
    )


@dataclass(frozen=True, slots=True)
class _Past:
    """One signature of one unit, and how it is shown."""

    row: SignatureUnit
    sentence: str


def _shown_of(units: Iterable[Unit]) -> dict[str, list[_Past]]:
    """Per unit, everything ever signed of it, in ledger order."""
    uids = [unit.uid for unit in units]
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


def _row(
    unit: Unit,
    standing: Mapping[str, tuple[SignOff, ...]],
    history: Sequence[_Past],
    required: tuple[Meaning, ...],
    findings: Mapping[MessageKey, Sequence[Finding]],
) -> SheetRow:
    revision = unit.current
    if revision is None:
        raise ValueError("a unit without a revision has no row")
    message = load_message(unit.message)
    sign_offs = standing.get(revision.digest, ())
    ceremonies = {item.ceremony for item in sign_offs}
    ended = [past for past in history if Meaning(past.row.meaning).takes_back]
    earlier = [past for past in history if past not in ended and past.row.digest != revision.digest]
    last = earlier[-1] if earlier and not sign_offs else None
    origin = " ".join(part for part in (revision.origin_kind, revision.origin_detail) if part)
    return SheetRow(
        message=message,
        digest=Digest(revision.digest),
        revision=revision.number,
        forms=forms_of(revision),
        origin=origin if revision.author is None else f"written by {revision.author}",
        locks=tuple(ref.id for ref in locks_of(revision)),
        findings=tuple(findings.get(message.key, ())),
        sign_offs=tuple(past.sentence for past in history if str(past.row.record_id) in ceremonies),
        signed_as=tuple(item.meaning for item in sign_offs),
        missing=missing_meanings(required, sign_offs),
        signed_sources=load_message(last.row.revision.message).sources if last else (),
        signed_forms=forms_of(last.row.revision) if last else (),
        signed_note=last.sentence if last else "",
        taken_back=tuple(past.sentence for past in ended if past.row.digest == revision.digest),
    )
