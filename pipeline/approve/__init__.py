"""Stage: a document's exact bytes are approved, by whom, until when."""

from __future__ import annotations
