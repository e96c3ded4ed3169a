"""No unit is held: whatever something refused, a person has settled."""

from __future__ import annotations

from typing import ClassVar

from pipeline.errors import Fault
from pipeline.gate.candidate import Candidate
from pipeline.gate.requirement import RequirementResult, result_of

__all__ = ["NoHeldUnits"]


class NoHeldUnits:
    """No unit is held: whatever something refused, a person has settled."""

    code: ClassVar[str] = "unit.held"
    hint: ClassVar[str] = "let a person settle it, then: imprimatur pretranslate --retry"

    def evaluate(self, candidate: Candidate) -> RequirementResult:
        """Whether it holds."""
        faults = []
        for domain in candidate.domains:
            catalog = domain.catalog.value
            for unit in catalog.units if catalog is not None else ():
                if unit.held is not None:
                    path, line = domain.place(unit)
                    message = f"“{unit.message.source[:60]}” is held: {unit.held.code}"
                    faults.append(
                        Fault(code=self.code, message=message, path=path, line=line, hint=self.hint)
                    )
        return result_of(self, faults, met="no unit is held", unmet=f"{len(faults)} units are held")
