"""The gate: every requirement is asked, none stops the others, and the report says all of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.errors import Fault
from pipeline.gate.candidate import Candidate
from pipeline.gate.requirement import Requirement, RequirementResult
from pipeline.gate.requirements import REQUIREMENTS
from pipeline.model.locale import LocaleTag

__all__ = ["GateReport", "evaluate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateReport:
    """Whether a release of one locale may ship, and why."""

    release: str
    locale: LocaleTag
    as_of: dt.date
    demonstration: bool
    results: tuple[RequirementResult, ...]

    @property
    def open(self) -> bool:
        """Whether every requirement is met; no requirement at all is closed (law 4)."""
        return bool(self.results) and not self.unmet

    @property
    def unmet(self) -> tuple[RequirementResult, ...]:
        """The requirements that are not met, in order."""
        return tuple(result for result in self.results if not result.met)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Everything that is missing."""
        return tuple(fault for result in self.unmet for fault in result.missing)

    def __bool__(self) -> bool:
        return self.open


def evaluate(
    candidate: Candidate, requirements: Sequence[Requirement] = REQUIREMENTS
) -> GateReport:
    """The report of all requirements on this candidate."""
    return GateReport(
        release=candidate.release,
        locale=candidate.locale,
        as_of=candidate.as_of,
        demonstration=candidate.demonstration,
        results=tuple(requirement.evaluate(candidate) for requirement in requirements),
    )
