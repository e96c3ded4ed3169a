"""There is something to release: documents, domains, and units in each (law 4)."""

from __future__ import annotations

from typing import ClassVar

from pipeline.errors import Fault
from pipeline.gate.candidate import Candidate
from pipeline.gate.requirement import RequirementResult, result_of

__all__ = ["HasUnits"]


class HasUnits:
    """There is something to release: documents, domains, and units in each (law 4)."""

    code: ClassVar[str] = "gate.empty"
    hint: ClassVar[str] = "extract and update first: imprimatur run"

    def evaluate(self, candidate: Candidate) -> RequirementResult:
        """Whether it holds."""
        faults = []
        if not candidate.documents:
            faults.append(self._fault("the release has no document"))
        if not candidate.domains:
            faults.append(self._fault("the release has no domain"))
        for domain in candidate.domains:
            catalog = domain.catalog.value
            if catalog is None or not catalog.units:
                faults.append(self._fault(f"{domain.name} has no unit in {candidate.locale}"))
        return result_of(
            self, faults, met="every domain has units", unmet="an empty release proves nothing"
        )

    def _fault(self, message: str) -> Fault:
        return Fault(code=self.code, message=message, hint=self.hint)
