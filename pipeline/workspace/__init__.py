"""Where things live: the only file I/O; atomic, only-if-changed writes; the run lock."""

from __future__ import annotations
