"""An open candidate of two units, to be spoilt in one place per test."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.gate.candidate import Candidate, DomainCandidate, Piece, derive_states
from pipeline.model.digest import Digest
from pipeline.model.document import Approval, Segment, SourceDocument
from pipeline.model.evidence import Evidence, Meaning, SignOff
from pipeline.model.lock import (
    ApprovedTarget,
    Lock,
    LockKind,
    LockPolicy,
    LockRef,
    LockScope,
)
from pipeline.model.message import Message, MessageKey, Template
from pipeline.model.policy import Domain, Policy
from pipeline.model.unit import Catalog, Unit
from tests.signing.samples import DAY, KEYRING, PROJECT, TRUST

LATER = dt.date(2026, 12, 1)
ISI = ("Important Safety Information", "Do not take it if …", "Call your doctor if …")
TARGETS = ("Información", "No lo tome si …", "Llame a su médico si …")


def lock_of(**changes: Any) -> Lock:
    """An ISI of three segments, approved in es-US."""
    fields: dict[str, Any] = {
        "id": "isi.us@1",
        "kind": LockKind.ISI,
        "scope": LockScope.PASSAGE,
        "policy": LockPolicy.APPROVED,
        "source": ISI,
        "reference": "R",
        "effective_on": dt.date(2026, 1, 1),
        "expires_on": LATER,
        "forms": {},
        "approved": {"es-US": tuple(approved(text) for text in TARGETS)},
    }
    return Lock(**{**fields, **changes})


def approved(text: str, **changes: Any) -> ApprovedTarget:
    """An approved target in force."""
    fields: dict[str, Any] = {
        "text": text,
        "reference": "R",
        "approved_by": "A",
        "effective_on": dt.date(2026, 1, 1),
        "expires_on": LATER,
    }
    return ApprovedTarget(**{**fields, **changes})


@dataclass(frozen=True, slots=True)
class Problem:
    """What a registry reports."""

    code: str
    lock_id: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainRegistry:
    """A registry of passages only: byte-equal to the approved text, or a problem."""

    locks: Sequence[Lock] = ()
    lapsed: Sequence[Lock] = ()
    expected: dict[str, str | None] = field(default_factory=dict)

    def refs(self, message: Message, locale: str) -> tuple[LockRef, ...]:
        return (LockRef("x@1", Digest("a" * 64)),) if message.source in self.expected else ()

    def missing(self, message: Message, locale: str) -> Sequence[Problem]:
        if self.expected.get(message.source, "") is None:
            return (Problem("lock.missing", "x@1", "nothing approved"),)
        return ()

    def violations(
        self, message: Message, forms: tuple[str, ...], locale: str
    ) -> Sequence[Problem]:
        wanted = self.expected.get(message.source)
        if wanted is None or not any(forms) or forms == (wanted,):
            return ()
        return (Problem("lock.mismatch", "x@1", f"expected {wanted}, found {forms[0]}"),)


MESSAGES = tuple(
    Message(key=MessageKey("", source)) for source in ("Rx only", "Talk to your doctor.")
)
FORMS = {"Rx only": "Solamente Rx", "Talk to your doctor.": "Hable con su médico."}
REGISTRY = PlainRegistry(expected={"Rx only": "Solamente Rx"})
MEANINGS = (Meaning.LINGUISTIC_REVIEW, Meaning.REGULATORY_APPROVAL)
POLICY = Policy(
    version="1",
    sign_offs=MEANINGS,
    domains=(Domain(name="site", sources=("*.md",)),),
    markets={"us": ("en-US", "es-US")},
)
DOCUMENT = SourceDocument(path="index.md", domain="site", data=b"# Hello\n")
APPROVAL = Approval(
    path="index.md",
    sha256=DOCUMENT.digest,
    reference="MLR-1",
    approved_by="A. Approver",
    approved_on=dt.date(2026, 1, 1),
    expires_on=LATER,
)
TEMPLATE = Template(
    project=PROJECT,
    domain="site",
    source_locale="en-US",
    created_on="2026-01-01",
    messages=MESSAGES,
)
CATALOG = Catalog(
    project=PROJECT,
    domain="site",
    source_locale="en-US",
    locale="es-US",
    created_on="2026-01-01",
    units=tuple(Unit(message=item, forms=(FORMS[item.source],)) for item in MESSAGES),
)


def evidence_of(
    catalog: Catalog = CATALOG,
    *,
    people: Sequence[str] = ("p-1", "p-2"),
    registry: PlainRegistry = REGISTRY,
    **changes: Any,
) -> Evidence:
    """Sign-offs of every unit of the catalog: the n-th meaning by the n-th person."""
    states = derive_states(catalog, registry=registry, sign_offs={}, required=(), plural_rule="")
    fields: dict[str, Any] = {
        "domain": "site",
        "locale": "es-US",
        "sequence": 1,
        "ledger_head": "e" * 64,
        "ceremonies": (),
        "sign_offs": {
            state.digest: tuple(
                sign_off(state.digest, meaning, person)
                for meaning, person in zip(MEANINGS, people, strict=False)
            )
            for state in states
        },
    }
    return Evidence(**{**fields, **changes})


def sign_off(unit: Digest, meaning: Meaning, person: str) -> SignOff:
    """One sign-off."""
    return SignOff(
        unit=unit,
        meaning=meaning,
        signer_id=person,
        printed_name=person,
        role="reviewer",
        signed_at="2026-02-01T09:00:00.000Z",
        ceremony="c-1",
    )


def domain_of(**changes: Any) -> DomainCandidate:
    """The only domain."""
    fields: dict[str, Any] = {
        "name": "site",
        "template": Piece(TEMPLATE),
        "template_digest": Digest("c" * 64),
        "extracted_digest": Digest("c" * 64),
        "segments": {"index.md": ()},
        "catalog": Piece(CATALOG),
        "catalog_path": "locales/es_US/LC_MESSAGES/site.po",
        "lines": {MESSAGES[1].key: 12},
        "evidence": Piece(evidence_of()),
        "findings": (),
        "page_findings": (),
    }
    return DomainCandidate(**{**fields, **changes})


def candidate_of(*domains: DomainCandidate, **changes: Any) -> Candidate:
    """An open candidate, but for the changes."""
    fields: dict[str, Any] = {
        "project": PROJECT,
        "release": "site",
        "locale": "es-US",
        "as_of": DAY,
        "code_inside_project": False,
        "trust": Piece(TRUST),
        "keyring": Piece(KEYRING),
        "policy": Piece(POLICY),
        "approvals": Piece({"index.md": APPROVAL}),
        "registry": Piece(REGISTRY),
        "documents": (DOCUMENT,),
        "domains": domains or (domain_of(),),
    }
    return Candidate(**{**fields, **changes})


def spoilt(**changes: Any) -> Candidate:
    """A candidate whose only domain has these changes."""
    return candidate_of(domain_of(**changes))


def with_unit(**changes: Any) -> Catalog:
    """The catalog with its second unit changed."""
    first, second = CATALOG.units
    return replace(CATALOG, units=(first, replace(second, **changes)))


def segment(source: str, **changes: Any) -> Segment:
    """A body segment."""
    fields: dict[str, Any] = {"path": "p", "role": "body", "context": "", "source": source}
    return Segment(**{**fields, **changes})
