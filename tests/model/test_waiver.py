"""When a waiver counts: exactly then, whatever else stands beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli.explain import load_codes
from pipeline.locks.guard import is_lock_code
from pipeline.model.digest import Digest
from pipeline.model.finding import Finding, IssueType, Severity
from pipeline.model.message import MessageKey
from pipeline.model.waiver import (
    WAIVABLE,
    WAIVING_ROLES,
    Waiver,
    WaiverRule,
    is_waivable,
    split_waived,
    waivers_of,
)
from pipeline.review.roles import ReviewRole

UNIT, OTHER = Digest.of(b"unit"), Digest.of(b"other")
KEY = MessageKey("", "Take 10 mg")
FOUND = Finding(
    code="number.changed",
    type=IssueType.NUMBERS,
    severity=Severity.BLOCKER,
    message="10 is missing",
    locale="es-US",
    key=KEY,
)
RULE = WaiverRule(
    roles=frozenset({"regulatory_reviewer"}), people=1, codes=frozenset({"number.changed"})
)
WAIVER = Waiver(
    unit=UNIT,
    codes=("number.changed",),
    reason="because",
    signer_id="p-1",
    printed_name="Regina Rath",
    role="regulatory_reviewer",
    signed_at="2026-02-01T09:00:00.000Z",
    ceremony="c-1",
)


def test_a_waiver_counts_for_its_text_and_its_code():
    assert waivers_of(FOUND, UNIT, [WAIVER], RULE) == (WAIVER,)


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda: waivers_of(FOUND, UNIT, [WAIVER], None),
        lambda: waivers_of(FOUND, None, [WAIVER], RULE),
        lambda: waivers_of(FOUND, OTHER, [WAIVER], RULE),
        lambda: waivers_of(FOUND, UNIT, [], RULE),
        lambda: waivers_of(FOUND, UNIT, [replace(WAIVER, reason=" \u00a0")], RULE),
        lambda: waivers_of(FOUND, UNIT, [replace(WAIVER, role="linguist")], RULE),
        lambda: waivers_of(FOUND, UNIT, [replace(WAIVER, codes=("range.changed",))], RULE),
        lambda: waivers_of(FOUND, UNIT, [WAIVER], replace(RULE, codes=frozenset())),
        lambda: waivers_of(FOUND, UNIT, [WAIVER], replace(RULE, people=2)),
        lambda: waivers_of(FOUND, UNIT, [WAIVER] * 2, replace(RULE, people=2)),
        lambda: waivers_of(replace(FOUND, key=None), UNIT, [WAIVER], RULE),
        lambda: waivers_of(replace(FOUND, severity=Severity.WARNING), UNIT, [WAIVER], RULE),
    ],
)
def test_and_for_nothing_else(spoilt):
    assert spoilt() == ()


@pytest.mark.parametrize(
    "code",
    [
        "lock.mismatch",
        "lock.count",
        "lock.missing",
        "term.missing",
        "term.forbidden",
        "text.isolate",
    ],
)
def test_law_7_has_no_waiver_even_if_a_policy_and_a_record_name_it(code: str):
    assert not is_waivable(code)
    rule = replace(RULE, codes=frozenset({code}))
    assert waivers_of(replace(FOUND, code=code), UNIT, [replace(WAIVER, codes=(code,))], rule) == ()


def test_what_can_be_waived_is_documented_and_is_no_lock_and_no_page_rule():
    assert set(load_codes()) >= WAIVABLE
    for code in WAIVABLE:
        assert not is_lock_code(code)
        assert code.split(".")[0] not in {"lock", "term", "isi", "page", "market", "generic"}
    assert is_waivable("house.tone")
    assert not is_waivable("house.")


def test_the_roles_a_policy_may_name_are_those_that_sign():
    assert {str(role) for role in ReviewRole if role.meanings} == WAIVING_ROLES
    assert {str(role) for role in ReviewRole if role.may_waive} == WAIVING_ROLES


waivers = st.builds(
    replace,
    st.just(WAIVER),
    unit=st.sampled_from([UNIT, OTHER]),
    signer_id=st.sampled_from(["p-1", "p-2", "p-3"]),
    role=st.sampled_from(["linguist", "regulatory_reviewer", "coordinator"]),
    reason=st.sampled_from(["because", " "]),
    codes=st.lists(
        st.sampled_from(["number.changed", "range.changed", "lock.mismatch"]),
        min_size=1,
        unique=True,
    ).map(tuple),
)
rules = st.builds(
    WaiverRule,
    roles=st.sets(st.sampled_from(sorted(WAIVING_ROLES))).map(frozenset),
    people=st.integers(1, 3),
    codes=st.sets(st.sampled_from(["number.changed", "lock.mismatch"])).map(frozenset),
)


@given(st.lists(waivers, max_size=6), rules, st.sampled_from(["number.changed", "lock.mismatch"]))
def test_a_finding_is_waived_exactly_when_enough_people_may_and_did(standing, rule, code: str):
    finding = replace(FOUND, code=code)
    people = {
        item.signer_id
        for item in standing
        if item.unit == UNIT
        and code in item.codes
        and item.role in rule.roles
        and item.reason == "because"
    }
    wanted = code == "number.changed" and code in rule.codes and len(people) >= rule.people
    by_unit = {digest: [w for w in standing if w.unit == digest] for digest in (UNIT, OTHER)}
    open_, waived = split_waived([finding], {KEY: UNIT}, by_unit, rule)
    assert bool(waived) is wanted
    assert [*open_, *(item.finding for item in waived)] == [finding]


@given(st.lists(waivers, max_size=4), rules)
def test_one_more_waiver_never_closes_and_one_less_never_opens(standing, rule):
    full = bool(waivers_of(FOUND, UNIT, standing, rule))
    for number in range(len(standing)):
        if waivers_of(FOUND, UNIT, standing[:number] + standing[number + 1 :], rule):
            assert full
