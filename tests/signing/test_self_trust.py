"""A trust in a keyring's own roots: good against accidents, worth nothing against a forger."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.errors import RefusedError
from pipeline.signing.demonstration_keyring import demonstration_keyring, demonstration_trust
from pipeline.signing.keyring import build_keyring, parse_keyring, self_trust
from pipeline.signing.keys import generate


def test_it_names_the_keyring_s_own_roots_and_project():
    data = demonstration_keyring("site")
    assert self_trust(data) == demonstration_trust("site")
    assert parse_keyring(data, self_trust(data)).project == "site"


def test_it_still_asks_for_the_signatures():
    data = demonstration_keyring("site")
    damaged = data.replace(b'"sig":"', b'"sig":"A', 1)
    with pytest.raises(RefusedError):
        parse_keyring(damaged, self_trust(damaged))


def test_it_believes_whoever_replaced_the_roots_which_the_gate_does_not():
    keyring = parse_keyring(demonstration_keyring("site"), demonstration_trust("site"))
    mine = [generate() for _ in range(3)]
    forged = build_keyring(
        replace(keyring, version=2, roots=tuple(key.public for key in mine)), mine
    )
    assert parse_keyring(forged, self_trust(forged)).version == 2
    with pytest.raises(RefusedError, match=r"keyring\.unsigned"):
        parse_keyring(forged, demonstration_trust("site"))
