"""The root of trust: a file outside the repository.

- It alone says which root keys count and how many of them must sign; the repository never does.
- It remembers, per name, the highest sequence seen and the digest of that envelope: a lower
  sequence is a rollback, the same sequence with another digest is a fork, and so is a next
  sequence that does not name the remembered one as its `previous`.

    {"project": "...", "roots": ["<key id>", ...], "threshold": 2,
     "seen": {"keyring": {"sequence": 1, "digest": "..."}, ...}}

Names: `keyring`, `approvals`, `registry`, `policy`, `evidence/<domain>/<locale>`,
`manifest/<release>`. Codes: `keyring.*` for the keyring, `release.*` for manifests, else `seal.*`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from pipeline.errors import RefusedError, RejectedError
from pipeline.formats.canonical import pretty_json, read_json
from pipeline.model.digest import Digest
from pipeline.signing.fields import Fields

__all__ = ["Seen", "Trust", "parse_trust", "serialize_trust"]

_FAMILIES = {"keyring": "keyring", "manifest": "release"}


@dataclass(frozen=True, slots=True)
class Seen:
    """The highest sequence seen under a name, and the digest of that envelope's bytes."""

    sequence: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Whom this user trusts, and how far things have come."""

    project: str
    roots: tuple[str, ...]
    """Key ids of the root keys, sorted."""
    threshold: int
    seen: Mapping[str, Seen] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if not 1 <= self.threshold <= len(self.roots):
            raise ValueError(f"a threshold of {self.threshold} of {len(self.roots)} roots")
        if list(self.roots) != sorted(set(self.roots)):
            raise ValueError("roots must be sorted and without repetition")
        object.__setattr__(self, "seen", MappingProxyType(dict(self.seen)))

    def check(self, name: str, sequence: int, digest: str, previous: str | None = None) -> None:
        """Raises when this is older than, or another than, what was seen under the name.

        Nothing there is sequence 0 with an empty digest.
        """
        seen = self.seen.get(name)
        if seen is None:
            return
        family = _FAMILIES.get(name.partition("/")[0], "seal")
        if sequence < seen.sequence:
            raise RefusedError.of(
                f"{family}.rollback",
                f"{name} has sequence {sequence}, but {seen.sequence} was seen before",
                path=name,
                hint="restore the newest version; an older one is wanted back by sealing it anew",
            )
        other = sequence == seen.sequence and digest != seen.digest
        unlinked = sequence == seen.sequence + 1 and previous not in {None, seen.digest}
        if other or unlinked:
            raise RefusedError.of(
                f"{family}.fork",
                f"{name} with sequence {sequence} does not continue the sequence "
                f"{seen.sequence} that was seen before ({seen.digest[:12]})",
                path=name,
                hint="two histories exist: find out which one is right, and who made the other",
            )

    def remember(self, name: str, sequence: int, digest: str) -> Trust:
        """The trust after this was verified; `check` comes first."""
        seen = self.seen.get(name)
        if sequence == 0 or (seen is not None and seen.sequence >= sequence):
            return self
        return replace(self, seen={**self.seen, name: Seen(sequence, digest)})


def parse_trust(data: bytes, *, path: str = "trust file") -> Trust:
    """The trust in these bytes; RejectedError `trust.invalid`."""
    try:
        value = read_json(data, path=path)
    except RejectedError as error:
        raise RejectedError.of("trust.invalid", error.faults[0].message, path=path) from None
    fields = Fields(
        value,
        code="trust.invalid",
        path=path,
        keys=("project", "roots", "seen", "threshold"),
        error=RejectedError,
    )
    roots = fields.ascending("roots")
    seen_fields = fields.child("seen")
    seen = {}
    for name in seen_fields.keys():  # noqa: SIM118 - not a dict
        entry = seen_fields.child(name, keys=("digest", "sequence"))
        seen[name] = Seen(entry.integer("sequence", low=1), entry.digest("digest").hex)
    try:
        return Trust(
            project=fields.text("project"),
            roots=tuple(Digest(root).hex for root in roots),
            threshold=fields.integer("threshold", low=1),
            seen=seen,
        )
    except ValueError as error:
        fields.refuse(str(error))


def serialize_trust(trust: Trust) -> bytes:
    """The trust file."""
    return pretty_json(
        {
            "project": trust.project,
            "roots": trust.roots,
            "threshold": trust.threshold,
            "seen": {
                name: {"sequence": seen.sequence, "digest": seen.digest}
                for name, seen in trust.seen.items()
            },
        }
    )
