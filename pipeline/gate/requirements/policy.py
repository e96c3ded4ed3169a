"""The policy is sealed whole by the policy owner."""

from __future__ import annotations

from typing import ClassVar

from pipeline.gate.candidate import Candidate
from pipeline.gate.requirement import RequirementResult, piece_result

__all__ = ["PolicyVerifies"]


class PolicyVerifies:
    """The policy is sealed whole by the policy owner."""

    code: ClassVar[str] = "gate.policy"
    hint: ClassVar[str] = "have the policy owner seal policy.toml"

    def evaluate(self, candidate: Candidate) -> RequirementResult:
        """Whether it holds."""
        return piece_result(self, candidate.policy, name="policy")
