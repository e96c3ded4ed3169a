"""Where there is a ledger, its chain is whole."""

from __future__ import annotations

from typing import ClassVar

from pipeline.gate.candidate import Candidate
from pipeline.gate.requirement import RequirementResult, result_of

__all__ = ["LedgerVerifies"]


class LedgerVerifies:
    """Where there is a ledger, its chain is whole."""

    code: ClassVar[str] = "gate.ledger"
    hint: ClassVar[str] = "look at it with: imprimatur ledger verify"

    def evaluate(self, candidate: Candidate) -> RequirementResult:
        """Whether it holds."""
        return result_of(
            self,
            candidate.ledger_faults,
            met="the ledger verifies, or there is none here",
            unmet="the ledger does not verify",
        )
