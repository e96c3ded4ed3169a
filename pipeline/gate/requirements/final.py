"""Every unit is final: every sign-off that the policy asks for, by distinct people."""

from __future__ import annotations

from typing import ClassVar

from pipeline.errors import Fault
from pipeline.gate.candidate import Candidate, DomainCandidate, UnitState
from pipeline.gate.requirement import RequirementResult, result_of
from pipeline.model.unit import State

__all__ = ["UnitsFinal"]


class UnitsFinal:
    """Every unit is final: every sign-off that the policy asks for, by distinct people."""

    code: ClassVar[str] = "gate.unsigned"
    hint: ClassVar[str] = "have the named people review and sign: imprimatur review"

    def evaluate(self, candidate: Candidate) -> RequirementResult:
        """Whether it holds."""
        faults = [
            self._fault(domain, state)
            for domain, state in candidate.iter_units()
            if state.state is not State.FINAL
        ]
        unsigned = len(faults)
        faults += [
            Fault(
                code=self.code,
                message=f"no unit of {domain.name} can be judged: a piece it rests on is missing",
                path=domain.catalog_path,
                hint="meet the requirements above first",
            )
            for domain in candidate.domains
            if not candidate.states[domain.name]
        ]
        if not candidate.domains:
            faults.append(Fault(code=self.code, message="there is no unit", hint=self.hint))
        unmet = f"units that are not final: {unsigned}" if unsigned else "no unit can be judged"
        return result_of(self, faults, met="every unit is final", unmet=unmet)

    def _fault(self, domain: DomainCandidate, state: UnitState) -> Fault:
        path, line = domain.place(state.unit)
        wanted = ", ".join(state.missing)
        if state.state is State.INITIAL:
            problem = "has no target"
        elif wanted:
            problem = f"lacks {wanted}"
        elif state.lock_problems:
            problem = "does not hold its locks"
        else:
            problem = "needs no signature by the policy, and what needs none is never final"
        return Fault(
            code=self.code,
            message=f"“{state.unit.message.source[:60]}” is {state.state}: {problem}",
            path=path,
            line=line,
            hint=self.hint,
        )
