"""`review waive`: accept blockers of units named by their number on the sheet, with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.desk import verbs
from pipeline.desk.journey import Act, content_of
from pipeline.desk.services.waive import waive_findings
from pipeline.errors import RejectedError
from pipeline.model.digest import Digest
from pipeline.model.evidence import Meaning
from pipeline.model.finding import Severity
from pipeline.review.content import SheetContent
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.project import Project, select_locales

__all__ = ["Waiving", "waive"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiving:
    """What a person asked to waive."""

    username: str
    password: str
    numbers: tuple[int, ...]
    """Units by their number on the sheet."""
    codes: tuple[str, ...]
    reason: str
    rehearsed: bool = False
    """Only list the findings; nobody is authenticated and nothing is signed."""


def waive(
    project: Project,
    locale: str,
    domain: str,
    waiving: Waiving,
    *,
    sheet_data: bytes,
    act: Act,
) -> Outcome:
    """One ceremony that accepts the named blockers of the named units, bound to the sheet."""
    (tag,) = select_locales(project, [locale])
    content = content_of(project, tag, domain)
    if not waiving.reason.strip():
        raise RejectedError.of("review.reason", "a waiver needs a reason")
    digests = verbs.choose_units(content, meaning=Meaning.WAIVER, numbers=waiving.numbers)
    listed = _listed(content, waiving)
    if waiving.rehearsed:
        return Outcome(
            verb="review waive",
            lines=tuple(listed),
            data={"units": len(digests)},
            talk=("dry run: nothing was signed",),
        )
    done = waive_findings(
        username=waiving.username,
        password=waiving.password,
        content=content,
        digests=digests,
        codes=waiving.codes,
        displayed=Digest.of(sheet_data),
        reason=waiving.reason,
        at=act.at,
    )
    people = project.policy.waivers.people if project.policy.waivers else 0
    return Outcome(
        verb="review waive",
        lines=(done.shown, *listed),
        data={"ceremony": done.ceremony_id, "units": done.count, "shown": done.shown},
        talk=(f"the policy asks for {people} people per finding",) if people > 1 else (),
        next=f"imprimatur review sheet --locale {tag} --out FILE, then sign; or review collect",
    )


def _listed(content: SheetContent, waiving: Waiving) -> Sequence[str]:
    """Each finding that is accepted, under its unit."""
    lines = []
    for number in sorted(set(waiving.numbers)):
        row = content.rows[number - 1]
        lines.append(f"  {number}. {row.message.source[:70]}")
        lines += [
            f"     {item.message} [{item.code}]"
            for item in row.findings
            if item.severity is Severity.BLOCKER and item.code in waiving.codes
        ]
    return lines
