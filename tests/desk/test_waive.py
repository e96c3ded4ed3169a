"""Waiving at the desk: the same care as signing, and a table nobody can rewrite."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from pipeline.desk import verbs
from pipeline.desk.ids import unit_uid
from pipeline.desk.models import LedgerEvent, SignatureRecord, WaiverUnit
from pipeline.desk.selectors.standing import standing_of, waivers_on
from pipeline.desk.services.waive import waive_findings
from pipeline.errors import RefusedError, RejectedError
from pipeline.model.digest import Digest
from pipeline.model.finding import Finding, IssueType, Severity
from pipeline.model.waiver import WaiverRule
from pipeline.review.ceremony import PolicyInForce
from pipeline.review.content import sheet_basis
from pipeline.review.sheet import make_sheet
from pipeline.signing.ceremony import read_ceremony, waivers_in
from pipeline.signing.fields import Fields
from tests.desk.support import CATALOG, PASSWORD, PLACE, REQUIRED, at, send, sign

RULE = WaiverRule(
    roles=frozenset({"regulatory_reviewer", "linguist"}),
    people=1,
    codes=frozenset({"number.changed", "phone.changed"}),
)
KEY = CATALOG[1].message.key


def finding(code: str = "number.changed", severity: Severity = Severity.BLOCKER) -> Finding:
    return Finding(
        code=code, type=IssueType.NUMBERS, severity=severity, message="10 is missing", key=KEY
    )


FINDINGS = {KEY: [finding(), finding("phone.changed"), finding("tag.mismatch")]}


def shown(findings=None, rule: WaiverRule | None = RULE):
    return verbs.make_content(
        project=PLACE["project"],
        domain=PLACE["domain"],
        locale=PLACE["locale"],
        source_locale="en-US",
        required=REQUIRED,
        policy=PolicyInForce(version="1"),
        findings=FINDINGS if findings is None else findings,
        waivers=rule,
    )


def waive(username: str = "regina", *, number: int = 2, minute: float = 5, rule=RULE, **extra):
    content = shown(rule=rule)
    data, _ = verbs.make_review_sheet(content, operator="tester", at=at(minute))
    arguments = {
        "username": username,
        "password": PASSWORD,
        "content": content,
        "digests": [content.rows[number - 1].digest],
        "codes": ["number.changed"],
        "displayed": Digest.of(data),
        "reason": "the clinic writes it so",
        "at": at(minute),
    }
    return waive_findings(**{**arguments, **extra})


def refused(code: str, *arguments, **extra) -> RefusedError:
    before = SignatureRecord.objects.count(), WaiverUnit.objects.count()
    failed = LedgerEvent.objects.filter(action="signature.failed").count()
    with pytest.raises(RefusedError) as caught:
        waive(*arguments, **extra)
    assert {fault.code for fault in caught.value.faults} == {code}, caught.value
    assert (SignatureRecord.objects.count(), WaiverUnit.objects.count()) == before
    assert LedgerEvent.objects.filter(action="signature.failed").count() == failed + 1
    verbs.verify_ledger()
    return caught.value


def test_a_waiver_is_recorded_and_is_what_the_evidence_reads(desk):
    send()
    done = waive()
    assert "Meaning: Waiver of the findings named" in done.shown
    assert "Reason: the clinic writes it so." in done.shown
    payload = dict(done.payload)
    ceremony = read_ceremony(payload, Fields(payload, code="evidence.invalid", path="x"))
    (read,) = waivers_in(ceremony)
    row = shown().rows[1]
    assert row.waivers == (read,) == waivers_on([row.digest.hex])[row.digest.hex]
    assert read.role == "regulatory_reviewer"
    assert standing_of([row.digest.hex]) == {}
    assert verbs.collect(**PLACE).records == (payload,)
    verbs.verify_ledger()


def test_only_what_was_waived_is_out_of_the_way(desk):
    send()
    waive(codes=["number.changed", "phone.changed"])
    row = shown().rows[1]
    assert row.waived == ("number.changed", "phone.changed")
    assert [item.code for item in row.blockers] == ["tag.mismatch"]
    assert shown(rule=None).rows[1].waived == ()
    assert shown(rule=replace(RULE, people=2)).rows[1].waived == ()


def test_a_waived_text_can_be_signed_with_a_new_sheet_only(desk):
    send()
    only = {KEY: [finding()]}
    old = shown(only)
    data, _ = verbs.make_review_sheet(old, operator="tester", at=at(4))
    waive()
    new = shown(only)
    assert sheet_basis(old) != sheet_basis(new)
    digest = new.rows[1].digest
    fields = {"username": "maria", "password": PASSWORD, "meaning": "linguistic_review"}
    with pytest.raises(RefusedError) as caught:
        verbs.sign(**fields, content=new, digests=[digest], sheet=data, at=at(6))
    assert caught.value.code == "review.display"
    fresh, _ = verbs.make_review_sheet(new, operator="tester", at=at(7))
    assert b"waived by Regina Rath" in fresh
    assert verbs.sign(**fields, content=new, digests=[digest], sheet=fresh, at=at(8)).count == 1
    with pytest.raises(RefusedError) as caught:
        sign("hugo", numbers=[2], findings=only, minute=9)
    assert caught.value.code == "review.blocked", "a sheet without the policy's rule waives nothing"


def test_sheets_without_waivers_are_what_they_were(desk):
    send()
    plain, ruled = shown({}, None), shown({}, RULE)
    assert sheet_basis(plain) == sheet_basis(ruled)
    assert make_sheet(plain) == make_sheet(ruled)


def test_who_waived_may_sign_but_who_wrote_may_not_waive(desk):
    send()
    row = shown().rows[1]
    unit_id = uid_of(row)
    verbs.edit(
        username="maria",
        unit_id=unit_id,
        forms=["Hable con su médico."],
        based_on=row.digest,
        accept=lambda unit, forms: None,
        at=at(3),
    )
    error = refused("review.four_eyes", "maria")
    assert "Maria Muster wrote or imported this text" in str(error)
    waive("regina", minute=6)


def uid_of(row) -> str:
    return unit_uid(**PLACE, key=row.message.key)


@pytest.mark.parametrize(
    ("code", "extra"),
    [
        ("review.password", {"password": "wrong"}),
        ("review.display", {"displayed": Digest.of(b"another sheet")}),
        ("review.not_waivable", {"codes": ["lock.mismatch"]}),
        ("review.not_waivable", {"codes": ["tag.mismatch"]}),
        ("review.not_waivable", {"codes": ["range.changed"]}),
        ("review.not_waivable", {"codes": ["number.changed", "term.missing"]}),
        ("review.not_waivable", {"rule": None}),
        ("review.not_granted", {"rule": replace(RULE, roles=frozenset({"linguist"}))}),
        ("review.not_granted", {"rule": replace(RULE, roles=frozenset({"coordinator"}))}),
        ("review.no_blocker", {"number": 1}),
        ("review.changed", {"digests": [Digest.of(b"other")]}),
    ],
)
def test_what_is_no_waiver_is_refused_and_is_an_event(desk, code: str, extra):
    send()
    if code == "review.password":
        with pytest.raises(RefusedError) as caught:
            waive(**extra)
        assert caught.value.code == code
        assert not WaiverUnit.objects.exists()
    else:
        refused(code, **extra)


@pytest.mark.parametrize(
    ("code", "extra"),
    [
        ("review.reason", {"reason": " \t\n\u00a0"}),
        ("review.batch", {"digests": []}),
        ("review.not_waivable", {"codes": []}),
    ],
)
def test_what_is_called_wrongly_is_rejected(desk, code: str, extra):
    send()
    with pytest.raises(RejectedError) as caught:
        waive(**extra)
    assert caught.value.code == code


def test_nobody_signs_off_with_a_waiver(desk):
    send()
    content = shown()
    with pytest.raises(RejectedError) as caught:
        verbs.sign(
            username="regina",
            password=PASSWORD,
            meaning="waiver",
            content=content,
            digests=[content.rows[1].digest],
            sheet=b"",
            at=at(5),
        )
    assert caught.value.code == "review.meaning"


def test_a_person_waives_once_and_again_after_a_withdrawal(desk):
    send()
    waive()
    refused("review.signed", minute=6)
    content = shown()
    fields = {"password": PASSWORD, "content": content, "digests": [content.rows[1].digest]}
    with pytest.raises(RefusedError) as caught:
        verbs.withdraw(username="hugo", reason="x", at=at(7), **fields)
    assert caught.value.code == "review.not_signed"
    verbs.withdraw(username="regina", reason="I was wrong", at=at(8), **fields)
    assert shown().rows[1].waived == ()
    waive(minute=9)
    assert shown().rows[1].waived == ("number.changed",)
    verbs.verify_ledger()


def test_a_changed_text_has_no_waiver(desk):
    send()
    waive()
    row = shown().rows[1]
    verbs.edit(
        username="hugo",
        unit_id=uid_of(row),
        forms=["Pregúntele a su médico."],
        based_on=row.digest,
        accept=lambda unit, forms: None,
        at=at(6),
    )
    assert shown().rows[1].waivers == ()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE desk_waiverunit SET code = 'phone.changed'",
        "DELETE FROM desk_waiverunit",
        "INSERT OR REPLACE INTO desk_waiverunit SELECT * FROM desk_waiverunit",
    ],
)
def test_the_table_is_append_only_h01(desk, statement: str):
    send()
    waive()
    with sqlite3.connect(desk) as connection, pytest.raises(sqlite3.DatabaseError) as caught:
        connection.execute(statement)
    assert "append-only" in str(caught.value)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE desk_waiverunit SET code = 'phone.changed'",
        "UPDATE desk_waiverunit SET digest = '" + "0" * 64 + "'",
        "UPDATE desk_waiverunit SET signer_id = (SELECT id FROM desk_person WHERE username='hugo')",
        "DELETE FROM desk_waiverunit",
    ],
)
def test_a_waiver_changed_behind_the_desk_is_found_h02(desk, statement: str):
    send()
    waive()
    verbs.verify_ledger()
    with sqlite3.connect(desk) as connection:
        for trigger in ("update", "delete"):
            connection.execute(f"DROP TRIGGER desk_waiverunit_no_{trigger}")
        connection.execute(statement)
    with pytest.raises(RefusedError) as caught:
        verbs.verify_ledger()
    assert caught.value.code == "ledger.record"
