"""The lock registry is sealed by two lock owners."""

from __future__ import annotations

from typing import ClassVar

from pipeline.gate.candidate import Candidate
from pipeline.gate.requirement import RequirementResult, piece_result

__all__ = ["RegistryVerifies"]


class RegistryVerifies:
    """The lock registry is sealed by two lock owners."""

    code: ClassVar[str] = "gate.registry"
    hint: ClassVar[str] = "have the lock owners seal the registry: imprimatur lock seal"

    def evaluate(self, candidate: Candidate) -> RequirementResult:
        """Whether it holds."""
        return piece_result(self, candidate.registry, name="lock registry")
