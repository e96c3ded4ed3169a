"""Tests of pipeline.ledger."""

from __future__ import annotations
