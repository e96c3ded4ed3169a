"""The approvals of the source documents are sealed by the approver."""

from __future__ import annotations

from typing import ClassVar

from pipeline.gate.candidate import Candidate
from pipeline.gate.requirement import RequirementResult, piece_result

__all__ = ["ApprovalsVerify"]


class ApprovalsVerify:
    """The approvals of the source documents are sealed by the approver."""

    code: ClassVar[str] = "gate.approvals"
    hint: ClassVar[str] = "have the approver seal source_content/approvals.toml: imprimatur approve"

    def evaluate(self, candidate: Candidate) -> RequirementResult:
        """Whether it holds."""
        return piece_result(self, candidate.approvals, name="list of approvals")
