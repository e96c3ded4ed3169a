"""Stage: quality rules yield findings."""

from __future__ import annotations
