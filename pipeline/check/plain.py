"""The text that rules on words and numbers read: without tags and without placeholders."""

from __future__ import annotations

from functools import lru_cache

from pipeline.text.placeholders import without_placeholders
from pipeline.text.tags import strip_tags

__all__ = ["bare"]


def bare(text: str, flags: tuple[str, ...]) -> str:
    """The text without tags; each placeholder became a space."""
    if flags and ("%" in text or "{" in text or "$" in text):
        return _bare(text, flags)
    return strip_tags(text) if "<" in text else text


@lru_cache(maxsize=1024)
def _bare(text: str, flags: tuple[str, ...]) -> str:
    return strip_tags(without_placeholders(text, flags))
