"""The root of trust comes from outside the repository, and is there."""

from __future__ import annotations

from typing import ClassVar

from pipeline.gate.candidate import Candidate
from pipeline.gate.requirement import RequirementResult, piece_result

__all__ = ["TrustPresent"]


class TrustPresent:
    """The root of trust comes from outside the repository, and is there."""

    code: ClassVar[str] = "gate.no_trust"
    hint: ClassVar[str] = (
        "give the trust file with --trust FILE, or put it into your configuration folder"
    )

    def evaluate(self, candidate: Candidate) -> RequirementResult:
        """Whether it holds."""
        return piece_result(self, candidate.trust, name="trust file")
