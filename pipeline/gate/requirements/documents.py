"""Every document is approved, unchanged since, and its approval has not expired."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import ClassVar

from pipeline.errors import Fault
from pipeline.gate.candidate import Candidate
from pipeline.gate.requirement import RequirementResult, not_judged, result_of
from pipeline.model.document import Approval, SourceDocument

__all__ = ["DocumentsApproved"]


class DocumentsApproved:
    """Every document is approved, unchanged since, and its approval has not expired."""

    code: ClassVar[str] = "gate.documents"
    hint: ClassVar[str] = "have the approver look at the documents: imprimatur approve"

    def evaluate(self, candidate: Candidate) -> RequirementResult:
        """Whether it holds."""
        approvals = candidate.approvals.verified
        if approvals is None:
            return not_judged(self, "the approvals are not verified")
        faults = [
            fault
            for document in candidate.documents
            if (fault := self._fault(document, approvals, candidate.as_of)) is not None
        ]
        if not candidate.documents:
            faults.append(Fault(code="gate.empty", message="the release has no document"))
        return result_of(
            self,
            faults,
            met="every document is approved as it is",
            unmet="documents are unapproved, changed or expired",
        )

    def _fault(
        self, document: SourceDocument, approvals: Mapping[str, Approval], as_of: dt.date
    ) -> Fault | None:
        approval = approvals.get(document.path)
        if approval is None:
            code, problem = "approval.missing", "nobody has approved this document"
        elif approval.sha256 != document.digest:
            code = "approval.changed"
            problem = f"approved were {approval.sha256.short}, found {document.digest.short}"
        elif approval.expires_on <= as_of:
            code, problem = "approval.expired", f"the approval expired on {approval.expires_on}"
        else:
            return None
        path = f"source_content/{document.path}"
        return Fault(code=code, message=problem, path=path, hint=self.hint)
