"""Candidates from signed units, behind a Store protocol."""

from __future__ import annotations
