"""The fixed texts that warm a new Apertium chain, by source language of the mode."""

from __future__ import annotations

__all__ = ["WARM_TEXTS"]

WARM_TEXTS: dict[str, tuple[str, ...]] = {
    "eng": ("The red house is here.",),
    "cat": ("La casa vermella és aquí.",),
}
