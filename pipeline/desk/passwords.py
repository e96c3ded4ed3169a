"""Passwords: Argon2id with the cost that `configure` was given (standard unless in tests)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

__all__ = ["MIN_PASSWORD", "DeskHasher"]

MIN_PASSWORD = 12
"""Characters a password needs at least."""


class DeskHasher(Argon2PasswordHasher):
    """Argon2id whose parameters come from the setting `DESK_PASSWORD_COST`."""

    def params(self) -> Any:
        """The parameters in force."""
        cost = settings.DESK_PASSWORD_COST
        self.time_cost = cost.time_cost
        self.memory_cost = cost.memory_cost
        self.parallelism = cost.parallelism
        return super().params()
