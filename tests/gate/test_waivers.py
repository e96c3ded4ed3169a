"""The gate counts a waiver only by verified evidence and a verified policy, and says so."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from pipeline.errors import Fault
from pipeline.gate.candidate import Piece
from pipeline.gate.gate import evaluate
from pipeline.gate.requirements.findings import NoBlockers
from pipeline.model.digest import Digest
from pipeline.model.finding import Finding, IssueType, Severity
from pipeline.model.waiver import Waiver, WaiverRule
from tests.gate.samples import CATALOG, MESSAGES, POLICY, candidate_of, domain_of, evidence_of

RULE = WaiverRule(
    roles=frozenset({"regulatory_reviewer"}), people=1, codes=frozenset({"number.changed"})
)
RULED = replace(POLICY, waivers=RULE)
FOUND = Finding(
    code="number.changed",
    type=IssueType.NUMBERS,
    severity=Severity.BLOCKER,
    message="10 is missing",
    locale="es-US",
    key=MESSAGES[1].key,
)


def digest_of(number: int, catalog=CATALOG):
    states = candidate_of(domain_of(catalog=Piece(catalog))).states["site"]
    return states[number].digest


def waiver_of(number: int = 1, **changes) -> Waiver:
    fields = {
        "unit": digest_of(number),
        "codes": ("number.changed",),
        "reason": "because",
        "signer_id": "p-1",
        "printed_name": "Regina Rath",
        "role": "regulatory_reviewer",
        "signed_at": "2026-02-01T09:00:00.000Z",
        "ceremony": "c-1",
    }
    return Waiver(**{**fields, **changes})


def judged(*waivers: Waiver, findings=(FOUND,), policy=None, evidence_faults=(), **changes):
    standing: dict[Digest, list[Waiver]] = {}
    for waiver in waivers:
        standing.setdefault(waiver.unit, []).append(waiver)
    found = {unit: tuple(items) for unit, items in standing.items()}
    evidence = Piece(evidence_of(waivers=MappingProxyType(found)), evidence_faults)
    domain = domain_of(findings=findings, evidence=evidence)
    candidate = candidate_of(domain, policy=policy or Piece(RULED), **changes)
    return NoBlockers().evaluate(candidate)


def test_a_waived_blocker_opens_the_gate_and_is_in_the_report():
    result = judged(waiver_of())
    assert result.met
    assert result.because == "every blocker is waived: 1"
    (item,) = result.waived
    assert (item.finding, item.waivers) == (FOUND, (waiver_of(),))
    domain = domain_of(
        findings=(FOUND,),
        evidence=Piece(evidence_of(waivers={digest_of(1): (waiver_of(),)})),
    )
    assert evaluate(candidate_of(domain, policy=Piece(RULED))).open


@pytest.mark.parametrize(
    "spoilt",
    [
        judged,
        lambda: judged(waiver_of(0)),
        lambda: judged(waiver_of(role="linguist")),
        lambda: judged(waiver_of(reason="  ")),
        lambda: judged(waiver_of(codes=("range.changed",))),
        lambda: judged(waiver_of(), policy=Piece(POLICY)),
        lambda: judged(waiver_of(), policy=Piece(replace(POLICY, waivers=replace(RULE, people=2)))),
        lambda: judged(waiver_of(), policy=Piece(RULED, (Fault(code="seal.broken", message="x"),))),
        lambda: judged(waiver_of(), evidence_faults=(Fault(code="evidence.cut", message="x"),)),
        lambda: judged(waiver_of(), registry=Piece()),
        lambda: judged(waiver_of(), findings=(replace(FOUND, key=None),)),
    ],
)
def test_anything_less_leaves_it_closed(spoilt):
    result = spoilt()
    assert not result.met
    assert [fault.code for fault in result.missing] == ["number.changed"]
    assert result.waived == ()


def test_one_waived_blocker_does_not_cover_another():
    other = replace(FOUND, code="range.changed")
    result = judged(waiver_of(), findings=(FOUND, other))
    assert [fault.code for fault in result.missing] == ["range.changed"]
    assert [item.finding.code for item in result.waived] == ["number.changed"]


@pytest.mark.parametrize("code", ["lock.mismatch", "lock.count", "term.missing", "text.isolate"])
def test_law_7_stays_closed_even_when_policy_and_evidence_say_otherwise(code: str):
    rule = replace(RULE, codes=frozenset({code}))
    result = judged(
        waiver_of(codes=(code,)),
        findings=(replace(FOUND, code=code),),
        policy=Piece(replace(POLICY, waivers=rule)),
    )
    assert [fault.code for fault in result.missing] == [code]


def test_an_edited_text_has_no_waiver():
    first, second = CATALOG.units
    edited = replace(CATALOG, units=(first, replace(second, forms=("Otro texto",))))
    evidence = Piece(evidence_of(waivers={digest_of(1): (waiver_of(),)}))
    domain = domain_of(findings=(FOUND,), evidence=evidence, catalog=Piece(edited))
    result = NoBlockers().evaluate(candidate_of(domain, policy=Piece(RULED)))
    assert [fault.code for fault in result.missing] == ["number.changed"]
