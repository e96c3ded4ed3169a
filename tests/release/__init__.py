"""Tests of pipeline.release."""

from __future__ import annotations
