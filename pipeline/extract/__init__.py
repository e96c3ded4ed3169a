"""Stage: approved documents become segments, segments messages, messages a template."""

from __future__ import annotations
