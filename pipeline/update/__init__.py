"""Stage: template and last catalog become the next catalog."""

from __future__ import annotations
