"""Seals: whole, of this project and type, in order, by enough distinct holders."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import RefusedError, RejectedError
from pipeline.model.digest import Digest
from pipeline.signing.roles import Role, SealType
from pipeline.signing.seal import FILE_SEALS, make_seal, read_seal, verify_seal

from .samples import (
    DAY,
    KEYRING,
    KEYS,
    PROJECT,
    SEALED_AT,
    STRANGER,
    TRUST,
    keyring_of,
    parsed,
    sealed,
)

FILES = {"glossary_lock/approved/es-US.po": b"po", "glossary_lock/locks.toml": b"toml"}


def seal(type_=SealType.REGISTRY, keys=None, **changes):
    fields = {
        "project": PROJECT,
        "sequence": 3,
        "previous": "a" * 64,
        "sealed_at": SEALED_AT,
        "files": FILES,
        "keys": keys if keys is not None else KEYS[type_.role],
    }
    return make_seal(type_, **{**fields, **changes})


def verify(data, type_=SealType.REGISTRY, **changes):
    fields = {
        "project": PROJECT,
        "files": FILES,
        "keyring": KEYRING,
        "trust": TRUST,
        "on": DAY,
        "path": "locks.toml.seal.json",
    }
    return verify_seal(data, type_=type_, **{**fields, **changes})


def code_of(data, **changes):
    with pytest.raises(RefusedError) as caught:
        verify(data, **changes)
    return caught.value.code


@pytest.mark.parametrize("type_", sorted(FILE_SEALS))
def test_round_trip(type_):
    found = verify(seal(type_), type_)
    assert (found.sequence, found.previous, found.sealed_at) == (3, "a" * 64, SEALED_AT)
    assert found.key_ids == tuple(sorted(key.key_id for key in KEYS[type_.role]))
    assert found.expires_on == dt.date(2099, 12, 31)
    assert found.digest == Digest.of(seal(type_)).hex
    assert read_seal(seal(type_), type_=type_, path="p").expires_on is None


def test_the_same_seal_has_the_same_bytes():
    backwards = dict(reversed(FILES.items()))
    assert seal() == seal(files=backwards, keys=reversed(KEYS[Role.LOCK_OWNER]))


@pytest.mark.parametrize(
    ("files", "codes"),
    [
        ({**FILES, "glossary_lock/approved/es-US.po": b"pO"}, ["seal.changed"]),
        ({**FILES, "glossary_lock/approved/ja.po": b""}, ["seal.files"]),
        ({"glossary_lock/locks.toml": b"toml"}, ["seal.files"]),
        ({}, ["seal.files", "seal.files"]),
        ({"x": b"", "glossary_lock/locks.toml": b""}, ["seal.files", "seal.files", "seal.changed"]),
    ],
)
def test_sealed_whole(files, codes):
    with pytest.raises(RefusedError) as caught:
        verify(seal(), files=files)
    assert [fault.code for fault in caught.value.faults] == codes


def test_replays_each_have_their_code():
    assert code_of(seal(SealType.POLICY)) == "seal.type"
    payload_of_policy = seal(SealType.POLICY, keys=KEYS[Role.LOCK_OWNER])
    assert code_of(payload_of_policy) == "seal.type"
    assert code_of(seal(project="other")) == "seal.project"
    assert code_of(seal(), project="other") == "seal.project"
    data = seal()
    trust = TRUST.remember("registry", 3, Digest.of(data).hex)
    assert verify(data, trust=trust).sequence == 3
    assert code_of(seal(sequence=2), trust=trust) == "seal.rollback"
    assert code_of(seal(previous=""), trust=trust) == "seal.fork"
    assert code_of(seal(sequence=4), trust=trust) == "seal.fork"
    assert verify(seal(sequence=4, previous=Digest.of(data).hex), trust=trust).sequence == 4


def test_a_payload_of_another_type_in_the_right_envelope():
    payload = {
        "project": PROJECT,
        "type": "policy",
        "sequence": 1,
        "previous": "",
        "sealed_at": SEALED_AT,
        "files": {"a": "a" * 64},
    }
    assert code_of(sealed(payload, SealType.REGISTRY)) == "seal.type"


def test_one_lock_owner_is_not_enough():
    assert code_of(seal(keys=KEYS[Role.LOCK_OWNER][:1])) == "seal.signature"
    assert code_of(seal(keys=[KEYS[Role.LOCK_OWNER][0], STRANGER])) == "seal.signature"
    assert code_of(seal(keys=KEYS[Role.APPROVER] + KEYS[Role.DESK])) == "seal.signature"


def test_a_seal_of_the_keyring_of_another_project_does_not_count():
    assert code_of(seal(), keyring=parsed(keyring_of())) == "seal.signature"


def test_sealed_before_the_keys_were_valid():
    assert code_of(seal(sealed_at="2025-12-31T23:59:59.999Z")) == "seal.signature"


def test_sealed_in_the_future():
    assert verify(seal(sealed_at="2026-03-02T23:59:59.999Z"))
    assert code_of(seal(sealed_at="2026-03-03T00:00:00.000Z")) == "seal.future"


@pytest.mark.parametrize(
    "changes",
    [
        {"files": {}},
        {"files": {"a": "x"}},
        {"files": []},
        {"sequence": 0},
        {"sequence": "1"},
        {"previous": None},
        {"sealed_at": "2026-02-01T10:00:00Z"},
        {"project": ""},
        {"extra": 1},
    ],
)
def test_malformed_payloads(changes):
    payload = {
        "project": PROJECT,
        "type": "registry",
        "sequence": 1,
        "previous": "",
        "sealed_at": SEALED_AT,
        "files": {"a": "a" * 64},
        **changes,
    }
    assert code_of(sealed(payload, SealType.REGISTRY)) == "seal.invalid"


def test_garbage():
    assert code_of(b"garbage") == "seal.invalid"
    assert code_of(sealed(b"garbage", SealType.REGISTRY)) == "seal.invalid"


def test_what_cannot_be_sealed():
    with pytest.raises(ValueError, match="not a seal over files"):
        seal(SealType.EVIDENCE)
    with pytest.raises(ValueError, match="not an instant"):
        seal(sealed_at="yesterday")
    with pytest.raises(RejectedError):
        seal(keys=())


GOOD = seal()


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_no_byte_can_change(position, mask):
    bad = bytearray(GOOD)
    bad[position] ^= mask
    assert code_of(bytes(bad)).startswith("seal.")
