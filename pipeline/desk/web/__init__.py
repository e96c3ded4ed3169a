"""The desk's pages: sign in, and read the review sheets of the locales one has a role in."""

from __future__ import annotations
