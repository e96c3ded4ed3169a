"""Signals about one machine answer: they judge nothing, they say where to look first."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Signals"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What is known about the answer for one unit."""

    engine: str
    version: str
    words: int
    unknown: tuple[str, ...]
    """Words of the source that are in no dictionary of the engine."""
    kept: tuple[str, ...]
    """Words of the source that stand unchanged in the answer."""
    similarity: int | None
    """Per cent, of the source to the nearest signed source; None when there is none."""
    answer: tuple[str, ...]
    """The forms as they were stored: the signals are about this text and no other."""
    back: tuple[str, ...] = ()
    """The draft translated back into the source language, a text per form, or nothing."""
    back_engine: str = ""
    back_similarity: int | None = None
    """Per cent, of the source to what came back, the worst form of a plural."""

    @property
    def unknown_share(self) -> float:
        """Unknown words among all, from 0 to 1."""
        return len(self.unknown) / self.words if self.words else 0.0
