"""PO, POT and MO: a strict reader, a canonical writer, polib as interchange model."""

from __future__ import annotations
