"""Tests of pipeline.signing."""

from __future__ import annotations
