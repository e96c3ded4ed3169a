"""Signing: authority, four eyes, what was shown, all or none."""

from __future__ import annotations

import json
import zlib

import pytest

from pipeline.desk import verbs
from pipeline.desk.models import LedgerEvent, SheetRecord, SignatureRecord, SignatureUnit
from pipeline.errors import RefusedError, RejectedError
from pipeline.model.digest import Digest
from pipeline.model.evidence import Meaning
from pipeline.model.finding import Finding, IssueType, Severity
from pipeline.model.signals import Signals
from pipeline.signing.ceremony import read_ceremony
from pipeline.signing.fields import Fields
from tests.desk.support import (
    CATALOG,
    PASSWORD,
    PLACE,
    actions,
    at,
    content,
    send,
    sign,
    with_forms,
)

REGULATORY = "medical_legal_regulatory_approval"


def refused(code: str, *arguments, **extra):
    before = SignatureRecord.objects.count()
    with pytest.raises(RefusedError) as caught:
        sign(*arguments, **extra)
    assert {fault.code for fault in caught.value.faults} == {code}, caught.value
    assert SignatureRecord.objects.count() == before
    verbs.verify_ledger()
    return caught.value


def test_two_people_sign_and_nothing_is_missing(desk):
    send()
    signed = sign()
    assert signed.count == 4
    assert "Electronically signed by Maria Muster (Linguist, es-US) on 22 Nov 2026 18:05:00" in (
        signed.shown
    )
    sign("regina", meaning=REGULATORY, minute=6)
    rows = content().rows
    assert [len(row.sign_offs) for row in rows] == [2, 2, 2, 2, 0]
    assert all(row.missing == () for row in rows[:4])
    verbs.verify_ledger()


def test_the_record_is_what_the_evidence_file_reads(desk):
    send()
    payload = dict(sign().payload)
    fields = Fields(payload, code="evidence.invalid", path="x")
    ceremony = read_ceremony(payload, fields)
    assert ceremony.meaning is Meaning.LINGUISTIC_REVIEW
    assert ceremony.units == tuple(row.digest for row in content().rows[:4])
    (collected,) = verbs.collect(**PLACE).records
    assert collected == payload
    assert payload["ledger"]["seq"] == LedgerEvent.objects.get(action="signature.created").seq
    assert payload["signed_at"] == "2026-11-22T17:05:00.123Z"
    assert payload["signed_at_zone"] == "Europe/Berlin"


def test_a_wrong_password_signs_nothing_and_five_lock_the_account_h05(desk):
    send()
    for _ in range(5):
        refused("review.password", password="wrong")
    refused("review.account_locked")
    assert actions().count("signature.failed") == 6
    assert actions().count("auth.locked") == 1
    assert verbs.list_people()[1].locked
    verbs.reset_password(
        username="maria", password=PASSWORD + "!", reason="forgotten", operator="boss", at=at(7)
    )
    refused("review.must_change_password", password=PASSWORD + "!", minute=8)
    verbs.change_password(username="maria", old=PASSWORD + "!", new="another long one", at=at(9))
    assert sign(password="another long one", minute=10).count == 4


def test_the_right_password_sets_the_count_back(desk):
    send()
    for _ in range(4):
        refused("review.password", password="wrong")
    assert sign().count == 4
    for minute in range(4):
        refused("review.password", password="wrong", numbers=[1], minute=7 + minute)
    assert not verbs.list_people()[1].locked


def test_an_unknown_name_gets_the_same_answer(desk):
    send()
    unknown = refused("review.password", "nobody")
    assert str(unknown) == str(refused("review.password", password="wrong"))


def test_a_role_gives_the_right_to_its_meaning_in_its_locale_only(desk):
    send()
    refused("review.not_granted", "maria", meaning=REGULATORY)
    verbs.revoke(
        username="maria",
        role="linguist",
        locale="es-US",
        reason="moved",
        operator="boss",
        at=at(6),
    )
    refused("review.not_granted", "maria", minute=7)
    verbs.grant(username="maria", role="linguist", locale="de-DE", operator="boss", at=at(8))
    refused("review.not_granted", "maria", minute=9)


def test_who_left_cannot_sign_and_what_they_signed_stays(desk):
    send()
    sign(numbers=[1])
    verbs.deactivate_person(username="maria", reason="left", operator="boss", at=at(6))
    refused("review.password", "maria", numbers=[2], minute=7)
    assert len(content().rows[0].sign_offs) == 1


def test_nobody_signs_what_they_wrote_h10(desk):
    send()
    row = content().rows[1]
    uid = _uid(row)
    verbs.edit(
        username="maria",
        unit_id=uid,
        forms=["Hable con su médico."],
        based_on=row.digest,
        accept=lambda unit, forms: None,
        at=at(3),
    )
    error = refused("review.four_eyes", numbers=[1, 2])
    assert "Maria Muster wrote or imported this text: unit 2" in str(error)
    assert sign("hugo", numbers=[1, 2], minute=6).count == 2


