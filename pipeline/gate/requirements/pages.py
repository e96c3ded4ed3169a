"""Every page keeps the page rules: as its author wrote it, and as it would be released."""

from __future__ import annotations

from typing import ClassVar

from pipeline.errors import Fault
from pipeline.gate.candidate import Candidate
from pipeline.gate.requirement import RequirementResult, not_judged, result_of
from pipeline.model.finding import Severity

__all__ = ["PagesHold"]


class PagesHold:
    """Every page keeps the page rules: as its author wrote it, and as it would be released."""

    code: ClassVar[str] = "gate.pages"
    hint: ClassVar[str] = "see what each code asks for: imprimatur explain CODE"

    def evaluate(self, candidate: Candidate) -> RequirementResult:
        """Whether it holds."""
        if candidate.policy.verified is None:
            return not_judged(self, "the policy is not verified")
        if candidate.registry.verified is None:
            return not_judged(self, "the lock registry is not verified")
        faults: list[Fault] = []
        for domain in candidate.domains:
            if domain.page_findings is None:
                message = f"the pages of {domain.name} were not read"
                faults.append(Fault(code=self.code, message=message, hint=self.hint))
                continue
            faults += [
                Fault(
                    code=finding.code,
                    message=finding.message,
                    path=finding.path,
                    line=finding.line,
                    hint=self.hint,
                )
                for finding in domain.page_findings
                if finding.severity is Severity.BLOCKER
            ]
            faults += domain.unread_pages
        if not candidate.domains:
            faults.append(Fault(code=self.code, message="there is no page", hint=self.hint))
        return result_of(
            self,
            faults,
            met="every page carries what it must, in its own language and market",
            unmet="pages break the page rules, or cannot be read",
        )
