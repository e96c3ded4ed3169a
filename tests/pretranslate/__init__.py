"""Tests of pre-translation."""

from __future__ import annotations
