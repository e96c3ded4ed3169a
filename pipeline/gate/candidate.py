"""What the gate looks at: everything a release of one locale rests on, as plain values.

`workflow` reads and verifies; the gate only judges. A piece that could not be read or verified
arrives without its value and with the faults that say why. A piece with neither is as closed as
a failed one (law 4).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Generic, Protocol, TypeVar

from pipeline.errors import Fault
from pipeline.formats.digests import unit_digest
from pipeline.model.digest import Digest
from pipeline.model.document import Approval, Segment, SourceDocument
from pipeline.model.evidence import Evidence, Meaning, SignOff
from pipeline.model.finding import Finding
from pipeline.model.locale import LocaleTag
from pipeline.model.lock import Lock, LockRef
from pipeline.model.message import Message, MessageKey, Template
from pipeline.model.policy import Policy
from pipeline.model.state import derive_state, missing_meanings
from pipeline.model.unit import Catalog, State, Unit
from pipeline.signing.keyring import Keyring
from pipeline.signing.trust import Trust

__all__ = [
    "Candidate",
    "DomainCandidate",
    "LockProblem",
    "LockRegistry",
    "Piece",
    "UnitState",
    "derive_states",
]

_T_co = TypeVar("_T_co", covariant=True)


class LockProblem(Protocol):
    """What the registry says is wrong with a target (`locks.faults.LockFault`)."""

    @property
    def code(self) -> str: ...  # noqa: D102 - a field
    @property
    def lock_id(self) -> str: ...  # noqa: D102
    @property
    def message(self) -> str: ...  # noqa: D102


class LockRegistry(Protocol):
    """The part of `locks.registry.Registry` that the gate recomputes law 7 with."""

    @property
    def locks(self) -> Sequence[Lock]:
        """The locks in force."""

    @property
    def lapsed(self) -> Sequence[Lock]:
        """The locks that expired and have no successor."""

    def refs(self, message: Message, locale: LocaleTag) -> tuple[LockRef, ...]:
        """The locks that match, as the unit digest lists them."""

    def missing(self, message: Message, locale: LocaleTag) -> Sequence[LockProblem]:
        """Why the unit cannot become final: nothing approved in force for a lock on it."""

    def violations(
        self, message: Message, forms: tuple[str, ...], locale: LocaleTag
    ) -> Sequence[LockProblem]:
        """What breaks law 7 in this target."""


@dataclass(frozen=True, slots=True)
class Piece(Generic[_T_co]):
    """Something read and verified, or the faults that say why not."""

    value: _T_co | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def verified(self) -> _T_co | None:
        """The value, unless there is any fault."""
        return None if self.faults else self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitState:
    """A unit with what is derived from it (laws 1, 2, 7)."""

    unit: Unit
    digest: Digest
    state: State
    missing: tuple[Meaning, ...]
    """Meanings the policy asks for that no distinct person has signed."""
    lock_problems: tuple[LockProblem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainCandidate:
    """One domain in one locale."""

    name: str
    template: Piece[Template] = Piece()
    """The POT as it is in the project."""
    template_digest: Digest | None = None
    """Digest of the POT's bytes."""
    extracted_digest: Digest | None = None
    """Digest of the POT that the documents give now."""
    segments: Mapping[str, tuple[Segment, ...]] = field(default_factory=dict, hash=False)
    """Per document, its segments in order: passages must be whole and in order."""
    catalog: Piece[Catalog] = Piece()
    catalog_path: str = ""
    lines: Mapping[MessageKey, int] = field(default_factory=dict, hash=False)
    """First line of each entry of the catalog, for people."""
    plural_rule: str = ""
    """The locale's `Plural-Forms`."""
    evidence: Piece[Evidence] = Piece()
    """Verified evidence; an empty one is a value, too."""
    findings: tuple[Finding, ...] | None = None
    """What `check` found now; None when it did not run."""
    page_findings: tuple[Finding, ...] | None = None
    """What the page rules found on source and rendered pages; None when they were not asked."""
    unread_pages: tuple[Fault, ...] = ()
    """Pages that could not be rendered, and why."""
    conflicts: tuple[str, ...] = ()
    """Files with conflicts that nobody has settled."""

    def place(self, unit: Unit) -> tuple[str, int]:
        """Path and line of a unit, for people."""
        return self.catalog_path, self.lines.get(unit.key, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A release of one locale, before anybody has said that it may ship."""

    project: str
    release: str
    locale: LocaleTag
    as_of: dt.date
    code_inside_project: bool
    """Whether `pipeline` was imported from inside the project's folder."""
    trust: Piece[Trust] = Piece()
    keyring: Piece[Keyring] = Piece()
    policy: Piece[Policy] = Piece()
    """The policy, read and its seal verified."""
    approvals: Piece[Mapping[str, Approval]] = Piece()
    """The approvals by path, read and their seal verified."""
    registry: Piece[LockRegistry] = Piece()
    """The registry with its approved targets, read and its seal verified."""
    documents: tuple[SourceDocument, ...] = ()
    """The documents the release is made of."""
    domains: tuple[DomainCandidate, ...] = ()
    ledger_faults: tuple[Fault, ...] = ()
    """What is wrong with the ledger, where there is one here."""
    states: Mapping[str, tuple[UnitState, ...]] = field(init=False, hash=False)
    """Per domain, every unit with its derived state; nothing where something is missing."""

    def __post_init__(self) -> None:
        states = {domain.name: _states(self, domain) for domain in self.domains}
        object.__setattr__(self, "states", MappingProxyType(states))

    @property
    def demonstration(self) -> bool:
        """Whether the keyring is a verified demonstration one."""
        keyring = self.keyring.verified
        return keyring is not None and keyring.demonstration

    def iter_units(self) -> Iterator[tuple[DomainCandidate, UnitState]]:
        """Every unit of every domain, in order."""
        for domain in self.domains:
            for state in self.states[domain.name]:
                yield domain, state


def derive_states(
    catalog: Catalog,
    *,
    registry: LockRegistry,
    sign_offs: Mapping[Digest, tuple[SignOff, ...]],
    required: Sequence[Meaning],
    plural_rule: str,
) -> tuple[UnitState, ...]:
    """Every unit of a catalog with its digest and state; for `status` and `compile`, too."""
    return tuple(
        _derive(
            unit,
            catalog,
            registry=registry,
            sign_offs=sign_offs,
            required=required,
            plural_rule=plural_rule,
        )
        for unit in catalog.units
    )


def _derive(
    unit: Unit,
    catalog: Catalog,
    *,
    registry: LockRegistry,
    sign_offs: Mapping[Digest, tuple[SignOff, ...]],
    required: Sequence[Meaning],
    plural_rule: str,
) -> UnitState:
    digest = unit_digest(
        unit.message,
        unit.forms,
        project=catalog.project,
        domain=catalog.domain,
        locale=catalog.locale,
        plural_rule=plural_rule,
        locks=registry.refs(unit.message, catalog.locale),
    )
    problems = (
        *registry.missing(unit.message, catalog.locale),
        *registry.violations(unit.message, unit.forms, catalog.locale),
    )
    signed = sign_offs.get(digest, ())
    return UnitState(
        unit=unit,
        digest=digest,
        state=derive_state(unit, required=required, sign_offs=signed, locks_hold=not problems),
        missing=missing_meanings(required, signed),
        lock_problems=problems,
    )


def _states(candidate: Candidate, domain: DomainCandidate) -> tuple[UnitState, ...]:
    catalog, registry = domain.catalog.verified, candidate.registry.verified
    policy, evidence = candidate.policy.verified, domain.evidence.verified
    if catalog is None or registry is None or policy is None or evidence is None:
        return ()
    return derive_states(
        catalog,
        registry=registry,
        sign_offs=evidence.sign_offs,
        required=policy.sign_offs,
        plural_rule=domain.plural_rule,
    )
