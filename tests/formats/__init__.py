"""Tests of pipeline.formats."""

from __future__ import annotations
