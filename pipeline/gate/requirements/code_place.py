"""Code is not content: the pipeline does not come out of the project it judges."""

from __future__ import annotations

from typing import ClassVar

from pipeline.errors import Fault
from pipeline.gate.candidate import Candidate
from pipeline.gate.requirement import RequirementResult, result_of

__all__ = ["CodeOutsideProject"]


class CodeOutsideProject:
    """Code is not content: the pipeline does not come out of the project it judges."""

    code: ClassVar[str] = "code.inside_project"
    hint: ClassVar[str] = "install the pipeline outside the project folder and run it from there"

    def evaluate(self, candidate: Candidate) -> RequirementResult:
        """Whether it holds."""
        inside = candidate.code_inside_project and not candidate.demonstration
        fault = Fault(
            code=self.code,
            message="the pipeline was imported from inside the project folder",
            hint=self.hint,
        )
        return result_of(
            self,
            (fault,) if inside else (),
            met="the pipeline is not part of what it judges, or this is a demonstration",
            unmet="a change of the project could change its judge",
        )
