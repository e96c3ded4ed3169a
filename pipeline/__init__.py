"""Imprimatur: approved English in, locales that named people have signed out, nothing else."""

from __future__ import annotations

__version__ = "0.1.0"
