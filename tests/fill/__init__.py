"""Tests of pipeline.fill."""

from __future__ import annotations
