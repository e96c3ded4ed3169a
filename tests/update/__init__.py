"""Tests of pipeline.update."""

from __future__ import annotations
