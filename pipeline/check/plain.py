"""The text that rules on words and numbers read: without tags and without placeholders."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.text.placeholders import without_placeholders
from pipeline.text.tags import strip_tags

__all__ = ["bare"]

_HINT = re.compile("[%{$]")


def bare(text: str, flags: tuple[str, ...]) -> str:
    """The text without tags; each placeholder became a space."""
    return _bare(text, flags) if flags or "<" in text else text


@lru_cache(maxsize=1024)
def _bare(text: str, flags: tuple[str, ...]) -> str:
    if flags and _HINT.search(text):
        text = without_placeholders(text, flags)
    return strip_tags(text)
