"""Every catalog is whole: read without a fault, with exactly the template's messages."""

from __future__ import annotations

from collections import Counter
from typing import ClassVar

from pipeline.errors import Fault
from pipeline.gate.candidate import Candidate, DomainCandidate
from pipeline.gate.requirement import RequirementResult, result_of

__all__ = ["CatalogComplete"]


class CatalogComplete:
    """Every catalog is whole: read without a fault, with exactly the template's messages."""

    code: ClassVar[str] = "gate.catalog"
    hint: ClassVar[str] = "bring it up to date: imprimatur update"

    def evaluate(self, candidate: Candidate) -> RequirementResult:
        """Whether it holds."""
        faults = [
            fault for domain in candidate.domains for fault in self._faults(domain, candidate)
        ]
        return result_of(
            self,
            faults,
            met="every catalog has exactly its template's messages",
            unmet="catalogs are missing, damaged or out of date",
        )

    def _faults(self, domain: DomainCandidate, candidate: Candidate) -> list[Fault]:
        catalog, template = domain.catalog.verified, domain.template.verified
        if catalog is None or template is None:
            missing = self._fault(domain, "there is no catalog, or no template, to compare")
            return list(domain.catalog.faults) or [missing]
        found = (catalog.project, catalog.domain, catalog.locale)
        wanted = (candidate.project, domain.name, candidate.locale)
        if found != wanted or (template.project, template.domain) != wanted[:2]:
            return [self._fault(domain, f"expected {wanted}, found {found}")]
        have = Counter((unit.key, unit.message.plural) for unit in catalog.units)
        want = Counter((message.key, message.plural) for message in template.messages)
        return [
            self._fault(domain, f"the template has “{key.source[:60]}”, the catalog has not")
            for key, _ in want - have
        ] + [
            self._fault(domain, f"the catalog has “{key.source[:60]}”, the template has not")
            for key, _ in have - want
        ]

    def _fault(self, domain: DomainCandidate, message: str) -> Fault:
        path = domain.catalog_path
        return Fault(code=self.code, message=message, path=path, hint=self.hint)
