"""Rules on whole pages: what stands on a page together, and where the page may be shown."""

from __future__ import annotations
