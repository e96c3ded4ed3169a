"""Evidence: nothing in it can be moved, dropped, added, repeated, or brought from elsewhere."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import RefusedError
from pipeline.formats.canonical import canonical_json
from pipeline.model.digest import Digest
from pipeline.model.evidence import Meaning
from pipeline.signing.dsse import parse_envelope
from pipeline.signing.evidence import make_checkpoint, make_line, parse_evidence, read_checkpoint
from pipeline.signing.roles import Role, SealType

from .samples import (
    DAY,
    HEAD,
    KEYRING,
    KEYS,
    PLACE,
    SEALED_AT,
    STRANGER,
    TRUST,
    evidence_of,
    keyring_of,
    parsed,
    record,
    unit,
)

DESK = KEYS[Role.DESK]
ONE, TWO, THREE = record("s1", "a", "b"), record("s2", "b"), record("s3", "c")
GOOD = evidence_of(ONE, TWO, THREE)
LINES = GOOD.splitlines(keepends=True)


def parse(data, **changes):
    fields = {**PLACE, "keyring": KEYRING, "trust": TRUST, "on": DAY, "path": "e.jsonl"}
    return parse_evidence(data, **{**fields, **changes})


def code_of(data, **changes):
    with pytest.raises(RefusedError) as caught:
        parse(data, **changes)
    return caught.value.code


def digest(text):
    return Digest.of(text.encode())


def resealed(lines, **changes):
    """These lines under a new, well sealed checkpoint: what a careless desk might do."""
    above = b"".join(lines)
    fields = {
        **PLACE,
        "ledger_head": HEAD,
        "sequence": 1,
        "previous": "",
        "sealed_at": SEALED_AT,
        "keys": DESK,
    }
    return above + make_checkpoint(above, **{**fields, **changes})


def payload_of(line):
    envelope = parse_envelope(line, type_=SealType.EVIDENCE, code="evidence.invalid", path="e")
    return json.loads(envelope.payload)


def test_round_trip():
    evidence = parse(GOOD)
    assert [ceremony.id for ceremony in evidence.ceremonies] == ["c-s1", "c-s2", "c-s3"]
    assert (evidence.domain, evidence.locale, evidence.sequence) == ("site", "es-US", 1)
    assert evidence.ledger_head == HEAD
    assert evidence.sealed_at == SEALED_AT
    assert evidence.digest == Digest.of(LINES[-1]).hex
    (sign_off,) = evidence.sign_offs[digest("a")]
    assert sign_off.meaning is Meaning.LINGUISTIC_REVIEW
    assert (sign_off.signer_id, sign_off.printed_name, sign_off.ceremony) == (
        "p-1",
        "Maria Muster",
        "c-s1",
    )
    assert len(evidence.sign_offs[digest("b")]) == 2


@pytest.mark.parametrize("data", [None, b""])
def test_no_file_is_no_evidence(data):
    evidence = parse(data)
    assert (evidence.sequence, evidence.sign_offs, evidence.ceremonies) == (0, {}, ())


@pytest.mark.parametrize("data", [None, b""])
def test_no_file_where_there_was_one_is_a_rollback(data):
    trust = TRUST.remember("evidence/site/es-US", 1, parse(GOOD).digest)
    assert parse(GOOD, trust=trust).sequence == 1
    assert code_of(data, trust=trust) == "seal.rollback"


def test_appending_keeps_the_lines_and_names_the_former_checkpoint():
    first = evidence_of(ONE)
    both = evidence_of(ONE, TWO, existing=first)
    assert both.splitlines()[0] == first.splitlines()[0]
    checkpoint = read_checkpoint(both.splitlines(keepends=True)[-1], path="e", line=3)
    assert (checkpoint.sequence, checkpoint.count) == (2, 2)
    assert checkpoint.previous == Digest.of(first.splitlines(keepends=True)[-1]).hex
    trust = TRUST.remember("evidence/site/es-US", 1, parse(first).digest)
    assert parse(both, trust=trust).sequence == 2
    later = trust.remember("evidence/site/es-US", 2, parse(both).digest)
    assert code_of(first, trust=later) == "seal.rollback"
    assert code_of(evidence_of(THREE, existing=first), trust=later) == "seal.fork"


def test_appending_what_is_there_changes_no_byte():
    assert evidence_of(ONE, THREE, existing=GOOD) == GOOD
    assert evidence_of() == b""
    assert evidence_of(existing=GOOD) == GOOD


@pytest.mark.parametrize("code", ["rejection", "withdrawal"])
def test_a_later_rejection_ends_earlier_sign_offs(code):
    meaning = {"code": code, "text": "No."}
    ends = record("s9", "b", meaning=meaning, reason="A term is wrong.")
    evidence = parse(evidence_of(ONE, TWO, ends))
    assert digest("b") not in evidence.sign_offs
    assert digest("a") in evidence.sign_offs
    again = parse(evidence_of(ONE, TWO, ends, record("s10", "b")))
    assert len(again.sign_offs[digest("b")]) == 1
    early = parse(evidence_of(ends, ONE))
    assert len(early.sign_offs[digest("b")]) == 1


def test_changed_files():
    one, two, three, end = LINES
    for lines, code in [
        ([two, one, three, end], "evidence.order"),
        ([one, three, end], "evidence.order"),
        ([two, three, end], "evidence.order"),
        ([one, two, end], "evidence.checkpoint"),
        ([end], "evidence.checkpoint"),
        ([one, two, three], "evidence.cut"),
        ([one], "evidence.cut"),
        ([one, one, two, three, end], "evidence.order"),
        ([one, two, three, end, end], "evidence.trailing"),
        ([one, two, three, end, one], "evidence.cut"),
        ([one, two, three, end[:-1]], "evidence.cut"),
        ([one, two, three, end, b"\n"], "evidence.invalid"),
        ([one, b"\n", two, three, end], "evidence.invalid"),
        ([b"garbage\n"], "evidence.invalid"),
    ]:
        assert code_of(b"".join(lines)) == code


def test_lines_resealed_by_the_desk_must_still_be_in_order():
    one, two, three, _ = LINES
    assert parse(resealed([one, two]))
    assert code_of(resealed([two, one])) == "evidence.order"
    assert code_of(resealed([one, three])) == "evidence.order"
    assert code_of(resealed([*LINES])) == "evidence.trailing"


@pytest.mark.parametrize("name", ["project", "domain", "locale"])
def test_replay_from_another_place(name):
    other = {"project": "other", "domain": "ads", "locale": "es-ES"}[name]
    assert code_of(evidence_of(ONE, **{name: other})) == f"evidence.{name}"  # type: ignore[arg-type]
    assert code_of(GOOD, **{name: other}) == f"evidence.{name}"
    assert code_of(resealed(LINES[:2], **{name: other})) == f"evidence.{name}"


def test_replay_under_another_project_with_its_own_name():
    foreign = evidence_of(ONE, project="other")
    assert code_of(foreign, project="other") == "evidence.project"


def test_only_the_desk_seals_evidence():
    payload = payload_of(LINES[0])
    for keys in (KEYS[Role.APPROVER], KEYS[Role.RELEASER], [STRANGER]):
        assert code_of(resealed([make_line(payload, keys)])) == "evidence.signature"
    assert code_of(resealed([LINES[0]], keys=[STRANGER])) == "evidence.signature"
    assert code_of(GOOD, keyring=parsed(keyring_of())) == "evidence.signature"


def test_a_changed_payload_under_an_old_seal():
    envelope = json.loads(LINES[0])
    other = json.loads(make_line({**payload_of(LINES[0]), "reason": "x"}, DESK))
    line = canonical_json({**envelope, "payload": other["payload"]}) + b"\n"
    assert code_of(resealed([line])) == "evidence.signature"


def test_evidence_from_the_future_or_before_the_key():
    line = make_line({**payload_of(LINES[0]), "sealed_at": "2026-03-03T00:00:00.000Z"}, DESK)
    assert code_of(resealed([line])) == "evidence.future"
    line = make_line({**payload_of(LINES[0]), "sealed_at": "2025-03-03T00:00:00.000Z"}, DESK)
    assert code_of(resealed([line])) == "evidence.signature"


def test_a_signature_id_counts_once():
    twice = evidence_of(ONE, {**ONE, "units": [unit("z")]})
    assert code_of(twice) == "evidence.duplicate"


@pytest.mark.parametrize(
    "changes",
    [
        {"schema": "signature/2"},
        {"signature_id": " "},
        {"signed_at": "2026-02-01"},
        {"signed_at_zone": ""},
        {"policy_version": ""},
        {"displayed_digest": ""},
        {"signer": {}},
        {"signer": {"id": "p", "printed_name": "", "role": "r"}},
        {"signer": "p"},
        {"auth": {}},
        {"auth": {"components": []}},
        {"auth": {"components": [""]}},
        {"auth": {"components": [1]}},
        {"auth": {"components": "password"}},
        {"meaning": {"code": "approved", "text": "x"}},
        {"meaning": {"code": "translated", "text": ""}},
        {"meaning": {"code": "rejection", "text": "No."}, "reason": "  "},
        {"reason": None},
        {"ceremony": {}},
        {"units": []},
        {"units": [unit("a"), unit("a")]},
        {"units": [{**unit("a"), "findings": ""}]},
        {"units": [{**unit("a"), "unit": "x"}]},
        {"units": [{**unit("a"), "context": None}]},
        {"units": [{key: value for key, value in unit("a").items() if key != "target"}]},
        {"units": ["x"]},
        {"units": [unit(str(number)) for number in range(501)]},
        {"kind": "note"},
        {"kind": None},
        {"sequence": 0},
        {"previous": "x"},
        {"sealed_at": "now"},
    ],
)
def test_malformed_records(changes):
    line = make_line({**payload_of(LINES[0]), **changes}, DESK)
    assert code_of(resealed([line])) == "evidence.invalid"


def test_records_are_judged_before_they_are_sealed():
    with pytest.raises(RefusedError) as caught:
        evidence_of(record("s1"))
    assert caught.value.code == "evidence.invalid"


@pytest.mark.parametrize("name", ["project", "domain", "locale"])
def test_records_are_not_taken_elsewhere(name):
    with pytest.raises(RefusedError) as caught:
        evidence_of({**ONE, name: "other"})
    assert caught.value.code == f"evidence.{name}"
    assert parse(evidence_of({**ONE, **PLACE})).sequence == 1


def test_500_units_and_further_fields_are_fine():
    many = record("s1", *map(str, range(500)), four_eyes={"compared": ["p-2"]})
    assert len(parse(evidence_of(many)).sign_offs) == 500


def test_another_type_in_the_payload():
    line = make_line({**payload_of(LINES[0]), "type": "policy"}, DESK)
    assert code_of(resealed([line])) == "evidence.type"


def test_a_payload_that_is_no_object():
    assert code_of(make_line([], DESK)) == "evidence.invalid"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes", [{"count": 0}, {"lines": "x"}, {"ledger_head": ""}, {"sequence": 0}, {"extra": 1}]
)
def test_malformed_checkpoints(changes):
    end = make_line({**payload_of(LINES[-1]), **changes}, DESK)
    assert code_of(b"".join(LINES[:-1]) + end) == "evidence.invalid"


@pytest.mark.parametrize("changes", [{"count": 2}, {"lines": "a" * 64}])
def test_checkpoints_over_other_lines(changes):
    end = make_line({**payload_of(LINES[-1]), **changes}, DESK)
    assert code_of(b"".join(LINES[:-1]) + end) == "evidence.checkpoint"


SMALL = evidence_of(ONE)


@given(st.integers(0, len(SMALL) - 1), st.integers(1, 255))
def test_no_byte_can_change(position, mask):
    bad = bytearray(SMALL)
    bad[position] ^= mask
    assert code_of(bytes(bad)).startswith("evidence.")


@given(st.integers(1, len(SMALL) - 1))
def test_no_cut_file_is_read(length):
    assert code_of(SMALL[:length]) in {"evidence.cut", "evidence.invalid"}
