"""Stage: memory, then machine, for what is empty and not locked."""

from __future__ import annotations
