"""The registry of locked text: match, expected fill, guard, drift."""

from __future__ import annotations
