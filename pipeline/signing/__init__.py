"""Ed25519 over DSSE envelopes: keys, keyring, trust, seals, evidence."""

from __future__ import annotations
