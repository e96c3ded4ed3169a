"""Whole journeys through the command line, on a real desk."""

from __future__ import annotations
