"""The ceremony's record, its meaning sentence, and how it is shown."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from pipeline.errors import RejectedError
from pipeline.formats.canonical import canonical_json, read_json
from pipeline.model.digest import Digest
from pipeline.model.evidence import Meaning, SignOff
from pipeline.model.finding import Finding, IssueType, Severity
from pipeline.model.message import MessageKey
from pipeline.review.ceremony import (
    Authentication,
    CeremonyUnit,
    LedgerPlace,
    PolicyInForce,
    Signer,
    ceremony_digest,
    make_ceremony_payload,
)
from pipeline.review.four_eyes import compare_people
from pipeline.review.instant import Instant
from pipeline.review.meanings import meaning_text, meaning_title
from pipeline.review.roles import ReviewRole
from pipeline.review.shown import show_signature
from pipeline.signing.ceremony import read_ceremony
from pipeline.signing.fields import Fields

AT = dt.datetime(2026, 11, 22, 19, 10, 5, 123_999, tzinfo=ZoneInfo("Europe/Berlin"))


FOUND = Finding(
    code="number.changed",
    type=IssueType.NUMBERS,
    severity=Severity.BLOCKER,
    message="10 is missing",
    key=MessageKey("", "Take 10 mg"),
)


def unit(name: str, **extra) -> CeremonyUnit:
    values = {
        "id": name,
        "digest": Digest.of(name.encode()),
        "revision": 1,
        "context": "",
        "source": Digest.of(b"s"),
        "target": Digest.of(b"t"),
        "findings": Digest.of(b"f"),
    }
    return CeremonyUnit(**{**values, **extra})


def payload(*units: CeremonyUnit, meaning=Meaning.LINGUISTIC_REVIEW, **extra):
    values = {
        "ceremony_id": "0192f1aa-7c11-7000-8000-000000000001",
        "project": "betaseron",
        "domain": "betaseron",
        "locale": "de-DE",
        "meaning": meaning,
        "signer": Signer(id="p1", printed_name="Maria Muster", role="Linguist"),
        "signed_at": Instant.of(AT),
        "units": units or (unit("one"), unit("two")),
        "displayed": Digest.of(b"sheet"),
        "policy": PolicyInForce(version="3"),
        "authentication": Authentication(
            components=("user_id", "password"), at=Instant.of(AT).utc, first_in_session=True
        ),
        "ledger": LedgerPlace(sequence=7, previous="0" * 64),
    }
    return make_ceremony_payload(**{**values, **extra})


@pytest.mark.parametrize("meaning", list(Meaning))
def test_the_evidence_file_reads_every_meaning(meaning):
    extra = {}
    if meaning is Meaning.WAIVER:
        waived = tuple(unit(name, waives=(FOUND,)) for name in ("one", "two"))
        extra = {"units": waived, "waiver_role": "linguist"}
    value = payload(meaning=meaning, reason="because", **extra)
    ceremony = read_ceremony(value, Fields(value, code="evidence.invalid", path="x"))
    assert ceremony.meaning is meaning
    assert ceremony.units == (Digest.of(b"one"), Digest.of(b"two"))
    assert read_json(canonical_json(value), path="x") == value


def test_every_field_is_covered_by_the_digest():
    first = payload()
    others = [
        payload(unit("one")),
        payload(project="other"),
        payload(locale="de-AT"),
        payload(displayed=Digest.of(b"other")),
        payload(ledger=LedgerPlace(sequence=8, previous="0" * 64)),
        payload(unit("one", findings=Digest.of(b"g")), unit("two")),
    ]
    assert len({ceremony_digest(value) for value in [first, *others]}) == len(others) + 1


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("review.reason", {"reason": " \t"}),
        ("review.not_waivable", {"waiver_role": ""}),
        ("review.not_waivable", {"units": (unit("one", waives=(FOUND,)), unit("two"))}),
        ("review.not_waivable", {"meaning": Meaning.LINGUISTIC_REVIEW}),
    ],
)
def test_a_waiver_says_why_by_what_right_and_of_what(code: str, changes):
    good = {
        "meaning": Meaning.WAIVER,
        "reason": "the clinic writes it so",
        "waiver_role": "linguist",
        "units": (unit("one", waives=(FOUND,)),),
    }
    value = payload(**good)
    assert value["units"][0]["waives"] == [{"code": "number.changed", "message": "10 is missing"}]
    assert value["waiver"] == {"role": "linguist"}
    with pytest.raises(RejectedError) as caught:
        payload(**{**good, **changes})
    assert caught.value.code == code


@pytest.mark.parametrize("count", [0, 501])
def test_a_ceremony_has_1_to_500_units(count):
    with pytest.raises(RejectedError) as caught:
        payload(units=tuple(unit(str(number)) for number in range(count)))
    assert caught.value.code == "review.batch"
    assert len(payload(units=tuple(unit(str(n)) for n in range(500)))["units"]) == 500


def test_the_same_text_twice_is_no_ceremony():
    with pytest.raises(RejectedError):
        payload(unit("one"), unit("one"))


@pytest.mark.parametrize("reason", ["", " \t\u00a0"])
def test_taking_back_needs_a_reason(reason):
    with pytest.raises(RejectedError) as caught:
        payload(meaning=Meaning.REJECTION, reason=reason)
    assert caught.value.code == "review.reason"


def test_a_signature_shows_name_date_time_zone_and_meaning_h06():
    text = show_signature(payload(), digest=Digest.of(b"one").hex)
    assert text == (
        "Electronically signed by Maria Muster (Linguist, de-DE) on 22 Nov 2026 19:10:05 "
        "Europe/Berlin (UTC+01:00). Meaning: Linguistic review of the text above. Signature "
        "0192f1aa-7c11-7000-8000-000000000001, record SHA-256 " + Digest.of(b"one").hex + "."
    )


def test_every_meaning_has_its_sentence_with_a_version():
    texts = {meaning_text(meaning, locale="de-DE").text for meaning in Meaning}
    assert len(texts) == len({meaning_title(meaning) for meaning in Meaning}) == len(Meaning)
    assert all("de-DE" in text for text in texts)
    assert meaning_text(Meaning.RELEASE, locale="ja").template == "release/en/1"


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        (ZoneInfo("Asia/Kathmandu"), "22 Nov 2026 23:55:05 Asia/Kathmandu (UTC+05:45)"),
        (ZoneInfo("America/St_Johns"), "22 Nov 2026 14:40:05 America/St_Johns (UTC-03:30)"),
        (dt.timezone(dt.timedelta(hours=-8)), "22 Nov 2026 10:10:05 -08:00 (UTC-08:00)"),
        (dt.UTC, "22 Nov 2026 18:10:05 UTC (UTC+00:00)"),
    ],
)
def test_a_moment_is_kept_in_utc_and_shown_in_its_zone(zone, shown):
    instant = Instant.of(AT.astimezone(zone))
    assert instant.utc == "2026-11-22T18:10:05.123Z"
    assert str(instant) == shown


def test_a_moment_without_a_zone_is_no_moment():
    with pytest.raises(ValueError, match="time zone"):
        Instant.of(AT.replace(tzinfo=None))


def _sign_off(person: str, meaning: Meaning) -> SignOff:
    return SignOff(
        unit=Digest.of(b"one"),
        meaning=meaning,
        signer_id=person,
        printed_name=person,
        role="x",
        signed_at="",
        ceremony="c",
    )


def test_four_eyes_h10():
    regulatory, linguistic = Meaning.REGULATORY_APPROVAL, Meaning.LINGUISTIC_REVIEW
    standing = [_sign_off("maria", linguistic)]
    assert compare_people("regina", regulatory, writers=["hugo", ""], standing=standing)
    assert not compare_people("hugo", regulatory, writers=["hugo"], standing=standing)
    assert not compare_people("maria", regulatory, writers=[], standing=standing)
    assert compare_people("maria", linguistic, writers=[], standing=standing)
    assert compare_people("hugo", Meaning.REJECTION, writers=["hugo"], standing=standing)
    verdict = compare_people("regina", regulatory, writers=["hugo"], standing=standing)
    assert verdict.compared == ("hugo", "maria")


def test_no_role_signs_everything_and_coordinators_sign_nothing():
    positive = {role: {m for m in role.meanings if not m.takes_back} for role in ReviewRole}
    assert positive[ReviewRole.COORDINATOR] == set()
    assert not positive[ReviewRole.LINGUIST] & positive[ReviewRole.REGULATORY_REVIEWER]
