"""How text behaves: tags, placeholders, numbers, plurals, similarity. Pure functions on str."""

from __future__ import annotations
