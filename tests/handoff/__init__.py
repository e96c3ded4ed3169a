"""Tests of pipeline.handoff."""

from __future__ import annotations
