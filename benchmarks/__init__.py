"""Benchmarks against the tools people use today: `make bench`, then `make bench-report`."""

from __future__ import annotations
