"""The units of an act, read inside its transaction and compared with what was shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from pipeline.desk.models import Revision, SignatureUnit, Unit
from pipeline.desk.values import load_message
from pipeline.errors import Fault, RefusedError
from pipeline.model.digest import Digest
from pipeline.model.finding import Finding
from pipeline.review.content import SheetContent, SheetRow, findings_digest

__all__ = ["SignedUnit", "units_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedUnit:
    """A unit about to be signed or taken back, with what the rules ask about."""

    number: int
    """Its number on the sheet."""
    revision: Revision
    digest: Digest
    source: tuple[str, ...]
    context: str
    forms: tuple[str, ...]
    locks: tuple[str, ...]
    findings: Digest
    shown: tuple[Finding, ...]
    """The findings that were shown beside it."""
    blockers: tuple[Finding, ...]
    """Those of them that stand in the way: no waiver covers them."""
    writers: frozenset[str]
    """Ids of everybody who wrote or imported this very text, for an earlier source included."""
    prior: str
    """The ceremony that last signed the unit, whatever its text or its source was then."""
    needs_reason: bool
    """It was signed with another text, or this text was taken back."""

    @property
    def label(self) -> str:
        """The unit for a message: number on the sheet and the beginning of its source."""
        text = self.source[0]
        most = 48
        return f"unit {self.number} “{text if len(text) <= most else text[: most - 1] + '…'}”"

    @property
    def has_target(self) -> bool:
        """Whether every form has text."""
        return bool(self.forms) and all(self.forms)


def units_of(content: SheetContent, digests: Sequence[Digest]) -> tuple[SignedUnit, ...]:
    """The units with these digests, in the sheet's order.

    RefusedError `review.changed` for each that is not what stands at the desk now.
    """
    wanted = set(digests)
    rows = [(n, row) for n, row in enumerate(content.rows, start=1) if row.digest in wanted]
    shown = {row.digest for _, row in rows}
    faults = [
        Fault(
            code="review.changed",
            message=f"no unit of {content.domain} in {content.locale} has the text {digest.short}",
            hint="imprimatur review sheet, and read again",
        )
        for digest in digests
        if digest not in shown
    ]
    current = {
        (unit.context, unit.source): unit
        for unit in Unit.objects.filter(
            project=content.project, domain=content.domain, locale=content.locale, retired=False
        ).select_related("current")
    }
    found = []
    for number, row in rows:
        unit = current.get((row.message.context, row.message.source))
        if unit is None or unit.current is None or unit.current.digest != row.digest.hex:
            faults.append(
                Fault(
                    code="review.changed",
                    message=f"unit {number} changed since it was shown as {row.digest.short}",
                    hint="imprimatur review sheet, and read again",
                )
            )
        else:
            found.append(_unit(number, row, unit.current))
    RefusedError.raise_for(faults)
    return tuple(found)


def _unit(number: int, row: SheetRow, revision: Revision) -> SignedUnit:
    same = Revision.objects.filter(
        Q(unit=revision.unit_id, digest=revision.digest)
        | Q(unit=row.continues or None, forms=revision.forms)
    )
    writers = {row.author_id for row in same} | {row.importer_id for row in same}
    history = list(
        SignatureUnit.objects.filter(revision__unit=revision.unit_id)
        .select_related("record")
        .order_by("record__event")
    )
    approvals = [item for item in history if item.meaning not in {"rejection", "withdrawal"}]
    taken_back = any(item.digest == revision.digest and item not in approvals for item in history)
    return SignedUnit(
        number=number,
        revision=revision,
        digest=row.digest,
        source=load_message(revision.message).sources,
        context=row.message.context,
        forms=row.forms,
        locks=row.locks,
        findings=findings_digest(row.findings),
        shown=row.findings,
        blockers=row.blockers,
        writers=frozenset(str(person) for person in writers - {None}),
        prior=str(approvals[-1].record_id) if approvals else row.prior,
        needs_reason=taken_back or any(item.digest != revision.digest for item in approvals),
    )
