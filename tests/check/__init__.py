"""Tests of pipeline.check."""

from __future__ import annotations
