"""What locks report about one unit."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.finding import Span

__all__ = ["LockFault"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LockFault:
    """One way in which a target does not do what a lock asks, or cannot."""

    code: str
    lock_id: str
    """The lock it is about; empty for `text.isolate` on text that no lock covers."""
    message: str
    """Names both sides."""
    span: Span | None = None
    """Where in the target, if there is such a place."""
