"""Collects what the gate judges: every piece is read and verified here, none is trusted.

A piece that fails becomes its faults; the others are read all the same, so that one report says
everything that is unmet. Only the trust file comes from outside the project.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import pipeline
from pipeline.errors import Fault, ImprimaturError
from pipeline.formats.document import ParsedDocument
from pipeline.formats.gettext import serialize_template, unit_lines
from pipeline.gate.candidate import Candidate, DomainCandidate, LockRegistry, Piece
from pipeline.locks.registry import Registry
from pipeline.model.digest import Digest
from pipeline.model.document import Approval
from pipeline.model.evidence import Evidence
from pipeline.model.locale import LocaleTag
from pipeline.model.policy import Domain, Policy
from pipeline.model.unit import Catalog
from pipeline.signing.keyring import Keyring
from pipeline.signing.roles import SealType
from pipeline.signing.seal import Seal
from pipeline.signing.trust import Trust
from pipeline.text.plurals import plural_forms
from pipeline.workflow.approvals import read_approvals
from pipeline.workflow.catalogs import require_catalog, require_template
from pipeline.workflow.check import findings_of
from pipeline.workflow.documents import parse_documents, template_of
from pipeline.workflow.events import events_head
from pipeline.workflow.lastrelease import with_last_release
from pipeline.workflow.pages import (
    PageReport,
    pages_in,
    rendered_findings,
    source_findings,
    template_in,
)
from pipeline.workflow.project import Project, read_documents
from pipeline.workflow.registry import read_registry
from pipeline.workflow.seals import require_sealed
from pipeline.workflow.states import States, read_evidence, states_of
from pipeline.workflow.trusting import Standing, require_trust, stand_on
from pipeline.workspace import layout

__all__ = ["Assembly", "DomainParts", "assemble"]

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainParts:
    """What compiling a domain needs, as far as it could be read."""

    name: str
    documents: tuple[ParsedDocument, ...]
    catalog: Catalog | None
    states: States | None
    evidence: Evidence | None
    template_digest: Digest | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """The gate's candidate, and beside it what a release is made of."""

    candidate: Candidate
    standing: Standing | None
    seals: Mapping[SealType, Seal]
    approvals: Mapping[str, Approval]
    registry: Registry | None
    domains: tuple[DomainParts, ...]


def attempt(act: Callable[[], _T]) -> Piece[_T]:
    """The piece that the act yields, or the faults it ends with."""
    try:
        return Piece(act())
    except ImprimaturError as error:
        return Piece(None, error.faults)


def assemble(project: Project, locale: LocaleTag, *, trust_place: Path, release: str) -> Assembly:
    """Everything a release of this locale rests on, read and verified."""
    trust = attempt(lambda: require_trust(trust_place))
    standing = attempt(lambda: _stand(project, trust.value))
    root = standing.value
    seals: dict[SealType, Seal] = {}

    def sealed(type_: SealType) -> None:
        if root is not None:
            seals[type_] = require_sealed(project, type_, standing=root)

    def policy() -> Policy:
        sealed(SealType.POLICY)
        return project.policy

    def approvals() -> Mapping[str, Approval]:
        sealed(SealType.APPROVALS)
        return read_approvals(project)

    def registry() -> Registry:
        sealed(SealType.REGISTRY)
        return read_registry(project, sealed=False)

    policy_piece, approvals_piece = attempt(policy), attempt(approvals)
    registry_piece = attempt(registry)
    found = attempt(lambda: read_registry(project, sealed=False)).value
    pairs = [
        _Reader(project, locale, domain, root, found).read()
        for domain in project.domains
        if found is not None
    ]
    documents = tuple(
        item
        for domain in project.domains
        for item in attempt(lambda domain=domain: read_documents(project, domain)).value or []  # type: ignore[misc]
    )
    candidate = Candidate(
        project=project.name,
        release=release,
        locale=locale,
        as_of=project.as_of,
        code_inside_project=_is_inside(project),
        trust=trust,
        keyring=_keyring(standing),
        policy=_rooted(policy_piece, root),
        approvals=_rooted(approvals_piece, root),
        registry=_registry(_rooted(registry_piece, root)),
        documents=documents,
        domains=tuple(pair[0] for pair in pairs),
        ledger_faults=attempt(lambda: events_head(project)).faults,
    )
    return Assembly(
        candidate=candidate,
        standing=root,
        seals=seals,
        approvals=approvals_piece.value or {},
        registry=found,
        domains=tuple(pair[1] for pair in pairs),
    )


_NOT_ROOTED = Fault(
    code="gate.no_trust",
    message="cannot be verified: no trusted root vouches for the keyring",
    hint="give the trust file with --trust",
)


