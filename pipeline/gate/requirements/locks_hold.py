"""Law 7: every target keeps its locks byte for byte, recomputed from the registry."""

from __future__ import annotations

from typing import ClassVar

from pipeline.errors import Fault
from pipeline.gate.candidate import Candidate, DomainCandidate, LockProblem, UnitState
from pipeline.gate.requirement import RequirementResult, not_judged, result_of

__all__ = ["LocksHold"]


class LocksHold:
    """Law 7: every target keeps its locks byte for byte, recomputed from the registry."""

    code: ClassVar[str] = "gate.locks"
    hint: ClassVar[str] = "write the approved text: imprimatur fill"

    def evaluate(self, candidate: Candidate) -> RequirementResult:
        """Whether it holds."""
        if candidate.registry.verified is None:
            return not_judged(self, "the lock registry is not verified")
        faults = [
            self._fault(domain, state, problem)
            for domain, state in candidate.iter_units()
            for problem in state.lock_problems
        ]
        return result_of(
            self, faults, met="every lock holds", unmet=f"locks that do not hold: {len(faults)}"
        )

    def _fault(self, domain: DomainCandidate, state: UnitState, problem: LockProblem) -> Fault:
        path, line = domain.place(state.unit)
        message = f"“{state.unit.message.source[:60]}”: {problem.message}"
        return Fault(code=problem.code, message=message, path=path, line=line, hint=self.hint)
