"""Tests of pipeline.verify."""

from __future__ import annotations
