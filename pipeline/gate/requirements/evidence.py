"""The evidence of every domain verifies: sealed, whole, in order, and of this place."""

from __future__ import annotations

from typing import ClassVar

from pipeline.errors import Fault
from pipeline.gate.candidate import Candidate
from pipeline.gate.requirement import RequirementResult, result_of

__all__ = ["EvidenceVerifies"]


class EvidenceVerifies:
    """The evidence of every domain verifies: sealed, whole, in order, and of this place."""

    code: ClassVar[str] = "gate.evidence"
    hint: ClassVar[str] = (
        "restore the evidence file, or collect it again: imprimatur review collect"
    )

    def evaluate(self, candidate: Candidate) -> RequirementResult:
        """Whether it holds."""
        faults: list[Fault] = []
        for domain in candidate.domains:
            faults += domain.evidence.faults
            evidence = domain.evidence.value
            if evidence is None:
                if not domain.evidence.faults:
                    faults.append(self._fault(f"the evidence of {domain.name} was not read"))
            elif (evidence.domain, evidence.locale) != (
                domain.name,
                candidate.locale,
            ):
                faults.append(self._fault(f"the evidence of {domain.name} is of another place"))
        return result_of(
            self, faults, met="all evidence verifies", unmet="evidence does not verify"
        )

    def _fault(self, message: str) -> Fault:
        return Fault(code=self.code, message=message, hint=self.hint)