def _stand(project: Project, trust: Trust | None) -> Standing | None:
    return None if trust is None else with_last_release(project, stand_on(project, trust))


def _keyring(standing: Piece[Standing | None]) -> Piece[Keyring]:
    value = standing.value
    if value is None:
        return Piece(None, standing.faults or (_NOT_ROOTED,))
    return Piece(value.keyring)


def _rooted(piece: Piece[_T], root: Standing | None) -> Piece[_T]:
    """The piece, without its value when no trusted keyring verified its seal."""
    return piece if root is not None else Piece(None, piece.faults or (_NOT_ROOTED,))


def _registry(piece: Piece[Registry]) -> Piece[LockRegistry]:
    return Piece(piece.value, piece.faults)


def _with(piece: Piece[_T], *others: Piece[object]) -> Piece[_T]:
    """The piece with the faults of the pieces it is compared with."""
    return Piece(piece.value, (*piece.faults, *(item for other in others for item in other.faults)))


def _is_inside(project: Project) -> bool:
    """Whether the running code lies in the project's folder."""
    return Path(pipeline.__file__).resolve().is_relative_to(project.workspace.root)


class _Reader:
    """Reads one domain in one locale, piece by piece."""

    def __init__(
        self,
        project: Project,
        locale: LocaleTag,
        domain: Domain,
        standing: Standing | None,
        registry: Registry,
    ) -> None:
        self.project, self.locale, self.domain = project, locale, domain
        self.standing, self.registry = standing, registry

    def read(self) -> tuple[DomainCandidate, DomainParts]:
        """The domain for the gate, and for compiling."""
        project, locale, name = self.project, self.locale, self.domain.name
        sources = attempt(lambda: read_documents(project, self.domain))
        parsed = attempt(lambda: parse_documents(sources.value or []))
        catalog = attempt(lambda: require_catalog(project, locale, name))
        evidence = self._evidence()
        states = self._states() if evidence.value is not None else None
        findings = (
            tuple(findings_of(project, catalog.value, self.registry, states))
            if catalog.value is not None and states is not None
            else None
        )
        own = attempt(lambda: pages_in(project, parsed.value or (), locale))
        pages = None
        if own.value is not None:
            pages = self._pages(catalog.value, parsed.value, states)
        path = layout.catalog(locale, name)
        data = project.workspace.read_if_there(path)
        conflict = layout.conflict(locale, name)
        stored = project.workspace.read_if_there(layout.template(name))
        stored_digest = None if stored is None else Digest.of(stored)
        candidate = DomainCandidate(
            name=name,
            template=_with(
                attempt(lambda: template_in(project, require_template(project, name), locale)),
                sources,
                parsed,
                own,
            ),
            template_digest=stored_digest,
            extracted_digest=self._extracted(parsed.value),
            segments={item.path: item.segments for item in own.value or ()},
            catalog=catalog,
            catalog_path=path,
            lines=unit_lines(data, path=path) if data is not None and catalog.value else {},
            plural_rule=plural_forms(locale),
            evidence=evidence,
            findings=findings,
            page_findings=None if pages is None else pages.findings,
            unread_pages=() if pages is None else pages.unread,
            conflicts=(conflict,) if project.workspace.read_if_there(conflict) is not None else (),
        )
        parts = DomainParts(
            name=name,
            documents=tuple(own.value or ()),
            catalog=catalog.value,
            states=states,
            evidence=evidence.value,
            template_digest=stored_digest,
        )
        return candidate, parts

    def _evidence(self) -> Piece[Evidence]:
        standing = self.standing
        if standing is None:
            return Piece()
        return attempt(lambda: read_evidence(self.project, self.locale, self.domain.name, standing))

    def _states(self) -> States | None:
        standing = self.standing
        if standing is None:
            return None
        return states_of(self.project, self.registry, self.locale, self.domain.name, standing)

    def _pages(
        self,
        catalog: Catalog | None,
        parsed: list[ParsedDocument] | None,
        states: States | None,
    ) -> PageReport | None:
        """The source pages, and the pages as they would be released."""
        if catalog is None or parsed is None or states is None:
            return None
        report = rendered_findings(
            self.project, catalog, parsed, self.registry, is_final=states.is_final
        )
        source = source_findings(
            self.project, pages_in(self.project, parsed, self.locale), self.registry
        )
        return replace(report, findings=(*source, *report.findings))

    def _extracted(self, parsed: list[ParsedDocument] | None) -> Digest | None:
        """Digest of the template that the documents give now."""
        if parsed is None:
            return None
        made = attempt(
            lambda: template_of(
                self.project, self.domain, parsed, read_approvals(self.project), self.registry
            )
        ).value
        return None if made is None else Digest.of(serialize_template(made))
