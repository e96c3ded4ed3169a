"""Machine translation engines; the only code that talks to other programs or hosts."""

from __future__ import annotations
