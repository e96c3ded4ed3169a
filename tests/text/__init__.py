"""Tests of pipeline.text."""

from __future__ import annotations
