"""Stage: may it ship? Every requirement that is not met, and what would meet it."""

from __future__ import annotations
