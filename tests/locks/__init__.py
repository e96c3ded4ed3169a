"""Tests of pipeline.locks."""

from __future__ import annotations
