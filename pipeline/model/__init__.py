"""The nouns: frozen value types, standard library only."""

from __future__ import annotations
