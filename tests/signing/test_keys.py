"""Keys: RFC 8032, encryption at rest, errors for people."""

from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from pipeline.errors import EnvironmentFailedError, RejectedError
from pipeline.signing.keys import KeyPair, PublicKey, generate, load_private_pem

RFC_8032_SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
RFC_8032_PUBLIC = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"


def test_rfc_8032_vector():
    pair = KeyPair.from_seed(RFC_8032_SEED)
    assert pair.public.hex == RFC_8032_PUBLIC
    assert pair.sign(b"").hex().startswith("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974")


def test_key_id_is_the_digest_of_the_raw_public_key():
    pair = KeyPair.from_seed(RFC_8032_SEED)
    assert pair.key_id == hashlib.sha256(bytes.fromhex(RFC_8032_PUBLIC)).hexdigest()


def test_verify_says_yes_to_exactly_one_thing():
    pair, other = generate(), generate()
    signature = pair.sign(b"data")
    assert pair.public.verify(signature, b"data")
    assert not pair.public.verify(signature, b"date")
    assert not other.public.verify(signature, b"data")
    assert not pair.public.verify(signature[:-1], b"data")


def test_a_public_key_has_32_bytes():
    with pytest.raises(ValueError, match="32 bytes, not 31"):
        PublicKey(b"\0" * 31)


def test_bytes_that_are_no_point_verify_nothing():
    assert not PublicKey(b"\xff" * 32).verify(b"\0" * 64, b"")


def test_pem_round_trip_is_encrypted_and_repr_is_silent():
    pair = generate()
    pem = pair.to_pem(b"secret")
    assert b"ENCRYPTED" in pem
    assert load_private_pem(pem, b"secret").key_id == pair.key_id
    assert "rivate" not in repr(pair).replace("KeyPair", "")


def test_an_empty_password_is_rejected():
    with pytest.raises(RejectedError) as caught:
        generate().to_pem(b"")
    assert caught.value.code == "key.password"


@pytest.mark.parametrize("password", [b"wrong", b""])
def test_a_wrong_password(password):
    with pytest.raises(EnvironmentFailedError) as caught:
        load_private_pem(generate().to_pem(b"secret"), password, path="k.pem")
    assert caught.value.code == "key.password"


def _pem(private, encryption):
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


def test_a_key_without_password_is_never_read():
    pem = _pem(generate()._private, NoEncryption())
    with pytest.raises(EnvironmentFailedError) as caught:
        load_private_pem(pem, b"secret")
    assert caught.value.code == "key.invalid"


def test_another_kind_of_key():
    pem = _pem(X25519PrivateKey.generate(), BestAvailableEncryption(b"secret"))
    with pytest.raises(EnvironmentFailedError) as caught:
        load_private_pem(pem, b"secret")
    assert caught.value.code == "key.invalid"


def test_a_damaged_file():
    pem = generate().to_pem(b"secret")
    with pytest.raises(EnvironmentFailedError) as caught:
        load_private_pem(pem[:80] + pem[100:], b"secret")
    assert caught.value.code == "key.password"
