"""The trust file: strict, and it never forgets."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import RefusedError, RejectedError
from pipeline.signing.trust import Seen, Trust, parse_trust, serialize_trust

from .samples import TRUST, trust_of

A, B, C = "a" * 64, "b" * 64, "c" * 64


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("keyring", "keyring"),
        ("manifest/site", "release"),
        ("registry", "seal"),
        ("evidence/site/es-US", "seal"),
    ],
)
def test_rollback_and_fork(name, family):
    trust = TRUST.remember(name, 5, A)
    trust.check(name, 5, A)
    trust.check(name, 6, B, A)
    trust.check(name, 6, B)
    trust.check(name, 8, B, C)
    trust.check("policy", 1, B)
    for sequence, digest, previous, code in [
        (4, A, "", "rollback"),
        (0, "", "", "rollback"),
        (5, B, "", "fork"),
        (6, B, C, "fork"),
        (6, B, "", "fork"),
    ]:
        with pytest.raises(RefusedError) as caught:
            trust.check(name, sequence, digest, previous)
        assert caught.value.code == f"{family}.{code}"


def test_remembering_never_goes_back():
    trust = TRUST.remember("policy", 5, A)
    assert trust.remember("policy", 4, B) == trust
    assert trust.remember("policy", 5, B) == trust
    assert trust.remember("policy", 6, B).seen["policy"] == Seen(6, B)
    assert TRUST.remember("evidence/site/ja", 0, "") == TRUST


seen = st.dictionaries(
    st.text(st.characters(codec="utf-8"), max_size=10),
    st.builds(Seen, st.integers(1, 2**50), st.just(A)),
    max_size=3,
)


@given(seen)
def test_round_trip(entries):
    trust = trust_of(1, 2, 3, seen=entries)
    assert parse_trust(serialize_trust(trust)) == trust


def test_serializing_is_stable():
    one = TRUST.remember("a", 1, A).remember("b", 1, B)
    other = TRUST.remember("b", 1, B).remember("a", 1, A)
    assert serialize_trust(one) == serialize_trust(other)


GOOD = json.loads(serialize_trust(TRUST.remember("policy", 2, A)))


@pytest.mark.parametrize(
    "changes",
    [
        {"extra": 1},
        {"project": ""},
        {"project": 1},
        {"roots": []},
        {"roots": ["x"]},
        {"roots": [B, A]},
        {"roots": [A, A]},
        {"roots": [1]},
        {"roots": A},
        {"threshold": 0},
        {"threshold": 4},
        {"threshold": True},
        {"threshold": "2"},
        {"seen": []},
        {"seen": {"policy": 2}},
        {"seen": {"policy": {"sequence": 0, "digest": A}}},
        {"seen": {"policy": {"sequence": 1, "digest": "x"}}},
        {"seen": {"policy": {"sequence": 1}}},
    ],
)
def test_what_is_no_trust_file(changes):
    with pytest.raises(RejectedError) as caught:
        parse_trust(json.dumps({**GOOD, **changes}).encode(), path="t.json")
    assert caught.value.code == "trust.invalid"
    assert caught.value.faults[0].path == "t.json"


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"a":1,"a":2}'])
def test_what_is_no_json_object(data):
    with pytest.raises(RejectedError) as caught:
        parse_trust(data)
    assert caught.value.code == "trust.invalid"


@pytest.mark.parametrize(("roots", "threshold"), [((), 0), ((A,), 2), ((B, A), 1), ((A,), 0)])
def test_a_trust_that_trusts_nobody_cannot_be_made(roots, threshold):
    with pytest.raises(ValueError, match="root"):
        Trust(project="p", roots=roots, threshold=threshold)
