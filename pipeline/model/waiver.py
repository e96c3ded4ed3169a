"""Waivers: a blocker that named people accept for one exact text, with a reason.

A waiver binds to the unit digest (law 1) and to finding codes: edit the text, its source or a
lock on it, and nothing covers it any more. What may be waived at all is a closed list of judgements
that a rule can get wrong. Locks are not on it (law 7), and neither is what breaks a page or
deceives its reader; the sealed policy narrows the list further, and a policy without `[waivers]`
lets nobody waive anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.errors import escape_controls
from pipeline.model.digest import Digest
from pipeline.model.finding import Finding, Severity
from pipeline.model.message import MessageKey

__all__ = [
    "HOUSE",
    "WAIVABLE",
    "WAIVING_ROLES",
    "WaivedFinding",
    "Waiver",
    "WaiverRule",
    "is_waivable",
    "split_waived",
    "waivers_of",
]

WAIVABLE: Final = frozenset(
    {
        "comparison.changed",
        "date.changed",
        "html.link_changed",
        "html.structure",
        "length.ratio",
        "measure.changed",
        "number.changed",
        "phone.changed",
        "range.changed",
        "text.repetition",
        "time.changed",
    }
)
"""Blockers of ours that a person may judge better than the rule."""
WAIVING_ROLES: Final = frozenset({"linguist", "regulatory_reviewer"})
"""Roles at the desk that a policy may name: those that sign."""
HOUSE: Final = "house."
"""Codes of a house's own rules begin so: what it invented, it may waive."""


def is_waivable(code: str) -> bool:
    """Whether any policy may let a finding with this code be waived."""
    return code in WAIVABLE or (code.startswith(HOUSE) and len(code) > len(HOUSE))


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverRule:
    """`[waivers]` of the policy: who may waive, how many of them it takes, and what."""

    roles: frozenset[str]
    """Roles at the desk."""
    people: int
    """Different people who must waive the same finding of the same text."""
    codes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """One unit's part of a standing waiver: one person accepts these findings of this text."""

    unit: Digest
    codes: tuple[str, ...]
    reason: str
    signer_id: str
    printed_name: str
    role: str
    """The role at the desk that gave the right, as the policy names it."""
    signed_at: str
    ceremony: str

    def __str__(self) -> str:
        return escape_controls(
            f"waived by {self.printed_name} on {self.signed_at}: {self.reason} "
            f"(ceremony {self.ceremony})"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WaivedFinding:
    """A blocker with the waivers that stand against it; never hidden, only not in the way."""

    finding: Finding
    waivers: tuple[Waiver, ...]

    @property
    def why(self) -> str:
        """Who, when and why."""
        return "; ".join(map(str, self.waivers))

    def __str__(self) -> str:
        return f"{self.finding} {self.why}"


def waivers_of(
    finding: Finding, digest: Digest | None, standing: Iterable[Waiver], rule: WaiverRule | None
) -> tuple[Waiver, ...]:
    """The waivers with which this finding on the text of this digest does not close the gate.

    Empty unless the policy lets the code be waived and as many different people as it asks for,
    each in a role it names, have waived it. Only blockers of a unit can be waived.
    """
    if (
        rule is None
        or digest is None
        or finding.key is None
        or finding.severity is not Severity.BLOCKER
        or finding.code not in rule.codes
        or not is_waivable(finding.code)
    ):
        return ()
    found = tuple(
        waiver
        for waiver in standing
        if waiver.unit == digest
        and finding.code in waiver.codes
        and waiver.role in rule.roles
        and waiver.reason.strip()
    )
    people = {waiver.signer_id for waiver in found}
    return found if len(people) >= max(1, rule.people) else ()


def split_waived(
    findings: Iterable[Finding],
    digest_of: Mapping[MessageKey, Digest],
    standing: Mapping[Digest, Sequence[Waiver]],
    rule: WaiverRule | None,
) -> tuple[list[Finding], list[WaivedFinding]]:
    """The findings that stand, and those that are waived. `digest_of`: message key to digest."""
    open_, waived = [], []
    for finding in findings:
        digest = digest_of.get(finding.key) if finding.key is not None else None
        found = waivers_of(finding, digest, standing.get(digest, ()) if digest else (), rule)
        if found:
            waived.append(WaivedFinding(finding=finding, waivers=found))
        else:
            open_.append(finding)
    return open_, waived
