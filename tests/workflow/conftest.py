from __future__ import annotations

from tests.journey.conftest import make_trial, stages

__all__ = ["make_trial", "stages"]
