from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pipeline.errors import RejectedError
from pipeline.locks.patterns import pattern_fault
from pipeline.locks.registry import parse_registry
from tests.locks.build import DAY, message

BAD = Path(__file__).parents[1] / "bad"
GOOD = b"""
project = "demo"
[[lock]]
id = "isi.us@1"
kind = "isi"
scope = "passage"
policy = "approved"
source = ["Talk to your <1>doctor</1>.", "Second."]
reference = "R-1"
effective_on = 2026-01-01
expires_on = 2030-01-01
[[lock]]
id = "brand.x@1"
kind = "brand"
scope = "term"
policy = "verbatim"
source = "ZYLORA"
reference = "R-2"
effective_on = 2026-01-01
expires_on = 2030-01-01
"""
APPROVED = """msgid ""
msgstr ""
"Language: es_US\\n"

# reference: TR-1
# approved_by: A. Person
# effective_on: 2026-01-01
# expires_on: 2027-01-01
msgctxt "isi.us@1/1"
msgid "Talk to your <1>doctor</1>."
msgstr "Hable con su <1>médico</1>."

msgctxt "isi.us@1/2"
msgid "Second."
msgstr ""

""".encode()


def code_of(name: str) -> str:
    return ".".join(name.split(".")[1:-1])


@pytest.mark.parametrize("path", sorted((BAD / "locks").iterdir()), ids=lambda path: path.name)
def test_bad_locks_are_refused(path):
    with pytest.raises(RejectedError) as caught:
        parse_registry(path.read_bytes(), {}, as_of=DAY)
    assert [fault.code for fault in caught.value.faults] == [code_of(path.name)]


@pytest.mark.parametrize("path", sorted((BAD / "approved").iterdir()), ids=lambda path: path.name)
def test_bad_approved_translations_are_refused(path):
    plain = GOOD.replace(b"<1>", b"").replace(b"</1>", b"")
    with pytest.raises(RejectedError) as caught:
        parse_registry(plain, {"es-US": path.read_bytes()}, as_of=DAY)
    assert {fault.code for fault in caught.value.faults} == {code_of(path.name)}
    assert all(
        fault.path == "glossary_lock/approved/es-US.po" and fault.line
        for fault in caught.value.faults
    )


def test_a_whole_registry():
    found = parse_registry(GOOD, {"es-US": APPROVED}, as_of=DAY)
    isi, brand = found.locks[1], found.locks[0]
    assert found.project == "demo"
    assert isi.source == ("Talk to your doctor.", "Second.")
    first, second = isi.approved["es-US"]
    assert first is not None
    assert (first.reference, first.approved_by) == ("TR-1", "A. Person")
    assert first.expires_on == dt.date(2027, 1, 1)
    assert second is None
    assert (brand.id, isi.id) == ("brand.x@1", "isi.us@1")


def test_every_fault_is_told_at_once():
    bad = GOOD.replace(b'"isi"', b'"poem"').replace(b'"brand"', b'"song"')
    with pytest.raises(RejectedError) as caught:
        parse_registry(bad, {}, as_of=DAY)
    assert [fault.line for fault in caught.value.faults] == [3, 12]


def test_an_unknown_locale_is_no_file_name():
    with pytest.raises(RejectedError, match=r"locale\.unknown"):
        parse_registry(GOOD, {"../x": APPROVED}, as_of=DAY)


def test_passages_that_share_a_segment_must_agree():
    twice = GOOD + GOOD.split(b"[[lock]]")[1].join([b"[[lock]]", b""]).replace(b"isi.us", b"isi.eu")
    other = APPROVED.replace(b"isi.us", b"isi.eu")
    agreed = parse_registry(twice, {"es-US": APPROVED + other.split(b"\n\n", 1)[1]}, as_of=DAY)
    tagged = message("Talk to your <1>doctor</1>.")
    assert agreed.match(tagged).ids == ("isi.eu@1", "isi.us@1")
    assert agreed.expected(tagged, "es-US") == "Hable con su <1>médico</1>."
    changed = other.split(b"\n\n", 1)[1].replace(b"Hable", b"Consulte")
    with pytest.raises(RejectedError) as caught:
        parse_registry(twice, {"es-US": APPROVED + changed}, as_of=DAY)
    assert caught.value.code == "lock.ambiguous"


@pytest.mark.parametrize(
    "pattern",
    [r"1-\d{3}-\d{3}-\d{4}", r"[A-Z]{2,4}-\d+", r"(?:PP|US)-[A-Z]+-\d{4}", r"v\d(?:\.\d)?"],
)
def test_usual_patterns_are_taken(pattern):
    assert pattern_fault(pattern) is None


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+",
        r"(?:a*b?)*c",
        r"(a{1,30}){1,30}",
        r"\S+@x",
        r"[^x]*y",
        r"(.)\1",
        r"(?i)a",
        "a" * 501,
    ],
)
def test_runaway_patterns_are_refused(pattern):
    assert pattern_fault(pattern)
