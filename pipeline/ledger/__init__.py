"""The hash chain of events: append, verify, replay."""

from __future__ import annotations