def test_a_text_stays_its_writers_when_it_comes_back_from_the_repository(desk):
    send()
    row = content().rows[1]
    verbs.edit(
        username="maria",
        unit_id=_uid(row),
        forms=["Hable con su médico."],
        based_on=row.digest,
        accept=lambda unit, forms: None,
        at=at(3),
    )
    send([CATALOG[0], with_forms(CATALOG[1], "Otro."), *CATALOG[2:]], minute=4)
    mine = with_forms(CATALOG[1], "Hable con su médico.")
    send([CATALOG[0], mine, *CATALOG[2:]], minute=4.5)
    refused("review.four_eyes", numbers=[2])


def test_nobody_signs_what_they_imported_h10(desk):
    send(importer="maria")
    refused("review.four_eyes")
    assert sign("hugo", minute=6).count == 4


def test_the_two_meanings_are_by_distinct_people(desk):
    send()
    verbs.grant(
        username="maria", role="regulatory_reviewer", locale="es-US", operator="boss", at=at(2)
    )
    sign("maria")
    refused("review.four_eyes", "maria", meaning=REGULATORY, minute=6)


def test_a_text_is_signed_once_per_meaning(desk):
    send()
    sign(numbers=[1])
    error = refused("review.signed", "hugo", numbers=[1], minute=6)
    assert "by Maria Muster" in str(error)


def test_a_change_since_the_sheet_was_read_is_refused_and_named(desk):
    send()
    shown = content()
    data, _ = verbs.make_review_sheet(shown, operator="tester", at=at(3))
    send([CATALOG[0], with_forms(CATALOG[1], "Otro texto."), *CATALOG[2:]], minute=4)
    digests = [row.digest for row in shown.rows[:3]]
    refused("review.changed", content=content(), sheet=data, digests=digests)
    refused("review.changed", content=shown, sheet=data, digests=digests)


def test_only_a_sheet_that_was_made_here_and_still_holds_is_signed(desk):
    send()
    refused("review.display", sheet=b"<html>something else</html>")
    data, _ = verbs.make_review_sheet(content(), operator="tester", at=at(3))
    key = CATALOG[0].message.key
    finding = Finding(
        code="length.exceeded",
        type=IssueType.LENGTH,
        severity=Severity.WARNING,
        message="too long",
        key=key,
    )
    refused("review.display", sheet=data, findings={key: [finding]})
    assert sign(findings={key: [finding]}, minute=6).count == 4


def test_one_persons_signature_does_not_make_anothers_sheet_stale(desk):
    send()
    data, digest = verbs.make_review_sheet(content(), operator="tester", at=at(3))
    sign(numbers=[1])
    assert sign("regina", meaning=REGULATORY, sheet=digest, minute=6).count == 4
    assert data


def test_blockers_and_empty_targets_are_not_signed(desk):
    send()
    key = CATALOG[1].message.key
    blocker = Finding(
        code="placeholder.mismatch",
        type=IssueType.MARKUP,
        severity=Severity.BLOCKER,
        message="expected 1 placeholder, found 0",
        key=key,
    )
    refused("review.blocked", numbers=[1, 2], findings={key: [blocker]})
    refused("review.empty", numbers=[1, 5])
    assert sign(findings={key: [blocker]}, minute=6).count == 3


def test_all_or_none_g14(desk):
    send()
    sign("hugo", numbers=[3])
    refused("review.signed", numbers=[1, 2, 3], minute=6)
    assert SignatureUnit.objects.count() == 1


def test_a_ceremony_has_its_limits(desk):
    send()
    for digests in ([], [Digest.of(str(n).encode()) for n in range(501)]):
        with pytest.raises(RejectedError) as caught:
            sign(digests=digests)
        assert caught.value.code == "review.batch"
    with pytest.raises(RejectedError):
        sign(meaning="rejection", digests=[content().rows[0].digest])


def test_a_clock_before_the_last_event_cannot_sign_g09(desk):
    send(minute=30)
    shown = content()
    data, _ = verbs.make_review_sheet(shown, operator="tester", at=at(31))
    refused("clock.skew", content=shown, sheet=data, minute=5)


def _take_back(verb, username="regina", *, numbers=(1,), reason="wrong dose", minute=10.0):
    shown = content()
    return verb(
        username=username,
        password=PASSWORD,
        content=shown,
        digests=verbs.choose_units(shown, meaning=Meaning.REJECTION, numbers=list(numbers)),
        reason=reason,
        at=at(minute),
    )


