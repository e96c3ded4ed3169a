"""What reads the desk. No selector changes anything."""

from __future__ import annotations
