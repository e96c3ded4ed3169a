"""Tests of the memory."""

from __future__ import annotations
