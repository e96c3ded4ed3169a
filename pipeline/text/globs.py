"""Glob patterns over document paths: `*` stays inside a folder, `**` crosses folders."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

__all__ = ["path_matches"]


def path_matches(path: str, pattern: str) -> bool:
    """Whether the whole path matches; capital and small letters differ."""
    if "**" not in pattern:
        return path.count("/") == pattern.count("/") and fnmatchcase(path, pattern)
    parts = [re.escape(part) for part in pattern.split("**")]
    expression = ".*".join(part.replace(r"\*", "[^/]*").replace(r"\?", "[^/]") for part in parts)
    return re.fullmatch(expression, path) is not None
