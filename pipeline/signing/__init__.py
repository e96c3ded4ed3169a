"""Keys, envelopes, keyring, seals, trust and evidence: everything a signature touches.

The only package that imports `cryptography`. Formats fixed here never change for their version:

    roles      who may seal what: one role, one payload type
    keys       Ed25519 keys; a key id is the SHA-256 of the raw public key
    dsse       the envelope (DSSE v1), one spelling per statement
    trust      the root of trust, kept outside the repository, with the highest sequences seen
    keyring    which keys count, signed by k of n roots
    seal       a file set under one signature, with a sequence that only grows
    ceremony   the signature record: who signed which units, with which meaning
    evidence   the evidence file: one sealed ceremony per line, a checkpoint at the end
    manifest   what a release consists of
"""

from __future__ import annotations
