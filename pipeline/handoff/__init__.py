"""Stage: packages to and from localization vendors."""

from __future__ import annotations
