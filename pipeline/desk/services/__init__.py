"""What changes the desk, one act per module; each writes its events in the same transaction."""

from __future__ import annotations
