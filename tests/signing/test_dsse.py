"""Envelopes: one spelling, strict reading, signatures that count once."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import RefusedError, RejectedError
from pipeline.formats.canonical import canonical_json
from pipeline.signing.dsse import Envelope, parse_envelope, read_payload, sign_envelope
from pipeline.signing.roles import Role, SealType

from .samples import key

TYPE = SealType.POLICY
ONE, TWO = key(1), key(2)
KNOWN = {pair.key_id: pair.public for pair in (ONE, TWO)}


def parse(data):
    return parse_envelope(data, type_=TYPE, code="seal.invalid", path="p.json", line=3)


def signers(envelope, known):
    return envelope.valid_signers(known, code="seal.signature", path="p.json")


def sign(payload=b'{"a":1}', keys=(ONE,)):
    return sign_envelope(payload, TYPE.payload_type, keys)


def test_the_pre_authentication_encoding_is_that_of_dsse():
    envelope = Envelope(
        payload_type="http://example.com/HelloWorld", payload=b"hello world", signatures=()
    )
    assert envelope.signed_bytes == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"


@given(st.binary(max_size=50))
def test_parse_gives_back_what_was_signed(payload):
    if payload:
        envelope = sign(payload, (TWO, ONE))
        assert parse(envelope.to_bytes()) == envelope
        assert signers(envelope, KNOWN) == tuple(sorted(KNOWN))


def test_a_signature_counts_once_per_key():
    assert len(sign(keys=(ONE, ONE)).signatures) == 1
    assert signers(sign(keys=(ONE, ONE)), KNOWN) == (ONE.key_id,)


def test_unknown_keys_are_ignored_and_never_count():
    assert signers(sign(keys=(ONE, TWO)), {ONE.key_id: ONE.public}) == (ONE.key_id,)
    assert signers(sign(keys=(TWO,)), {ONE.key_id: ONE.public}) == ()


def test_a_key_filed_under_another_id_never_counts():
    assert signers(sign(keys=(ONE,)), {ONE.key_id: TWO.public}) == ()


def test_a_wrong_signature_of_a_known_key_is_refused():
    envelope = sign()
    forged = Envelope(
        payload_type=envelope.payload_type, payload=b'{"a":2}', signatures=envelope.signatures
    )
    with pytest.raises(RefusedError) as caught:
        signers(forged, KNOWN)
    assert caught.value.code == "seal.signature"


def test_a_seal_needs_a_key():
    with pytest.raises(RejectedError) as caught:
        sign(keys=())
    assert caught.value.code == "key.missing"


def changed(**changes):
    value = json.loads(sign(keys=(ONE, TWO)).to_bytes())
    return canonical_json({**value, **changes}) + b"\n"


GOOD = json.loads(sign(keys=(ONE, TWO)).to_bytes())
FIRST, SECOND = GOOD["signatures"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]\n",
        b"{}\n",
        b"\xff",
        changed().rstrip(b"\n"),
        changed() + b"\n",
        changed().replace(b'":', b'": ', 1),
        changed(extra=1),
        changed(payload=1),
        changed(payload=""),
        changed(payload="e30"),
        changed(payload="é"),
        changed(payload="e31="),
        changed(payload="e3 0="),
        changed(payload="-_-_"),
        changed(payloadType=""),
        changed(signatures={}),
        changed(signatures=["x"]),
        changed(signatures=[SECOND, FIRST]),
        changed(signatures=[FIRST, FIRST]),
        changed(signatures=[{**FIRST, "keyid": "x"}]),
        changed(signatures=[{**FIRST, "keyid": FIRST["keyid"].upper()}]),
        changed(signatures=[{**FIRST, "sig": base64.b64encode(b"x").decode()}]),
        changed(signatures=[{**FIRST, "extra": ""}]),
        changed().replace(b'{"payload"', b'{"payload":"e30=","payload"'),
    ],
)
def test_strictness(data):
    with pytest.raises(RefusedError) as caught:
        parse(data)
    fault = caught.value.faults[0]
    assert (fault.code, fault.path, fault.line) == ("seal.invalid", "p.json", 3)


def test_another_type_has_its_own_code():
    data = sign_envelope(b"{}", SealType.REGISTRY.payload_type, [ONE]).to_bytes()
    with pytest.raises(RefusedError) as caught:
        parse(data)
    assert caught.value.code == "seal.type"


def test_a_signature_of_one_type_does_not_fit_another():
    envelope = sign()
    moved = Envelope(
        payload_type=SealType.REGISTRY.payload_type,
        payload=envelope.payload,
        signatures=envelope.signatures,
    )
    with pytest.raises(RefusedError):
        signers(moved, KNOWN)


def test_a_payload_that_is_not_strict_json():
    with pytest.raises(RefusedError) as caught:
        read_payload(sign(b'{"a":1,"a":2}'), code="seal.invalid", path="p")
    assert caught.value.code == "seal.invalid"


@settings(max_examples=300)
@given(st.data())
def test_no_changed_byte_keeps_two_signatures(data):
    good = sign(keys=(ONE, TWO)).to_bytes()
    position = data.draw(st.integers(0, len(good) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != good[position]))
    bad = good[:position] + bytes([byte]) + good[position + 1 :]
    try:
        found = signers(parse(bad), KNOWN)
    except RefusedError:
        return
    assert len(found) < 2


def test_one_role_one_type():
    assert {type_.role for type_ in SealType} == set(Role)
    assert all(role.seals.role is role for role in Role)
    assert SealType.REGISTRY.payload_type == "application/vnd.imprimatur.registry+json"
