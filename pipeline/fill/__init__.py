"""Stage: a locked unit gets its approved translation, or stays empty."""

from __future__ import annotations
