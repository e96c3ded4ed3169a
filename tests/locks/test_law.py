"""Law 7: locked means locked."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.text.bidi import add_isolates
from tests.locks.build import (
    ALL,
    BRAND,
    ISI,
    PHONE,
    TERM,
    approved,
    lock,
    message,
    passage,
    registry,
)

SOURCE = "ZYLORA treats multiple sclerosis. Call 1-844-788-1470."
TARGET = "ZYLORA trata la esclerosis múltiple. Llame al 1-844-788-1470."


def codes(source, target, locale="es-US", found=ALL):
    return [fault.code for fault in found.violations(message(source), (target,), locale)]


def test_a_good_target_holds():
    assert ALL.violations(message(SOURCE), (TARGET,), "es-US") == ()
    assert ALL.holds(message(SOURCE), (TARGET,), "es-US")
    assert codes(SOURCE, "") == []


@given(st.sampled_from(ISI.source), st.sampled_from(["es-US"]))
def test_expected_text_breaks_no_lock(source, locale):
    expected = ALL.expected(message(source), locale)
    assert expected is not None
    assert ALL.violations(message(source), (expected,), locale) == ()


_CHARS = st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Z", "Cf", "M"])


@settings(max_examples=150)
@given(st.sampled_from(ISI.source), st.data())
def test_any_change_of_one_character_is_a_violation(source, data):
    expected = ALL.expected(message(source), "es-US")
    assert expected is not None
    at = data.draw(st.integers(0, len(expected) - 1))
    char = data.draw(_CHARS)
    for changed in (
        expected[:at] + expected[at + 1 :],
        expected[:at] + char + expected[at:],
        expected[:at] + char + expected[at + 1 :],
    ):
        faults = ALL.violations(message(source), (changed,), "es-US")
        assert bool(faults) is (changed != expected)


@settings(max_examples=150)
@given(st.sampled_from(["ZYLORA", "1-844-788-1470"]), st.data())
def test_any_change_inside_an_exact_form_is_a_violation(form, data):
    start = TARGET.index(form)
    at = data.draw(st.integers(start, start + len(form) - 1))
    char = data.draw(_CHARS)
    changed = TARGET[:at] + char + TARGET[at + 1 :]
    assert ALL.holds(message(SOURCE), (changed,), "es-US") is (changed == TARGET)


@pytest.mark.parametrize(
    ("target", "named"),
    [
        ("No use ZYLORA si es alérgico a él", "the end"),
        ("No use ZYLORА si es alérgico a él.", "CYRILLIC CAPITAL LETTER A"),
        ("No use ZYLORA\u00a0si es alérgico a él.", "U+00A0 NO-BREAK SPACE"),
        (unicodedata.normalize("NFD", "No use ZYLORA si es alérgico a él."), "normal form"),
        ("No use ZYLORA\u200d si es alérgico a él.", "U+200D ZERO WIDTH JOINER"),
    ],
)
def test_d01_the_message_names_what_eyes_cannot_see(target, named):
    (fault,) = ALL.violations(message(ISI.source[1]), (target,), "es-US")
    assert fault.code == "lock.mismatch"
    assert named in fault.message


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("ZYLORA", "ZYLОRA", "lock.mismatch"),  # D02, Cyrillic О
        ("ZYLORA", "ΖYLORA", "lock.mismatch"),  # D02, Greek Ζ
        ("ZYLORA", "ZYL\u200dORA", "lock.mismatch"),  # D03
        ("ZYLORA", "ZYL\u00adORA", "lock.mismatch"),
        ("ZYLORA", "ZYLORA\ufe0f", "lock.mismatch"),
        ("1-844", "1\u2011844", "lock.mismatch"),
        ("788-1470", "788\u2060-1470", "lock.mismatch"),
        ("ZYLORA trata", "ZYLORA, ZYLORA trata", "lock.count"),  # D09
        ("ZYLORA trata", "Trata", "lock.count"),
        ("ZYLORA", "Zylora", "lock.count"),
        ("ZYLORA", "ZYLORAS", "lock.mismatch"),
        ("1-844-788-1470", "1-844-788-1470-2", "lock.mismatch"),
    ],
)
def test_d02_d03_d09_names_and_numbers(old, new, code):
    assert code in codes(SOURCE, TARGET.replace(old, new))


def test_a_strange_phone_number_is_not_in_the_source():
    assert codes(SOURCE, TARGET + " 1-800-555-0000") == ["lock.count"]


def test_a_brand_may_not_come_in_uninvited():
    assert codes("It treats you.", "ZYLORA le trata.") == ["lock.count"]
    assert codes("Zylora treats you.", "ZYLORA le trata.") == []


def test_terms_need_one_form_and_may_begin_a_sentence():
    source = "You live with multiple sclerosis."
    assert codes(source, "Esclerosis múltiple: usted vive con ella.") == []
    assert codes(source, "Usted vive con EM, la EM de siempre.") == []
    assert codes(source, "Usted vive con Esclerosis múltiple.") == ["term.missing"]
    assert codes(source, "Usted vive con esclerosis multiple.") == ["term.missing"]
    assert codes(source, "Usted vive con EMA.") == ["term.missing"]
    assert codes(source, "あなたは多発性硬化症です。", "ja") == []
    assert codes(source, "أنت تعيش مع والتصلب المتعدد.", "ar") == []


def test_a_term_without_a_form_is_missing_not_broken():
    source = message("multiple sclerosis here")
    assert ALL.violations(source, ("sclérose",), "fr-CA") == ()
    assert [fault.code for fault in ALL.missing(source, "fr-CA")] == ["lock.missing"]
    assert ALL.missing(source, "es-US") == ()


def test_phrases_cover_their_words_in_the_target_too():
    source = "ZYLORA® (zylorafen beta-1b) and ZYLORA"
    good = "ZYLORA® (zilorafeno beta-1b) y ZYLORA"
    assert codes(source, good) == []
    assert codes(source, "ZYLORA® (zilorafeno beta-1b)") == ["lock.count"]
    assert codes(source, "ZYLORA® (zilorafeno beta-1b) y ZYLORA y ZYLORA") == ["lock.count"]
    assert codes(source, good.replace(" (", "\u00a0(")) == ["lock.mismatch", "lock.count"]


def test_two_names_with_one_translation_are_counted_together():
    one = lock("generic.a", "alpha", kind="generic", forms={"es-US": ("alfa",)})
    two = lock("generic.b", "alpher", kind="generic", forms={"es-US": ("alfa",)})
    found = registry(one, two)
    assert codes("alpha and alpher", "alfa y alfa", found=found) == []
    assert codes("alpha and alpher", "alfa", found=found) == ["lock.count"]


def test_a_locked_unit_without_approved_text_takes_none():
    source = message(ISI.source[0])
    assert ALL.expected(source, "ja") is None
    assert [fault.code for fault in ALL.violations(source, ("何か",), "ja")] == ["lock.missing"]


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        (dt.date(2026, 1, 1), dt.date(2026, 11, 22), "lock.expired"),
        (dt.date(2026, 11, 23), dt.date(2030, 1, 1), "lock.missing"),
    ],
)
def test_approved_text_counts_within_its_dates(start, end, code):
    found = registry(replace(ISI, approved={"es-US": (approved("Aviso", start, end), None, None)}))
    source = message(ISI.source[0])
    assert found.expected(source, "es-US") is None
    assert [fault.code for fault in found.missing(source, "es-US")] == [code]
    assert [fault.code for fault in found.violations(source, ("Aviso",), "es-US")] == [code]


def test_tags_of_message_and_approved_text_must_agree():
    tagged = passage("isi.tag", ("Call your doctor.", "Llame a su <1>médico</1>."))
    found = registry(tagged)
    good = message("Call your <1>doctor</1>.")
    assert found.expected(good, "es-US") == "Llame a su <1>médico</1>."
    for source in ("Call your doctor.", "Call <1>your</1> <2>doctor</2>."):
        assert found.expected(message(source), "es-US") is None
        assert [fault.code for fault in found.missing(message(source), "es-US")] == ["lock.tags"]


def test_verbatim_is_the_source_itself():
    found = registry(
        lock("code", "US-ZYL-2026-0001", scope="passage", kind="code", policy="verbatim")
    )
    source = message("<1>US</1>-ZYL-2026-0001")
    assert found.expected(source, "ja") == source.source
    assert found.holds(source, (source.source,), "ja")


ARABIC = "يعالج ZYLORA التصلب المتعدد. اتصل بالرقم 1-844-788-1470. الجرعة 10 mg."


def test_right_to_left_text_isolates_names_and_numbers():
    found = registry(BRAND, TERM, PHONE)
    source = SOURCE + " The dose is 10 mg."
    assert codes(source, ARABIC, "ar", found) == ["text.isolate"] * 3
    isolated = add_isolates(ARABIC, "ar", ["ZYLORA"])
    assert codes(source, isolated, "ar", found) == []
    assert codes(source, isolated.replace("\u2066", "\u2068"), "ar", found) == []
    assert codes(source, isolated.replace("\u2066", "\u2067"), "ar", found) == ["text.isolate"] * 3
    whole = "\u2066" + ARABIC + "\u2069"
    assert codes(source, whole, "ar", found) == ["text.isolate"] * 3


def test_isolate_spans_are_in_the_target_with_its_tags():
    found = registry(BRAND)
    target = "<1>اسم</1> ZYLORA"
    (fault,) = found.violations(message("name <1>x</1> ZYLORA"), (target,), "ar")
    assert fault.span is not None
    assert target[fault.span.start : fault.span.end] == "ZYLORA"


@pytest.mark.parametrize("other", ["es-ES", "es", "es-419", "es-MX"])
def test_nothing_falls_back_from_one_market_to_another(other):
    right = "Información de seguridad importante"
    found = registry(passage("isi.us", ("Important Safety Information", right), locale=other))
    text = message("Important Safety Information")
    assert found.expected(text, other) == right
    assert found.expected(text, "es-US") is None
    assert [fault.code for fault in found.missing(text, "es-US")] == ["lock.missing"]
    assert [fault.code for fault in found.violations(text, (right,), "es-US")] == ["lock.missing"]
    term = registry(lock("t", "nurse", forms={other: ("enfermera",)}))
    assert [fault.code for fault in term.missing(message("a nurse"), "es-US")] == ["lock.missing"]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("La esclerosis mu\u0301ltiple", "the same text in another normal form"),
        ("La esclerosis\u00a0múltiple", "U+00A0 NO-BREAK SPACE"),
        ("La еsclerosis múltiple", "U+0435 CYRILLIC SMALL LETTER IE"),
    ],
)
def test_a_term_that_only_looks_right_is_named_by_its_characters(target, said):
    (fault,) = ALL.violations(message("I have multiple sclerosis"), (target,), "es-US")
    assert fault.code == "term.missing"
    assert said in fault.message
