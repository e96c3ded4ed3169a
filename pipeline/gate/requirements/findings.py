"""`check` ran over every domain and found no blocker that no waiver covers."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from pipeline.errors import Fault
from pipeline.gate.candidate import Candidate, DomainCandidate
from pipeline.gate.requirement import RequirementResult, result_of
from pipeline.model.finding import Finding, Severity
from pipeline.model.waiver import WaivedFinding, split_waived

__all__ = ["NoBlockers"]


class NoBlockers:
    """`check` ran over every domain and found no blocker that no waiver covers."""

    code: ClassVar[str] = "gate.findings"
    hint: ClassVar[str] = "correct what the findings name, then: imprimatur check"

    def evaluate(self, candidate: Candidate) -> RequirementResult:
        """Whether it holds. A waiver counts by verified evidence and a verified policy only."""
        faults: list[Fault] = []
        waived: list[WaivedFinding] = []
        for domain in candidate.domains:
            if domain.findings is None:
                message = f"{domain.name} was not checked: a piece it rests on is missing"
                faults.append(Fault(code=self.code, message=message, hint=self.hint))
                continue
            open_, accepted = _split(candidate, domain, domain.findings)
            waived += accepted
            faults += [
                Fault(
                    code=finding.code,
                    message=finding.message,
                    path=finding.path or domain.catalog_path,
                    line=finding.line
                    or (domain.lines.get(finding.key, 0) if finding.key is not None else 0),
                    hint=self.hint,
                )
                for finding in open_
                if finding.severity is Severity.BLOCKER
            ]
        met = "no blocker was found"
        if waived:
            met = f"every blocker is waived: {len(waived)}"
        result = result_of(self, faults, met=met, unmet=f"blockers: {len(faults)}")
        return replace(result, waived=tuple(waived))


def _split(
    candidate: Candidate, domain: DomainCandidate, findings: tuple[Finding, ...]
) -> tuple[list[Finding], list[WaivedFinding]]:
    policy, evidence = candidate.policy.verified, domain.evidence.verified
    digests = {state.unit.key: state.digest for state in candidate.states[domain.name]}
    return split_waived(
        findings,
        digests,
        {} if evidence is None else evidence.waivers,
        None if policy is None else policy.waivers,
    )
