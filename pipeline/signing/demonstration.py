"""Demonstration keys: derived from a published seed, so that anyone can seal the sample again.

The seed of key `n` of a role is SHA-256 of `imprimatur demonstration <role> <n>`. Whoever reads
this line holds every one of these private keys; a keyring that lists one of them must say
`demonstration = true`, and `verify` refuses such a release unless it is told otherwise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from pipeline.signing.keys import KeyPair
from pipeline.signing.roles import Role

__all__ = [
    "DEMONSTRATION_HOLDERS",
    "demonstration_key_ids",
    "demonstration_keys",
]

DEMONSTRATION_HOLDERS: Mapping[Role, tuple[str, ...]] = MappingProxyType(
    {
        Role.ROOT: (
            "Demonstration root A",
            "Demonstration root B",
            "Demonstration root C",
        ),
        Role.APPROVER: ("Demonstration approver",),
        Role.LOCK_OWNER: ("Demonstration lock owner A", "Demonstration lock owner B"),
        Role.POLICY_OWNER: ("Demonstration policy owner",),
        Role.DESK: ("Demonstration desk",),
        Role.RELEASER: ("Demonstration releaser",),
    }
)


@cache
def demonstration_keys() -> Mapping[Role, tuple[KeyPair, ...]]:
    """Every demonstration key pair, by role, in the order of its holders."""
    return MappingProxyType(
        {
            role: tuple(
                KeyPair.from_seed(
                    hashlib.sha256(f"imprimatur demonstration {role} {number}".encode()).digest()
                )
                for number in range(1, len(holders) + 1)
            )
            for role, holders in DEMONSTRATION_HOLDERS.items()
        }
    )


@cache
def demonstration_key_ids() -> frozenset[str]:
    """The ids of all demonstration keys."""
    return frozenset(key.key_id for keys in demonstration_keys().values() for key in keys)
