"""Tests of pipeline.gate."""

from __future__ import annotations
