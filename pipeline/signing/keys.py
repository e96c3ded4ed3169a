"""Ed25519 keys.

- A key id is the SHA-256 of the raw 32 public bytes, so a key cannot be swapped under its id.
- Private keys leave memory only as PKCS#8 PEM, encrypted under a password that is not empty.
- File modes and places are the caller's matter; nothing here opens a file.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from pipeline.errors import EnvironmentFailedError, RejectedError

__all__ = ["KEY_BYTES", "KeyPair", "PublicKey", "generate", "load_private_pem"]

KEY_BYTES = 32


@dataclass(frozen=True, slots=True, order=True)
class PublicKey:
    """A raw Ed25519 public key."""

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != KEY_BYTES:
            raise ValueError(f"an Ed25519 public key has {KEY_BYTES} bytes, not {len(self.raw)}")

    @property
    def key_id(self) -> str:
        """The key's fingerprint: SHA-256 of its raw bytes, in hexadecimal."""
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def hex(self) -> str:
        """The raw bytes as 64 hexadecimal digits, as keyrings write them."""
        return self.raw.hex()

    def verify(self, signature: bytes, data: bytes) -> bool:
        """Whether this key made this signature over exactly these bytes."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, data)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A private key with its public one; never shown by `repr`."""

    _private: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def from_seed(cls, seed: bytes) -> Self:
        """The pair of a 32-byte seed (RFC 8032); for demonstration keys and test vectors."""
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    @property
    def public(self) -> PublicKey:
        """The public half."""
        return PublicKey(self._private.public_key().public_bytes_raw())

    @property
    def key_id(self) -> str:
        """The public key's id."""
        return self.public.key_id

    def sign(self, data: bytes) -> bytes:
        """64 bytes, always the same for the same key and data."""
        return self._private.sign(data)

    def to_pem(self, password: bytes) -> bytes:
        """Encrypted PKCS#8 PEM. An empty password is rejected: there is no plain form."""
        if not password:
            raise RejectedError.of("key.password", "a private key needs a password")
        return self._private.private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password)
        )


def generate() -> KeyPair:
    """A new key pair from the system's random source."""
    return KeyPair(Ed25519PrivateKey.generate())


def load_private_pem(data: bytes, password: bytes, *, path: str = "") -> KeyPair:
    """The key pair in an encrypted PEM; `key.password` or `key.invalid` when it cannot be had."""
    if b"-----BEGIN ENCRYPTED PRIVATE KEY-----" not in data:
        raise EnvironmentFailedError.of(
            "key.invalid",
            "this is not an encrypted private key",
            path=path,
            hint="make one with: imprimatur key create ROLE",
        )
    try:
        private = load_pem_private_key(data, password or b"\0")
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise EnvironmentFailedError.of(
            "key.password", "the password does not open this key, or the file is damaged", path=path
        ) from None
    if not isinstance(private, Ed25519PrivateKey):
        raise EnvironmentFailedError.of("key.invalid", "this key is not an Ed25519 key", path=path)
    return KeyPair(private)
