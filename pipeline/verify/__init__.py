"""Stage: a downstream site asks whether this is exactly what was signed. Stands alone."""

from __future__ import annotations
