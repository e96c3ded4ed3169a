"""The keyring is signed by the trusted roots and is not older than the one seen last."""

from __future__ import annotations

from typing import ClassVar

from pipeline.gate.candidate import Candidate
from pipeline.gate.requirement import RequirementResult, piece_result

__all__ = ["KeyringVerifies"]


class KeyringVerifies:
    """The keyring is signed by the trusted roots and is not older than the one seen last."""

    code: ClassVar[str] = "gate.keyring"
    hint: ClassVar[str] = "restore keys/keyring.json as the root holders signed it"

    def evaluate(self, candidate: Candidate) -> RequirementResult:
        """Whether it holds."""
        return piece_result(self, candidate.keyring, name="keyring")
