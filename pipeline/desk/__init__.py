"""The Django review desk."""

from __future__ import annotations
