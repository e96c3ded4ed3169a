"""No conflict between repository and desk waits for a person."""

from __future__ import annotations

from typing import ClassVar

from pipeline.errors import Fault
from pipeline.gate.candidate import Candidate
from pipeline.gate.requirement import RequirementResult, result_of

__all__ = ["NoConflicts"]


class NoConflicts:
    """No conflict between repository and desk waits for a person."""

    code: ClassVar[str] = "conflict.open"
    hint: ClassVar[str] = "choose one text for each unit, then delete the conflicts file"

    def evaluate(self, candidate: Candidate) -> RequirementResult:
        """Whether it holds."""
        faults = [
            Fault(
                code=self.code,
                message=f"repository and desk differ in {domain.name}",
                path=path,
                hint=self.hint,
            )
            for domain in candidate.domains
            for path in domain.conflicts
        ]
        return result_of(self, faults, met="no conflict is open", unmet="conflicts are open")
