"""Candidates: what a memory offers for an empty target. A candidate is never a target by itself."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Candidate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One suggestion for one message in one locale."""

    forms: tuple[str, ...]
    """One form, or one per plural index; none is empty."""
    detail: str
    """Where it came from, for the origin comment: `betaseron/2026-11-20`."""
    similarity: int = 100
    """Per cent; 100 only when context, source and plural source are all equal."""

    def __post_init__(self) -> None:
        if not self.forms or not all(self.forms):
            raise ValueError("a candidate has text in every form")
        if not 0 < self.similarity <= 100:  # noqa: PLR2004 - per cent
            raise ValueError(f"not a similarity: {self.similarity}")
