"""Tests of the extract stage."""

from __future__ import annotations