def test_a_rejection_ends_every_sign_off_and_signing_again_needs_a_reason_h16(desk):
    send()
    sign()
    sign("regina", meaning=REGULATORY, minute=6)
    for reason in ("", "  \t"):
        with pytest.raises(RejectedError) as caught:
            _take_back(verbs.reject, reason=reason)
        assert caught.value.code == "review.reason"
    rejection = _take_back(verbs.reject)
    assert "Meaning: Rejection of the text above. Reason: wrong dose." in rejection.shown
    row = content().rows[0]
    assert (row.sign_offs, len(row.taken_back)) == ((), 1)
    assert len(content().rows[1].sign_offs) == 2
    refused("review.reason", numbers=[1], minute=11)
    assert sign(numbers=[1], reason="the dose was right", minute=12).count == 1
    verbs.verify_ledger()


def test_one_withdraws_only_ones_own_signature(desk):
    send()
    sign()
    with pytest.raises(RefusedError) as caught:
        _take_back(verbs.withdraw, "hugo")
    assert caught.value.code == "review.not_signed"
    _take_back(verbs.withdraw, "maria")
    assert content().rows[0].sign_offs == ()
    assert "signature.withdrawn" in actions()
    verbs.verify_ledger()


def test_a_changed_text_is_signed_again_with_a_reason_and_points_back_h16(desk):
    send()
    first = sign(numbers=[2])
    send([CATALOG[0], with_forms(CATALOG[1], "Pregunte al médico."), *CATALOG[2:]], minute=6)
    refused("review.reason", numbers=[2], minute=7)
    again = sign(numbers=[2], reason="shorter", minute=8)
    assert again.payload["units"][0]["prior"] == first.ceremony_id


def test_a_signed_text_is_edited_only_with_a_reason_h16(desk):
    send()
    sign(numbers=[2])
    row = content().rows[1]
    arguments = {
        "username": "hugo",
        "unit_id": _uid(row),
        "forms": ["Hable con su médico."],
        "based_on": row.digest,
        "accept": lambda unit, forms: None,
    }
    with pytest.raises(RefusedError) as caught:
        verbs.edit(**arguments, reason=" ", at=at(7))
    assert caught.value.code == "review.reason"
    verbs.edit(**arguments, reason="clearer", at=at(8))
    assert actions()[-2:] == ["unit.edited", "signature.superseded"]
    with pytest.raises(RefusedError) as caught:
        verbs.edit(**arguments, at=at(9))
    assert caught.value.code == "review.changed"


def test_no_secret_is_in_the_ledger(desk):
    send()
    refused("review.password", password="a wrong but secret one")
    sign()
    text = "\n".join(LedgerEvent.objects.values_list("line", flat=True))
    assert PASSWORD not in text
    assert "secret one" not in text
    assert "argon2" not in text
    assert all(json.loads(line)["schema"] == "event/1" for line in text.splitlines())


def _uid(row) -> str:
    from pipeline.desk.ids import unit_uid

    return unit_uid(**PLACE, key=row.message.key)


def signals(*answer: str, **extra) -> Signals:
    values = {"engine": "apertium", "version": "1", "words": 3, "unknown": ("doctor",)}
    return Signals(**{**values, "kept": (), "similarity": None, "answer": answer, **extra})


def test_a_signal_is_shown_beside_the_text_it_is_about_and_no_other(desk):
    send()
    doctor, open_ = CATALOG[1].message.key, CATALOG[4].message.key
    known = {doctor: signals("Pregunte a su médico."), open_: signals("Abrir")}
    rows = content(signals=known).rows
    assert [row.signals for row in rows] == [None, known[doctor], None, None, None]
    send((CATALOG[0], with_forms(CATALOG[1], "Consulte a su médico."), *CATALOG[2:]), minute=2)
    assert not any(row.signals for row in content(signals=known).rows)


def test_signals_that_vanish_or_change_leave_a_sheet_good_to_sign_with(desk):
    send()
    key, text = CATALOG[1].message.key, CATALOG[1].forms
    data, digest = verbs.make_review_sheet(
        content(signals={key: signals(*text)}), operator="tester", at=at(2)
    )
    assert b"unknown to the engine" in data
    gone = sign(sheet=data, content=content(), numbers=[1])
    other = content(signals={key: signals(*text, unknown=("else",))})
    changed = sign(sheet=data, content=other, numbers=[2])
    for signed in (gone, changed):
        assert dict(signed.payload)["displayed_digest"] == digest.hex
    assert zlib.decompress(SheetRecord.objects.get(digest=digest.hex).data) == data
    verbs.verify_ledger()


def test_a_changed_text_still_needs_a_new_sheet_whatever_its_signals(desk):
    send()
    known = {CATALOG[1].message.key: signals(*CATALOG[1].forms)}
    data, _ = verbs.make_review_sheet(content(signals=known), operator="tester", at=at(2))
    send((CATALOG[0], with_forms(CATALOG[1], "Consulte a su médico."), *CATALOG[2:]), minute=3)
    refused("review.display", sheet=data, content=content(signals=known))
