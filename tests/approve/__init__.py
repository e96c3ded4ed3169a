"""Tests of the approve stage."""

from __future__ import annotations
