"""Stage: what a signing ceremony covers, what a reviewer must see, what a sign-off means."""

from __future__ import annotations
