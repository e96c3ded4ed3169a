"""Forms of terms that are not to be used: read, found in every script, sealed with the locks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check.run import check_target
from pipeline.errors import RejectedError
from pipeline.formats.digests import lock_digest
from pipeline.locks.read import parse_locks
from pipeline.locks.registry import Registry
from pipeline.locks.write import append_lock
from pipeline.model.finding import Severity
from pipeline.model.lock import FormStatus, UnwantedForm
from tests.locks.build import BRAND, ISI, TERM, lock, message, registry, unit

HEAD = """project = "demo"
[[lock]]
id = "term.ms@1"
kind = "term"
scope = "term"
policy = "approved"
source = "multiple sclerosis"
reference = "R-1"
effective_on = 2026-01-01
expires_on = 2030-01-01
[[lock.form]]
locale = "es-US"
text = "esclerosis múltiple"
"""
LISTED = """[[lock.forbidden]]
locale = "es-US"
text = "esclerosis en placas"
use = "esclerosis múltiple"
[[lock.deprecated]]
locale = "es-US"
pattern = "esclerosis diseminadas?"
[[lock.forbidden]]
locale = "en-US"
text = "disseminated sclerosis"
anywhere = true
"""


def banned(text: str, locale: str = "es-US", **more) -> UnwantedForm:
    return UnwantedForm(locale=locale, text=text, **more)


def with_forms(*forms: UnwantedForm) -> Registry:
    return registry(BRAND, replace(TERM, unwanted=forms), ISI)


def found(
    target: str, *forms: UnwantedForm, source="It treats multiple sclerosis.", locale="es-US"
):
    findings = check_target(
        unit(source, target),
        (target,),
        registry=with_forms(*forms),
        locale=locale,
        source_locale="en-US",
    )
    return [item for item in findings if item.code in {"term.forbidden", "term.deprecated"}]


def test_the_file_is_read_and_written_back():
    _, (listed,) = parse_locks((HEAD + LISTED).encode(), path="locks.toml")
    assert listed.unwanted == (
        banned("esclerosis en placas", use="esclerosis múltiple"),
        banned("disseminated sclerosis", "en-US", anywhere=True),
        banned("esclerosis diseminadas?", is_pattern=True, status=FormStatus.DEPRECATED),
    )
    again = append_lock(HEAD.encode(), replace(listed, id="term.other@1", source=("x",)), path="x")
    assert parse_locks(again, path="x")[1][1].unwanted == listed.unwanted


@pytest.mark.parametrize(
    "wrong",
    [
        LISTED.replace('text = "esclerosis en placas"', 'text = "esclerosis múltiple"'),
        LISTED.replace('use = "esclerosis múltiple"', 'use = "otra cosa"'),
        LISTED.replace('use = "esclerosis múltiple"', 'use = "esclerosis en placas"'),
        LISTED.replace('use = "esclerosis múltiple"', 'instead = "esclerosis múltiple"'),
        LISTED.replace('text = "esclerosis en placas"\n', ""),
        LISTED.replace('text = "esclerosis en placas"', 'text = "a"\npattern = "a"'),
        LISTED.replace('text = "esclerosis en placas"', 'text = " "'),
        LISTED.replace('"esclerosis diseminadas?"', '"(a+)+"'),
        LISTED.replace('locale = "en-US"', 'locale = "../x"'),
        LISTED.replace("anywhere = true", 'anywhere = "yes"'),
        LISTED + LISTED,
        'forbidden = "x"\n',
    ],
)
def test_a_list_that_contradicts_itself_is_refused(wrong: str):
    with pytest.raises(RejectedError) as caught:
        parse_locks((HEAD + wrong).encode(), path="locks.toml")
    assert {fault.code for fault in caught.value.faults} <= {"lock.invalid", "lock.pattern"}


def test_they_belong_to_terms():
    text = (HEAD.replace('scope = "term"', 'scope = "phrase"') + LISTED).replace(
        '[[lock.form]]\nlocale = "es-US"\ntext = "esclerosis múltiple"\n', ""
    )
    with pytest.raises(RejectedError) as caught:
        parse_locks(text.encode(), path="locks.toml")
    assert "belong to scope term" in str(caught.value)


def test_forbidden_is_a_blocker_that_names_the_form_to_use():
    (finding,) = found("Trata la <1>esclerosis</1> en placas.", banned("esclerosis en placas"))
    assert (finding.code, finding.severity) == ("term.forbidden", Severity.BLOCKER)
    assert finding.message == (
        "“esclerosis en placas” is forbidden (term.ms@1): use “esclerosis múltiple” or “EM” instead"
    )
    assert (finding.span.start, finding.span.end) == (12, 36)


def test_deprecated_is_a_warning():
    (finding,) = found(
        "Trata la esclerosis diseminada y la esclerosis múltiple.",
        banned("esclerosis diseminada", status=FormStatus.DEPRECATED, use="EM"),
    )
    assert (finding.code, finding.severity) == ("term.deprecated", Severity.WARNING)
    assert "use “EM” instead" in finding.message


@pytest.mark.parametrize(
    ("locale", "form", "bad", "good"),
    [
        ("es-US", "placa", "Una Placa grande", "Unas placas, un emplacamiento"),
        ("es-US", "esclerosis en placas", "ESCLEROSIS\u00a0EN  PLACAS", "esclerosis, en placas"),
        ("de-DE", "MS", "Die MS-Therapie", "MSX und AMS"),
        ("ja", "硬化", "多発の硬化です", "柔らかい"),
        ("ar", "تصلب", "والتصلب آخر", "صلب"),
        ("ru", "склероз", "Склероз.", "атеросклероз"),
    ],
)
def test_word_borders_hold_in_every_script(locale: str, form: str, bad: str, good: str):
    one = banned(form, locale)
    assert [item.code for item in found(bad, one, locale=locale)] == ["term.forbidden"]
    assert found(good, one, locale=locale) == []


def test_a_pattern_finds_inflections():
    one = banned("diseminad[ao]s?", is_pattern=True)
    assert len(found("diseminada, Diseminados, diseminar", one)) == 2


def test_what_an_approved_form_covers_is_free():
    one = banned("esclerosis")
    assert found("Trata la esclerosis múltiple.", one) == []
    assert len(found("Trata la esclerosis múltiple, una esclerosis.", one)) == 1


def test_only_where_the_term_stands_unless_it_says_anywhere():
    bad = "Es una placa."
    assert found(bad, banned("placa"), source="It is a plate.") == []
    assert len(found(bad, banned("placa", anywhere=True), source="It is a plate.")) == 1
    assert found(bad, banned("placa", "es-ES", anywhere=True), source="It is a plate.") == []


def test_plural_forms_are_looked_at_where_the_form_is_banned_anywhere():
    two = unit("day", "placa", "placas", plural="days")
    one = with_forms(banned("placas", anywhere=True))
    (hit,) = one.unwanted(two.message, two.forms, "es-US")
    assert hit.span.form == 1


def test_an_approved_passage_is_what_it_is():
    source, target = "Important Safety Information", "Información de seguridad importante"
    assert found(target, banned("seguridad", anywhere=True), source=source) == []


def test_a_banned_form_voids_no_signature_but_is_in_the_file_that_is_sealed():
    listed = replace(TERM, unwanted=(banned("placa"),))
    assert lock_digest(listed, "es-US") == lock_digest(TERM, "es-US")
    one, other = with_forms(), with_forms(banned("placa"))
    text = message("It treats multiple sclerosis.")
    assert one.refs(text, "es-US") == other.refs(text, "es-US")


def test_the_source_itself_is_judged():
    one = with_forms(banned("disseminated sclerosis", "en-US"))
    (hit,) = one.unwanted_source(message("On disseminated  sclerosis."), "en-US")
    assert str(hit).startswith("“disseminated  sclerosis” is forbidden")
    assert one.unwanted_source(message("On multiple sclerosis."), "en-US") == []


words = st.lists(st.sampled_from(["placa", "esclerosis", "múltiple", "y", "EM"]), max_size=6)


@given(words)
def test_every_place_is_found_and_nothing_else(text: list[str]):
    hits = found(" ".join(text), banned("placa"))
    assert len(hits) == text.count("placa")
    target = " ".join(text)
    assert all(target[hit.span.start : hit.span.end] == "placa" for hit in hits)


def test_a_verbatim_brand_forbids_its_misspellings():
    brand = replace(BRAND, unwanted=(banned("Zylorra", anywhere=True),))
    one = registry(brand, lock("x", "y"))
    (hit,) = one.unwanted(message("It is ours."), ("Es Zylorra.",), "es-US")
    assert hit.use == ("ZYLORA",)
    assert str(hit).endswith("use “ZYLORA” instead")


def test_a_registry_without_such_forms_finds_nothing_and_looks_for_nothing():
    text = unit("It treats multiple sclerosis.", "esclerosis en placas")
    assert with_forms().unwanted(text.message, text.forms, "es-US") == ()
