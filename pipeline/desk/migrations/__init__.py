"""The desk's database, step by step."""

from __future__ import annotations
