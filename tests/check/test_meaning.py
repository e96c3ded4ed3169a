"""Rules on meaning, structure, script and craft: what they let pass and what they find."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from pipeline.check.run import check_target
from pipeline.model.finding import Severity
from tests.locks.build import lock, registry, unit

SENTENCES = Path(__file__).parents[2] / "benchmarks" / "sentences.toml"
GOOD = tomllib.loads(SENTENCES.read_text("utf-8"))["sentence"]
LOCALES = ("es-US", "pt-BR", "fr-CA", "de-DE", "ja", "ar")
BRAND = registry(lock("brand.zylora", "ZYLORA", kind="brand", policy="verbatim"))


def find(source, target, locale, **more):
    forms = target if isinstance(target, tuple) else (target,)
    return check_target(
        unit(source, **more), forms, registry=BRAND, locale=locale, source_locale="en-US"
    )


def codes(source, target, locale, **more):
    return {finding.code for finding in find(source, target, locale, **more)}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("sentence", GOOD, ids=lambda item: item["en"][:30])
def test_good_translations_are_left_alone(sentence, locale):
    found = codes(sentence["en"], sentence[locale], locale)
    assert found <= {"text.no_break"}  # the sentences are written with plain spaces


@pytest.mark.parametrize(
    ("source", "target", "locale"),
    [
        ("By 1:40 p.m. at 1-877-555-0148", "Até as 13:40 no 1-877-555-0148", "pt-BR"),
        ("At 5:05 p.m., 17 people", "À 17 h 05, 17 personnes", "fr-CA"),
        ("At 5 p.m., 17 people", "A las 5 p. m., 17 personas", "es-US"),
        ("At 12:30 p.m.", "Um 12:30 Uhr", "de-DE"),
        ("Take 5 mg twice a day", "5 mgを1日2回服用", "ja"),
        ("2 tablets per week within a year", "1年以内、1週間に2錠", "ja"),
        ("The daily dose is 5 mg", "1日量は5 mgです", "ja"),
        ("Very high below 5 mg", "5 mg未満は非常に高い", "ja"),
        ("Please visit her.", "Bitte besuchen Sie sie.", "de-DE"),
    ],
)
def test_other_ways_to_say_the_same_are_left_alone(source, target, locale):
    assert codes(source, target, locale) <= {"text.no_break"}


def test_a_changed_number_is_one_finding():
    assert codes("In 10 days", "En 12 días", "es-US") == {"number.changed"}


BAD = [
    ("Take 10 mg.", "Tome 10 g.", "es-US", "measure.changed"),
    ("Take 10 mg.", "Tome 10 mcg.", "pt-BR", "measure.changed"),
    ("Take 10 mcg.", "Prenez 10 mg.", "fr-CA", "measure.changed"),
    ("Take 10 micrograms.", "Nehmen Sie 10 Milligramm.", "de-DE", "measure.changed"),
    ("Take 10 micrograms.", "10ミリグラムを服用。", "ja", "measure.changed"),
    ("Take 10 mcg.", "تناول 10 ملغ.", "ar", "measure.changed"),
    ("For 2 weeks.", "Durante 2 días.", "es-US", "measure.changed"),
    ("For 2 weeks.", "2か月間。", "ja", "measure.changed"),
    ("Up to 5% more.", "Hasta 5 mg más.", "es-US", "measure.changed"),
    ("10 mg at noon, 20 mg at night", "20 mg a mediodía, 10 mg de noche", "es-US",
     "measure.changed"),
    ("Store at 2-8 °C.", "Bei 8-2 °C lagern.", "de-DE", "range.changed"),
    ("On March 14, 2027.", "El 14 de mayo de 2027.", "es-US", "date.changed"),
    ("On March 14, 2027.", "Am 14. Mai 2027.", "de-DE", "date.changed"),
    ("On March 14, 2027.", "Le 14 mai 2027.", "fr-CA", "date.changed"),
    ("On March 14, 2027.", "Em 14 de maio de 2027.", "pt-BR", "date.changed"),
    ("On March 14, 2027.", "2027年5月14日。", "ja", "date.changed"),
    ("On March 14, 2027.", "في 14 مايو 2027.", "ar", "date.changed"),
    ("Before 03/04/2027.", "Antes del 03/04/2027.", "es-US", "date.changed"),
    ("At 3:30 p.m.", "A las 3:30 a. m.", "es-US", "time.changed"),
    ("At 3:30 p.m.", "Um 3:30 Uhr.", "de-DE", "time.changed"),
    ("At 3:30 p.m.", "午前3時30分。", "ja", "time.changed"),
    ("At 12:30 p.m.", "A las 12:30 a. m.", "es-US", "time.changed"),
    ("The guide is open at 5:30 p.m.", "الدليل متاح الساعة 5:30 صباحًا", "ar", "time.changed"),
    ("The lamp is on at 5:30 a.m.", "المصباح مضاء الساعة 5:30 مساءً", "ar", "time.changed"),
    ("20% off, 1 free", "1% de descuento, 20 gratis", "es-US", "measure.changed"),
    ("2 tablets a day for 3 days", "1日2錠を1日間", "ja", "number.changed"),
    ("1 tablet a day", "2錠を1日1日", "ja", "number.changed"),
    ("They know him.", "die die ihn kennen, wissen es.", "de-DE", "text.repetition"),
    ("At 3:30 p.m.", "الساعة 3:30 صباحًا.", "ar", "time.changed"),
    ("Fewer than <500 cells", "Menos de >500 células", "es-US", "comparison.changed"),
    ("<500 cells", "細胞が>500", "ja", "comparison.changed"),
    ("At least 18 years.", "Como máximo 18 años.", "es-US", "comparison.changed"),
    ("At least 18 years.", "Höchstens 18 Jahre.", "de-DE", "comparison.changed"),
    ("At least 18 years.", "Au plus 18 ans.", "fr-CA", "comparison.changed"),
    ("Call 1-844-788-1470.", "Llame al 1-788-844-1470.", "es-US", "phone.changed"),
    ("Call 1-844-788-1470.", "電話：1-844-788-1471", "ja", "phone.changed"),
    ("Take two tablets.", "Tome tres comprimidos.", "es-US", "number.spelled"),
    ("Take two tablets.", "Nehmen Sie drei Tabletten.", "de-DE", "number.spelled"),
    ("Take two tablets.", "Prenez trois comprimés.", "fr-CA", "number.spelled"),
    ("Do not freeze it.", "Congélelo.", "es-US", "negation.lost"),
    ("Do not freeze it.", "Congele.", "pt-BR", "negation.lost"),
    ("Do not freeze it.", "Congelez-le.", "fr-CA", "negation.lost"),
    ("Do not freeze it.", "Frieren Sie es ein.", "de-DE", "negation.lost"),
    ("Do not freeze it.", "凍らせてください。", "ja", "negation.lost"),
    ("Do not freeze it.", "جمّده.", "ar", "negation.lost"),
    ("Freeze it today.", "No lo congele hoy.", "es-US", "negation.gained"),
    ("Freeze it today.", "Não congele hoje.", "pt-BR", "negation.gained"),
    ("Freeze it today.", "Ne le congelez pas.", "fr-CA", "negation.gained"),
    ("Freeze it today.", "Heute nicht einfrieren.", "de-DE", "negation.gained"),
    ("Freeze it today.", "今日は凍らせません。", "ja", "negation.gained"),
    ("Freeze it today.", "لا تجمّده اليوم.", "ar", "negation.gained"),
    ("You must tell us.", "Puede decírnoslo.", "es-US", "modality.weakened"),
    ("You must tell us.", "Você pode nos dizer.", "pt-BR", "modality.weakened"),
    ("You must tell us.", "Vous pouvez nous le dire.", "fr-CA", "modality.weakened"),
    ("You must tell us.", "Sie können es uns sagen.", "de-DE", "modality.weakened"),
    ("You must tell us.", "私たちに言うことができます。", "ja", "modality.weakened"),
    ("You must tell us.", "يمكنك إخبارنا.", "ar", "modality.weakened"),
    ("You may tell us.", "Debe decírnoslo.", "es-US", "modality.strengthened"),
    ("A **bold** word", "Una palabra", "es-US", "markdown.mismatch"),
    ("Hello doctor", "Hol\u0430 doctor", "es-US", "text.look_alike"),
    ("Hello doctor", "Hallo D\u03bfktor", "de-DE", "text.look_alike"),
    ("Hello again", "Otra ve\u0301z", "es-US", "text.normal_form"),
    ("please call the doctor", "Please call", "ja", "text.script"),
    ("please call the doctor", "Please call", "ar", "text.script"),
    ("Call the doctor", "Позвоните", "es-US", "text.script"),
    ("From 10-20 of them", "من 10-20 منهم", "ar", "text.reversed"),
    ("Call your doctor at once.", "llame a su médico enseguida.", "es-US", "text.capitals"),
    ("Is it safe?", "Es seguro.", "pt-BR", "text.ending"),
    ("Is it safe?", "安全です。", "ja", "text.ending"),
    ("It (really) works", "Funciona (de verdad", "es-US", "text.brackets"),
    ("Is it safe?", "Es seguro?", "es-US", "text.typography"),
    ("It is safe.", "安全です.", "ja", "text.typography"),
    ("He said «yes»", "Il a dit «oui»", "fr-CA", "text.typography"),
    ("Is it safe?", "هل هو آمن?", "ar", "text.typography"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "target", "locale", "code"), BAD)
def test_what_a_rule_finds(source, target, locale, code):
    assert code in codes(source, target, locale)


@pytest.mark.parametrize(
    "code",
    ["measure.changed", "range.changed", "time.changed", "phone.changed", "text.look_alike"],
)
def test_what_can_hurt_is_a_blocker(code):
    source, target, locale, _ = next(item for item in BAD if item[3] == code)
    severities = {item.severity for item in find(source, target, locale) if item.code == code}
    assert severities == {Severity.BLOCKER}


@pytest.mark.parametrize(
    ("source", "target", "locale"),
    [
        ("10 mcg", "10 \u00b5g", "de-DE"),
        ("10 mcg", "10 \u03bcg", "fr-CA"),
        ("85%", "85 %", "de-DE"),
        ("85%", "85 por ciento", "es-US"),
        ("85%", "٨٥٪", "ar"),
        ("At 3:30 p.m.", "A las 15:30.", "es-US"),
        ("Call 844-788-1470.", "Llame al 844 788 1470.", "es-US"),
        ("May I help you?", "¿Puedo ayudarle?", "es-US"),
        ("It is invalid.", "No es válido.", "es-US"),
        ("No one knows nothing of it.", "Nadie sabe nada de eso.", "es-US"),
        ("Unable to open it.", "No se puede abrir.", "es-US"),
    ],
)
def test_other_ways_to_say_the_same(source, target, locale):
    assert {
        c for c in codes(source, target, locale) if not c.startswith(("text.", "length"))
    } == set()


ICU = "{count, plural, one {# dose of {name}} other {# doses of {name}}}"


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("{count, plural, one {# dosis de {name}} many {# de {name}} other {# de {name}}}", None),
        ("{count, plural, one {# dosis de {name}} other {# de {name}}}", "icu.mismatch"),
        ("{count, plural, one {#} many {#} other {#}}", "icu.mismatch"),
        (
            "{count, plural, one {# {name}} few {x} many {# {name}} other {# {name}}}",
            "icu.mismatch",
        ),
        ("{count, plural, one {# dosis de {name} other {#}}", "icu.syntax"),
        ("{cuenta, plural, one {# {name}} many {# {name}} other {# {name}}}", "icu.mismatch"),
    ],
)
def test_icu_messages(target, code):
    found = {c for c in codes(ICU, target, "es-US", flags=("icu-format",)) if c.startswith("icu")}
    assert found == ({code} if code else set())


def test_plural_forms_of_the_locale():
    more = {"plural": "{{count}} doses", "flags": ("i18next-format",)}
    assert "plural.count" in codes("{{count}} dose", ("una", "{{count}}"), "ar", **more)
    hidden = ("una dosis", "{{count}} dosis", "dosis")
    assert "plural.number" in codes("{{count}} dose", hidden, "es-US", **more)


def test_e12_line_breaks_and_escapes_in_a_finding_stay_on_one_line():
    (found,) = (
        f for f in find("a\nHello", "b\x1b[31m\r\nHola", "es-US") if f.code == "text.control"
    )
    assert "\n" not in str(found)
    assert "\x1b" not in str(found)
