"""Law 3: every target that is not final carries `fuzzy`, so that no other tool ships it."""

from __future__ import annotations

from typing import ClassVar

from pipeline.errors import Fault
from pipeline.gate.candidate import Candidate
from pipeline.gate.requirement import RequirementResult, result_of
from pipeline.model.unit import State

__all__ = ["FuzzyMarked"]


class FuzzyMarked:
    """Law 3: every target that is not final carries `fuzzy`, so that no other tool ships it."""

    code: ClassVar[str] = "fuzzy.missing"
    hint: ClassVar[str] = "write the catalog again: imprimatur update"

    def evaluate(self, candidate: Candidate) -> RequirementResult:
        """Whether it holds."""
        faults = []
        for domain, state in candidate.iter_units():
            unit = state.unit
            if state.state is not State.FINAL and any(unit.forms) and not unit.fuzzy:
                path, line = domain.place(unit)
                message = f"“{unit.message.source[:60]}” is {state.state}, but not marked fuzzy"
                faults.append(
                    Fault(code=self.code, message=message, path=path, line=line, hint=self.hint)
                )
        return result_of(
            self,
            faults,
            met="what is not final is marked",
            unmet=f"{len(faults)} targets look finished, but are not",
        )
