"""Tests of the compile stage."""

from __future__ import annotations
