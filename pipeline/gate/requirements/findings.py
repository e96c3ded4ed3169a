"""`check` ran over every domain and found no blocker."""

from __future__ import annotations

from typing import ClassVar

from pipeline.errors import Fault
from pipeline.gate.candidate import Candidate
from pipeline.gate.requirement import RequirementResult, result_of
from pipeline.model.finding import Severity

__all__ = ["NoBlockers"]


class NoBlockers:
    """`check` ran over every domain and found no blocker."""

    code: ClassVar[str] = "gate.findings"
    hint: ClassVar[str] = "correct what the findings name, then: imprimatur check"

    def evaluate(self, candidate: Candidate) -> RequirementResult:
        """Whether it holds."""
        faults = []
        for domain in candidate.domains:
            if domain.findings is None:
                message = f"{domain.name} was not checked: a piece it rests on is missing"
                faults.append(Fault(code=self.code, message=message, hint=self.hint))
                continue
            faults += [
                Fault(
                    code=finding.code,
                    message=finding.message,
                    path=finding.path or domain.catalog_path,
                    line=finding.line
                    or (domain.lines.get(finding.key, 0) if finding.key is not None else 0),
                    hint=self.hint,
                )
                for finding in domain.findings
                if finding.severity is Severity.BLOCKER
            ]
        return result_of(self, faults, met="no blocker was found", unmet=f"blockers: {len(faults)}")
