"""One module per verb: arguments, rendering, exit status."""

from __future__ import annotations
