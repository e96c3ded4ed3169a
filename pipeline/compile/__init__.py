"""Stage: final units become .mo, rendered pages and rendered JSON."""

from __future__ import annotations
