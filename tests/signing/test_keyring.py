"""The keyring: k of n trusted roots, one role per key, rotation step by step."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

import pytest

from pipeline.errors import RefusedError
from pipeline.formats.canonical import canonical_json
from pipeline.model.digest import Digest
from pipeline.signing.demonstration import (
    DEMONSTRATION_HOLDERS,
    demonstration_key_ids,
    demonstration_keys,
)
from pipeline.signing.demonstration_keyring import demonstration_keyring
from pipeline.signing.dsse import parse_envelope, sign_envelope
from pipeline.signing.keyring import build_keyring, parse_keyring, rotate_trust
from pipeline.signing.keys import KeyPair
from pipeline.signing.roles import Role, SealType

from .samples import (
    KEYRING,
    KEYRING_BYTES,
    KEYS,
    PROJECT,
    SEALED_AT,
    TRUST,
    entry,
    key,
    keyring_of,
    parsed,
    sealed,
    trust_of,
)

THREE = trust_of(1, 2, 3)


def code_of(call, *arguments):
    with pytest.raises(RefusedError) as caught:
        call(*arguments)
    return caught.value.code


def build(*signers, **changes):
    return build_keyring(keyring_of(**changes), [key(number) for number in signers])


def test_round_trip():
    keyring = keyring_of(
        keys=tuple(
            sorted(
                (entry(key(10), Role.RELEASER), entry(key(11), Role.DESK)),
                key=lambda item: item.key_id,
            )
        ),
        roots=tuple(sorted((key(number).public for number in (1, 2, 3)), key=lambda p: p.hex)),
    )
    found = parsed(keyring)
    assert found.digest
    assert canonical_json([found.project]) == canonical_json([PROJECT])
    assert (found.keys, found.roots, found.holders) == (
        keyring.keys,
        keyring.roots,
        keyring.holders,
    )
    assert build_keyring(found, [key(1), key(2)]) == build_keyring(keyring, [key(2), key(1)])


def test_two_of_three_roots_are_asked_for():
    assert parse_keyring(build(1, 3), THREE).version == 1
    assert code_of(parse_keyring, build(1), THREE) == "keyring.unsigned"
    assert code_of(parse_keyring, build(1, 9), THREE) == "keyring.unsigned"


def test_roots_come_only_from_the_trust_file():
    forged = build(7, 8, roots=(key(7).public, key(8).public))
    assert code_of(parse_keyring, forged, THREE) == "keyring.unsigned"


def test_a_lower_threshold_in_the_repository_does_not_help():
    assert code_of(parse_keyring, build(1, threshold=1), THREE) == "keyring.unsigned"
    assert code_of(parse_keyring, build(1, 2, threshold=1), THREE) == "keyring.rotated"


def test_a_swapped_public_key_is_refused():
    envelope = json.loads(build(1, 2))
    other = json.loads(build(7, 8, keys=(entry(key(66), Role.RELEASER),)))
    swapped = canonical_json({**envelope, "payload": other["payload"]}) + b"\n"
    assert code_of(parse_keyring, swapped, THREE) == "keyring.signature"


def test_another_project():
    assert code_of(parse_keyring, build(1, 2, project="other"), THREE) == "trust.project"


def test_older_and_other_versions():
    data = build(1, 2, version=2, previous="a" * 64)
    keyring = parse_keyring(data, THREE)
    trust = THREE.remember("keyring", 2, keyring.digest)
    assert parse_keyring(data, trust) == keyring
    assert code_of(parse_keyring, build(1, 2), trust) == "keyring.rollback"
    fork = build(1, 2, version=2, previous="a" * 64, keys=())
    assert code_of(parse_keyring, fork, trust) == "keyring.fork"
    assert code_of(parse_keyring, build(1, 2, version=3, previous=""), trust) == "keyring.fork"
    assert parse_keyring(build(1, 2, version=3, previous=keyring.digest), trust).version == 3


ROOTS_2 = tuple(key(number).public for number in (3, 4, 5))
ROOTS_3 = tuple(key(number).public for number in (5, 6, 7))
FORMER = tuple(key(number).public for number in (1, 2))


def second(*signers):
    return build(*signers, version=2, roots=ROOTS_2, former_roots=FORMER)


def third(*signers, previous=""):
    former = tuple(key(number).public for number in (3, 4))
    return build(*signers, version=3, roots=ROOTS_3, former_roots=former, previous=previous)


def test_rotation_of_the_roots_step_by_step():
    one = second(1, 2, 3, 4)
    assert code_of(parse_keyring, one, THREE) == "keyring.rotated"
    trust = rotate_trust(THREE, one)
    assert trust.roots == tuple(sorted(root.key_id for root in ROOTS_2))
    assert parse_keyring(one, trust).version == 2
    two = third(3, 4, 5, 6, previous=Digest.of(one).hex)
    assert rotate_trust(trust, two).seen["keyring"].sequence == 3
    assert code_of(rotate_trust, trust, third(3, 4, 5, 6)) == "keyring.fork"


def test_rotation_refused():
    assert code_of(rotate_trust, THREE, third(3, 4, 5, 6)) == "keyring.unsigned"  # skipped a step
    assert code_of(rotate_trust, THREE, second(3, 4)) == "keyring.unsigned"  # not the old ones
    assert code_of(rotate_trust, THREE, second(1, 2)) == "keyring.unsigned"  # not the new ones
    trust = rotate_trust(THREE, second(1, 2, 3, 4))
    assert code_of(rotate_trust, trust, build(1, 2, 3, 4)) == "keyring.unsigned"
    old = build(3, 4, 1, 2, roots=(*ROOTS_2, *FORMER))
    assert code_of(rotate_trust, trust, old) == "keyring.rollback"


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 0},
        {"version": -1},
        {"threshold": 0},
        {"threshold": 4},
        {"sealed_at": "2026-02-01"},
        {"sealed_at": "2026-02-30T10:00:00.000Z"},
        {"previous": "x"},
        {"roots": ()},
        {"holders": {Role.RELEASER: 1}},
        {"holders": {**KEYRING.holders, Role.DESK: 0}},
        {"keys": (entry(key(1), Role.RELEASER),)},
        {"former_roots": (key(10).public,)},
        {"keys": (entry(key(10), Role.DESK), entry(key(10), Role.RELEASER))},
        {"keys": (entry(key(10), Role.ROOT),)},
        {"keys": (entry(key(10), Role.DESK, holder=" "),)},
        {"keys": (entry(demonstration_keys()[Role.DESK][0], Role.DESK),)},
        {"roots": tuple(pair.public for pair in KEYS[Role.ROOT])},
    ],
)
def test_senseless_keyrings(changes):
    assert code_of(parse_keyring, build(1, 2, **changes), THREE) == "keyring.invalid"


def payload_of(data):
    envelope = parse_envelope(data, type_=SealType.KEYRING, code="keyring.invalid", path="k")
    return json.loads(envelope.payload)


def forged(change):
    payload = payload_of(KEYRING_BYTES)
    change(payload)
    return sealed(payload, SealType.KEYRING, KEYS[Role.ROOT][:2])


@pytest.mark.parametrize(
    "change",
    [
        lambda p: p.update(type="policy"),
        lambda p: p.update(sequence=2),
        lambda p: p.update(extra=1),
        lambda p: p.pop("holders"),
        lambda p: p["holders"].update(root=1),
        lambda p: p["roots"].reverse(),
        lambda p: p.update(roots=["zz"]),
        lambda p: p.update(roots=["Z" * 64]),
        lambda p: p["keys"].reverse(),
        lambda p: p["keys"][0].update(role="boss"),
        lambda p: p["keys"][0].update(key_id="a" * 64),
        lambda p: p["keys"][0].update(public="b" * 64),
        lambda p: p["keys"][0].update(public="b" * 63),
        lambda p: p["keys"][0].update(valid_from="2026-1-1"),
        lambda p: p["keys"][0].update(valid_until="2026-13-01"),
        lambda p: p["keys"][0].update(extra=""),
        lambda p: p.update(demonstration="true"),
        lambda p: p.update(demonstration=False),
    ],
)
def test_malformed_payloads(change):
    assert code_of(parse_keyring, forged(change), TRUST) == "keyring.invalid"


def test_what_is_no_keyring_at_all():
    assert code_of(parse_keyring, b"garbage", TRUST) == "keyring.invalid"
    assert code_of(parse_keyring, sealed([], SealType.KEYRING), TRUST) == "keyring.invalid"
    assert code_of(parse_keyring, sealed({}, SealType.POLICY), TRUST) == "keyring.type"


def sign(pairs, role):
    return sign_envelope(b"{}", role.seals.payload_type, pairs)


def signers(keyring, envelope, role, on=dt.date(2026, 6, 1)):
    return keyring.signers(envelope, role, on=on, code="seal.signature", path="p")


OWNERS = (
    entry(key(20), Role.LOCK_OWNER, "Anna"),
    entry(key(21), Role.LOCK_OWNER, "Anna"),
    entry(key(22), Role.LOCK_OWNER, "Bert"),
    entry(key(23), Role.APPROVER, "Carl"),
)


def test_two_keys_of_one_holder_count_once():
    keyring = parsed(keyring_of(keys=OWNERS))
    one_person = sign([key(20), key(21)], Role.LOCK_OWNER)
    assert code_of(signers, keyring, one_person, Role.LOCK_OWNER) == "seal.signature"
    two_people = sign([key(20), key(22)], Role.LOCK_OWNER)
    assert {item.holder for item in signers(keyring, two_people, Role.LOCK_OWNER)} == {
        "Anna",
        "Bert",
    }


def test_a_key_of_another_role_never_counts():
    keyring = parsed(keyring_of(keys=OWNERS))
    envelope = sign([key(20), key(23)], Role.LOCK_OWNER)
    assert code_of(signers, keyring, envelope, Role.LOCK_OWNER) == "seal.signature"


@pytest.mark.parametrize(
    ("on", "good"),
    [
        (dt.date(2025, 12, 31), False),
        (dt.date(2026, 1, 1), True),
        (dt.date(2026, 12, 31), True),
        (dt.date(2027, 1, 1), False),
    ],
)
def test_first_and_last_day_of_a_key(on, good):
    keyring = parsed(keyring_of())
    envelope = sign([key(10)], Role.RELEASER)
    if good:
        assert signers(keyring, envelope, Role.RELEASER, on)
        return
    with pytest.raises(RefusedError) as caught:
        signers(keyring, envelope, Role.RELEASER, on)
    assert "is valid from 2026-01-01 until 2026-12-31" in str(caught.value)


def test_a_keyring_may_ask_for_more_holders():
    holders = {**KEYRING.holders, Role.RELEASER: 2}
    keyring = parsed(keyring_of(holders=holders))
    assert code_of(signers, keyring, sign([key(10)], Role.RELEASER), Role.RELEASER) == (
        "seal.signature"
    )


def test_the_demonstration_keyring():
    assert KEYRING.demonstration
    assert KEYRING.version == 1
    assert demonstration_keyring(PROJECT) == KEYRING_BYTES
    assert {item.holder for item in KEYRING.keys_of(Role.LOCK_OWNER)} == {
        "Demonstration lock owner A",
        "Demonstration lock owner B",
    }
    assert len(demonstration_key_ids()) == sum(map(len, DEMONSTRATION_HOLDERS.values()))
    assert KEYRING.sealed_at < SEALED_AT


def test_demonstration_keys_never_change():
    ids = {role: [pair.key_id[:8] for pair in pairs] for role, pairs in KEYS.items()}
    assert ids == {
        Role.ROOT: ["89ea33dd", "3a6ced0b", "7b25b0fc"],
        Role.APPROVER: ["4f0af1d9"],
        Role.LOCK_OWNER: ["57d57a9e", "0b11523a"],
        Role.POLICY_OWNER: ["79f9107b"],
        Role.DESK: ["a1d856e0"],
        Role.RELEASER: ["817bad34"],
    }
    seed = hashlib.sha256(b"imprimatur demonstration lock-owner 2").digest()
    assert KeyPair.from_seed(seed).key_id == KEYS[Role.LOCK_OWNER][1].key_id
