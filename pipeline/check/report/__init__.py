"""What `check` found, as files: SARIF, JUnit, HTML. Pure functions from items to bytes."""

from __future__ import annotations
