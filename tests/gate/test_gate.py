"""The gate: open for what is finished, closed for anything else, empty means no."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.errors import Fault
from pipeline.gate.candidate import Candidate, Piece
from pipeline.gate.gate import evaluate
from pipeline.gate.requirement import AllOf, Requirement, RequirementResult
from pipeline.gate.requirements import REQUIREMENTS
from pipeline.gate.requirements.conflicts import NoConflicts
from pipeline.gate.requirements.market import LocaleInMarket
from pipeline.gate.requirements.trust import TrustPresent
from pipeline.model.unit import State
from tests.signing.samples import DAY, keyring_of

from .samples import candidate_of


def test_a_finished_candidate_opens_every_requirement():
    report = evaluate(candidate_of())
    assert [result.requirement for result in report.unmet] == []
    assert report
    assert report.open
    assert report.faults == ()
    assert report.demonstration
    assert (report.release, report.locale, report.as_of) == ("site", "es-US", DAY)
    assert [result.requirement for result in report.results] == [
        requirement.code for requirement in REQUIREMENTS
    ]


def test_an_empty_candidate_says_everything_at_once():
    empty = Candidate(project="p", release="r", locale="ja", as_of=DAY, code_inside_project=True)
    report = evaluate(empty)
    assert not report
    met = {result.requirement for result in report.results if result.met}
    assert met == {
        "conflict.open",
        "fuzzy.missing",
        "gate.findings",
        "gate.catalog",
        "gate.evidence",
        "gate.ledger",
        "template.stale",
        "unit.held",
    }


def test_a_gate_that_asks_nothing_is_closed():
    report = evaluate(candidate_of(), ())
    assert not report
    assert report.unmet == ()


def test_codes_are_distinct_and_every_requirement_says_what_would_meet_it():
    codes = [requirement.code for requirement in REQUIREMENTS]
    assert len(set(codes)) == len(codes) == 21
    assert all(requirement.hint for requirement in REQUIREMENTS)


def test_unmet_results_carry_faults_and_a_hint():
    empty = Candidate(project="p", release="r", locale="ja", as_of=DAY, code_inside_project=True)
    for result in evaluate(empty).unmet:
        assert result.missing
        assert result.hint
        assert result.because


def test_all_of():
    parts: list[Requirement] = [LocaleInMarket(), NoConflicts()]
    assert AllOf(parts).evaluate(candidate_of())
    assert not AllOf([]).evaluate(candidate_of())
    result = AllOf([*parts, TrustPresent()]).evaluate(candidate_of(trust=Piece(), locale="ja"))
    assert [fault.code for fault in result.missing] == ["market.refused", "gate.no_trust"]
    assert result.because == "1 of 3 requirements are met"


def test_a_result_cannot_be_met_with_faults():
    with pytest.raises(ValueError, match="cannot be met"):
        RequirementResult(
            requirement="x", met=True, missing=(Fault(code="x", message="m"),), because=""
        )


def test_states_are_derived_only_when_all_pieces_are_there():
    assert [state.state for _, state in candidate_of().iter_units()] == [State.FINAL] * 2
    fault = Fault(code="seal.changed", message="m")
    for name in ("policy", "registry"):
        broken = replace(getattr(candidate_of(), name), faults=(fault,))
        assert list(candidate_of(**{name: broken}).iter_units()) == []


def test_a_keyring_with_faults_is_no_demonstration():
    fault = Fault(code="keyring.unsigned", message="m")
    good = candidate_of().keyring
    assert not candidate_of(keyring=Piece(good.value, (fault,))).demonstration
    assert not candidate_of(keyring=Piece(keyring_of())).demonstration
