"""Tests of the review stage."""

from __future__ import annotations
