"""Who may seal what: each role seals exactly one payload type, so no signature fits elsewhere."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Role", "SealType"]


class SealType(StrEnum):
    """What a sealed payload says about itself, in its field `type`."""

    KEYRING = "keyring"
    APPROVALS = "approvals"
    REGISTRY = "registry"
    POLICY = "policy"
    EVIDENCE = "evidence"
    MANIFEST = "manifest"

    @property
    def payload_type(self) -> str:
        """The DSSE payload type."""
        return f"application/vnd.imprimatur.{self.value}+json"

    @property
    def role(self) -> Role:
        """The only role whose keys count for this type."""
        return _ROLE_OF[self]


class Role(StrEnum):
    """What a key is for."""

    ROOT = "root"
    APPROVER = "approver"
    LOCK_OWNER = "lock-owner"
    POLICY_OWNER = "policy-owner"
    DESK = "desk"
    RELEASER = "releaser"

    @property
    def seals(self) -> SealType:
        """The only type its keys may seal."""
        return next(type_ for type_, role in _ROLE_OF.items() if role is self)


_ROLE_OF = {
    SealType.KEYRING: Role.ROOT,
    SealType.APPROVALS: Role.APPROVER,
    SealType.REGISTRY: Role.LOCK_OWNER,
    SealType.POLICY: Role.POLICY_OWNER,
    SealType.EVIDENCE: Role.DESK,
    SealType.MANIFEST: Role.RELEASER,
}
