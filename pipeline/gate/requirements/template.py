"""The template is the one that the approved documents give now."""

from __future__ import annotations

from typing import ClassVar

from pipeline.errors import Fault
from pipeline.gate.candidate import Candidate
from pipeline.gate.requirement import RequirementResult, result_of

__all__ = ["TemplateFresh"]


class TemplateFresh:
    """The template is the one that the approved documents give now."""

    code: ClassVar[str] = "template.stale"
    hint: ClassVar[str] = "extract it again: imprimatur extract"

    def evaluate(self, candidate: Candidate) -> RequirementResult:
        """Whether it holds."""
        faults: list[Fault] = []
        for domain in candidate.domains:
            faults += domain.template.faults
            stored, fresh = domain.template_digest, domain.extracted_digest
            if stored is None or fresh is None or stored != fresh:
                faults.append(
                    Fault(
                        code=self.code,
                        message=f"the documents give template {fresh.short if fresh else 'none'}, "
                        f"found {stored.short if stored else 'none'}",
                        path=f"locales/{domain.name}.pot",
                        hint=self.hint,
                    )
                )
        return result_of(
            self,
            faults,
            met="templates and documents agree",
            unmet="templates and documents do not agree",
        )
