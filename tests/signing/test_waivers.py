"""Waivers in the evidence file: sealed like any ceremony, and nothing that is not."""

from __future__ import annotations

import base64
import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import RefusedError
from pipeline.model.digest import Digest
from pipeline.model.evidence import Evidence
from pipeline.signing.evidence import parse_evidence
from pipeline.signing.roles import Role
from tests.signing.samples import (
    DAY,
    KEYRING,
    KEYS,
    PLACE,
    TRUST,
    entry,
    evidence_of,
    key,
    keyring_of,
    parsed,
    record,
    trust_of,
    unit,
)


def waiver(signature_id: str, *texts: str, code: str = "number.changed", **changes):
    units = [
        {
            **unit(text),
            "waives": [{"code": code, "message": "10 is missing"}],
            "four_eyes": {"compared": ["p-9"], "result": "distinct"},
        }
        for text in texts
    ]
    fields = {
        "meaning": {"code": "waiver", "text": "I accept the findings named."},
        "reason": "because",
        "waiver": {"role": "regulatory_reviewer"},
        "units": units,
    }
    return record(signature_id, **{**fields, **changes})


def parse(data: bytes, **changes) -> Evidence:
    fields = {**PLACE, "keyring": KEYRING, "trust": TRUST, "on": DAY, "path": "e.jsonl"}
    return parse_evidence(data, **{**fields, **changes})


def refusal(data: bytes, **changes) -> str:
    with pytest.raises(RefusedError) as caught:
        parse(data, **changes)
    return caught.value.code


def taken(signature_id: str, code: str, *texts: str):
    return record(signature_id, *texts, meaning={"code": code, "text": "x"}, reason="it was wrong")


def digest(text: str) -> Digest:
    return Digest.of(text.encode())


def test_a_waiver_stands_and_is_no_sign_off():
    evidence = parse(evidence_of(waiver("w1", "a"), record("s1", "b")))
    (found,) = evidence.waivers[digest("a")]
    assert (found.codes, found.reason, found.role) == (
        ("number.changed",),
        "because",
        "regulatory_reviewer",
    )
    assert (found.printed_name, found.ceremony) == ("Maria Muster", "c-w1")
    assert set(evidence.sign_offs) == {digest("b")}


def test_evidence_without_waivers_reads_as_it_did():
    evidence = parse(evidence_of(record("s1", "a")))
    assert dict(evidence.waivers) == {}
    assert set(evidence.sign_offs) == {digest("a")}


@pytest.mark.parametrize("meaning", ["rejection", "withdrawal"])
def test_a_later_rejection_or_withdrawal_wins(meaning: str):
    ended = parse(evidence_of(waiver("w1", "a", "b"), taken("t1", meaning, "a")))
    assert set(ended.waivers) == {digest("b")}
    again = parse(evidence_of(waiver("w1", "a"), taken("t1", meaning, "a"), waiver("w2", "a")))
    assert [item.ceremony for item in again.waivers[digest("a")]] == ["c-w2"]


@given(st.lists(st.tuples(st.sampled_from(["waiver", "rejection", "sign"]), st.sampled_from("ab"))))
def test_what_stands_is_what_came_after_the_last_rejection(acts):
    makers = {
        "waiver": lambda number, text: waiver(f"x{number}", text),
        "rejection": lambda number, text: taken(f"x{number}", "rejection", text),
        "sign": lambda number, text: record(f"x{number}", text),
    }
    records = [makers[kind](number, text) for number, (kind, text) in enumerate(acts)]
    expected: dict[str, list[str]] = {"a": [], "b": []}
    for number, (kind, text) in enumerate(acts):
        if kind == "rejection":
            expected[text] = []
        elif kind == "waiver":
            expected[text].append(f"c-x{number}")
    evidence = parse(evidence_of(*records)) if records else parse(b"")
    for text, ceremonies in expected.items():
        found = [item.ceremony for item in evidence.waivers.get(digest(text), ())]
        assert found == ceremonies


def spoil(**changes):
    good = waiver("w1", "a")
    return {**good, **changes}


def spoil_unit(**changes):
    good = waiver("w1", "a")
    return {**good, "units": [{**good["units"][0], **changes}]}


@pytest.mark.parametrize(
    "bad",
    [
        spoil(reason=""),
        spoil(reason=" \t\u00a0"),
        spoil(waiver={"role": " "}),
        spoil(waiver={}),
        {name: value for name, value in waiver("w1", "a").items() if name != "waiver"},
        spoil_unit(waives=[]),
        spoil_unit(waives=[{"code": "number.changed"}]),
        spoil_unit(waives=[{"code": "", "message": "x"}]),
        spoil_unit(waives="number.changed"),
        spoil_unit(four_eyes={"compared": ["p-1"]}),
        spoil_unit(four_eyes={}),
    ],
)
def test_a_waiver_that_lacks_something_is_no_evidence(bad):
    with pytest.raises(RefusedError) as caught:
        evidence_of(bad)
    assert caught.value.code == "evidence.invalid"


def test_a_changed_line_is_refused():
    lines = evidence_of(waiver("w1", "a")).splitlines(keepends=True)
    envelope = json.loads(lines[0])
    text = base64.b64decode(envelope["payload"]).replace(b'"because"', b'"thereby"')
    envelope["payload"] = base64.b64encode(text).decode()
    assert refusal(json.dumps(envelope).encode() + b"\n" + lines[1]).startswith("evidence.")


@pytest.mark.parametrize(
    ("name", "value"), [("project", "other"), ("domain", "guide"), ("locale", "de-DE")]
)
def test_a_waiver_of_another_place_is_refused(name: str, value: str):
    assert refusal(evidence_of(waiver("w1", "a")), **{name: value}) == f"evidence.{name}"


def test_a_line_cannot_be_repeated_or_dropped():
    lines = evidence_of(waiver("w1", "a"), taken("t1", "withdrawal", "a")).splitlines(keepends=True)
    assert refusal(lines[0] + lines[2]) == "evidence.checkpoint"
    assert refusal(b"".join([*lines[:2], lines[0], lines[2]])) in {
        "evidence.order",
        "evidence.checkpoint",
    }


def test_a_key_that_had_expired_seals_no_waiver():
    desk = key(11)
    day = dt.date(2026, 2, 1)
    fresh = parsed(keyring_of(keys=(entry(desk, Role.DESK),)))
    old = parsed(keyring_of(keys=(entry(desk, Role.DESK, valid_until=day - dt.timedelta(days=1)),)))
    data = evidence_of(waiver("w1", "a"), keys=[desk])
    trust = trust_of(1, 2, 3)
    assert parse(data, keyring=fresh, trust=trust).waivers
    assert refusal(data, keyring=old, trust=trust) == "evidence.signature"


def test_another_role_s_key_seals_no_waiver():
    data = evidence_of(waiver("w1", "a"), keys=KEYS[Role.RELEASER])
    assert refusal(data) == "evidence.signature"
