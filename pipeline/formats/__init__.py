"""Bytes in, model out, and back: parse, serialize, render."""

from __future__ import annotations
