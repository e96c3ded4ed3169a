"""How people sign in to the desk's pages: user name and password, with the desk's lock-out."""

from __future__ import annotations
