"""A requirement is one question with a code; its answer is a value that says what is missing.

Requirements compose with `AllOf`. An `AllOf` of nothing fails: it is almost certainly a mistake,
and a gate that asks nothing must not open (law 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from pipeline.errors import Fault
from pipeline.gate.candidate import Candidate, Piece
from pipeline.model.waiver import WaivedFinding

__all__ = ["AllOf", "Requirement", "RequirementResult", "piece_result", "result_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementResult:
    """The answer of one requirement."""

    requirement: str
    """The requirement's code."""
    met: bool
    missing: tuple[Fault, ...] = ()
    """What is not there; every fault, however many."""
    because: str
    """One sentence: why it is met, or why not."""
    hint: str = ""
    """What would meet it; empty when it is met."""
    waived: tuple[WaivedFinding, ...] = ()
    """Blockers that do not count because a waiver stands against each; shown all the same."""

    def __post_init__(self) -> None:
        if self.met and self.missing:
            raise ValueError(f"{self.requirement} cannot be met with faults")

    def __bool__(self) -> bool:
        return self.met


class Requirement(Protocol):
    """One condition of a release."""

    code: ClassVar[str]
    hint: ClassVar[str]
    """What would meet it: usually a command."""

    def evaluate(self, candidate: Candidate) -> RequirementResult:
        """Whether the candidate meets it, and what is missing."""


def result_of(
    requirement: Requirement, faults: Iterable[Fault], *, met: str, unmet: str
) -> RequirementResult:
    """Met exactly when there is no fault."""
    missing = tuple(faults)
    return RequirementResult(
        requirement=requirement.code,
        met=not missing,
        missing=missing,
        because=unmet if missing else met,
        hint=requirement.hint if missing else "",
    )


def piece_result(requirement: Requirement, piece: Piece[object], *, name: str) -> RequirementResult:
    """Met exactly when the piece is there and verified."""
    faults = piece.faults
    if not faults and piece.value is None:
        faults = (Fault(code=requirement.code, message=f"there is no {name}"),)
    return result_of(
        requirement, faults, met=f"the {name} is verified", unmet=f"the {name} is not verified"
    )


def not_judged(requirement: Requirement, name: str) -> RequirementResult:
    """Unmet because a piece it rests on is not verified; that piece's own requirement says why."""
    fault = Fault(
        code=requirement.code,
        message=f"cannot be judged: {name}",
        hint="meet the requirements above first",
    )
    return result_of(requirement, [fault], met="", unmet=f"not judged: {name}")


class AllOf:
    """Met when every part is met, and there is at least one."""

    code: ClassVar[str] = "gate.all"
    hint: ClassVar[str] = "meet each requirement that is listed"

    def __init__(self, parts: Sequence[Requirement]) -> None:
        self._parts = tuple(parts)

    def evaluate(self, candidate: Candidate) -> RequirementResult:
        """All answers in one."""
        results = [part.evaluate(candidate) for part in self._parts]
        unmet = [result for result in results if not result]
        return RequirementResult(
            requirement=self.code,
            met=bool(results) and not unmet,
            missing=tuple(fault for result in unmet for fault in result.missing),
            because=f"{len(results) - len(unmet)} of {len(results)} requirements are met",
            hint=self.hint if unmet or not results else "",
        )
