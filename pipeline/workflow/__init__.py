"""One module per verb: read, run the pure stage, write, record."""

from __future__ import annotations
