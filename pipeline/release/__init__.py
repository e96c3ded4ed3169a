"""Stage: artifacts become a signed manifest."""

from __future__ import annotations
