from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.bidi import add_isolates, balance_fault, isolates_needed, unisolated

_PIECE = st.sampled_from(
    [
        "اتصل",
        " ",
        "1-844-788-1470",
        "10 mg",
        "5-10 mg/mL",
        "ZYLORA",
        "ZYLORA®",
        "24/7",
        "85%",
        "2026-01-01",
    ]
)


@given(st.lists(_PIECE, max_size=8).map(" ".join))
def test_what_was_isolated_needs_no_more(text):
    once = add_isolates(text, "ar", ["ZYLORA"])
    assert unisolated(once, "ar", ["ZYLORA"]) == []
    assert add_isolates(once, "ar", ["ZYLORA"]) == once
    assert once.replace("\u2066", "").replace("\u2069", "") == text
    assert balance_fault(once) is None


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("اتصل 1-844-788-1470 الآن", ["1-844-788-1470"]),
        ("اتصل +1 844 788 1470 الآن", ["+1 844 788 1470"]),
        ("اتصل (844) 788-1470 الآن", ["(844) 788-1470"]),
        ("جرعة 0.25 mg و 10–20 µg/mL", ["0.25 mg", "10–20 µg/mL"]),
        ("24/7 و 85% و 24 ساعة", []),
        ("دواء ZYLORA", ["ZYLORA"]),
    ],
)
def test_runs_that_need_isolates(text, runs):
    found = isolates_needed(text, "ar", ["ZYLORA", "زيلورا"])
    assert [text[run.start : run.end] for run in found] == runs
    assert isolates_needed(text, "es-US", ["ZYLORA"]) == []


@pytest.mark.parametrize("text", ["\u2066a\u2069", "\u2067\u2068a\u2069\u2069", "a\u200eb\u200f"])
def test_balanced(text):
    assert balance_fault(text) is None


@pytest.mark.parametrize(
    "text", ["\u2066a", "a\u2069", "\u202ea", "\u202aa\u202c", "\u2066\u2066\u2069"]
)
def test_unbalanced(text):
    assert balance_fault(text) is not None
