"""Groups D and E of the acceptance list, and the rest of the rules."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from pipeline.check.run import check_catalog, check_target, has_blocker
from pipeline.locks.registry import Registry
from pipeline.model.finding import Severity
from pipeline.model.unit import Held
from tests.locks.build import ALL, ISI, catalog, unit

NONE = Registry("demo", (), as_of=dt.date(2026, 1, 1))


def find(source, target, locale="es-US", found=NONE, **more):
    forms = target if isinstance(target, tuple) else (target,)
    return check_target(
        unit(source, **more), forms, registry=found, locale=locale, source_locale="en-US"
    )


def codes(source, target, locale="es-US", found=NONE, **more):
    return [finding.code for finding in find(source, target, locale, found, **more)]


def test_good_work_is_left_alone():
    assert codes("Take 1,000.5 mg of it <1>daily</1>.", "Tome 1,000.5 mg <1>al día</1>.") == []
    assert codes("Call us", "Llámenos") == []


@pytest.mark.parametrize(
    "payload",
    [
        "<script>alert(1)</script>",
        "<ScRiPt src=x>",
        '<img src=x onerror="alert(1)">',
        "<a href='javascript:alert(1)'>x</a>",
        "java\tscript:alert(1)",
        "JaVaScRiPt&#58;alert(1)",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&amp;lt;script&amp;gt;",
        "<svg/onload=alert(1)>",
        "<math><mi//xlink:href='data:x,<script>'>",
        "<style><img src='</style><img src=x onerror=alert(1)//'>",
        "<noscript><p title='</noscript><img src=x onerror=1>'>",
        "<template><script>1</script></template>",
        "<scr\u200bipt>",
        "<!-- x -->",
    ],
)
def test_e01_e02_unsafe_markup(payload):
    assert "html.unsafe" in codes("Hello world", f"Hola {payload} mundo")


@pytest.mark.parametrize("markup", ["<b>x</b>", "&lt;b&gt;x&lt;/b&gt;", "<p>x", "</div>"])
def test_e05_markup_where_the_source_has_none(markup):
    assert codes("Hello", f"Hola {markup}") == ["html.structure"]


def test_e05_markup_that_the_source_has():
    assert codes("Hello <b>you</b>", "Hola a <b>usted</b>") == []
    assert codes("Hello <b>you</b>", "Hola a usted") == ["html.structure"]
    assert codes("5 < 6 and on = 7", "5 < 6 y on = 7") == []


@pytest.mark.parametrize(
    "target",
    ["<1>Hola", "Hola", "Hola</1> <1>", "<1>Hola</1> <2/>", "<1>Ho<1>l</1>a</1>"],
)
def test_e05_tags(target):
    assert "tag.mismatch" in codes("<1>Hello</1> you", target)


@pytest.mark.parametrize(
    "target",
    [
        "Vea https://evil.example/x",
        "Vea nuestro sitio en la red",
        "Vea https://www.example.com/page https://www.example.com/page",
        "Vea https://www.example.com/Page",
    ],
)
def test_e03_links(target):
    assert codes("See https://www.example.com/page.", target) == ["html.link_changed"]
    assert codes("See https://www.example.com/page.", "Vea https://www.example.com/page") == []
    assert codes("Write to a.b@example.com", "Escriba a a.b@example.com") == []


@pytest.mark.parametrize(
    "target", ["Hola", "Hola {{name}} {{name}}", "Hola {{nombre}}", "Hola {{Name}}", "Hola {name}"]
)
def test_e07_placeholders(target):
    flags = ("i18next-format",)
    assert "placeholder.mismatch" in codes("Hello {{name}}", target, flags=flags)
    assert codes("Hello {{name}}", "Hola {{name}}", flags=flags) == []


def test_e07_conversions_and_plain_percent():
    flags = ("python-format",)
    assert codes("%(n)d of %(m)s", "%(m)s de %(n)s", flags=flags) == ["placeholder.mismatch"]
    assert codes("85% of patients", "85 % de pacientes") == []


def test_placeholders_of_plural_forms():
    flags = ("i18next-format",)
    more = {"plural": "{{count}} doses of {{name}}", "flags": flags}
    good = ("una dosis de {{name}}", "{{count}} dosis de {{name}}")
    assert codes("{{count}} dose of {{name}}", good, **more) == []
    bad = ("una dosis", "{{count}} dosis de {{name}}")
    assert codes("{{count}} dose of {{name}}", bad, **more) == ["placeholder.mismatch"]


@pytest.mark.parametrize("payload", ["{{ 7*7 }}", "{% include 'x' %}", "${x}", "#{x}", "<%= x %>"])
def test_e11_template_syntax(payload):
    assert "text.template" in codes("Hello", f"Hola {payload}")
    assert "text.template" not in codes(f"Hello {payload}", f"Hola {payload}")


@pytest.mark.parametrize(
    "text",
    ["\u202ealoH", "Ho\u202dla", "\u202aHola", "\u2066Hola", "Hola\u2069", "\u2067\u2066a\u2069"],
)
def test_d05_bidi(text):
    assert "text.bidi" in codes("Hello", text, "ar")


def test_d05_what_right_to_left_locales_may_have():
    assert codes("Hello", "مرحبا\u200f \u2068x\u2069\u200e", "ar") == []
    assert codes("Hello", "Hola\u200f", "es-US") == ["text.invisible"]


def test_d08_heaps_of_marks_and_endless_words():
    started = time.process_time()
    assert "limit" in codes("Hello", "a" + "\u0301" * 10_000)
    assert "limit" in codes("Hello", "a" * 20_000)
    assert "limit" in codes("Hello", "a b " * 6_000)
    assert time.process_time() - started < 1


def test_d03_invisible_characters_elsewhere():
    (found,) = find("Hello there", "Ho\u200bla")
    assert (found.code, found.severity) == ("text.invisible", Severity.BLOCKER)
    assert "ZERO WIDTH SPACE" in found.message
    assert find("Hello there", "Hola\ufeff")[0].severity is Severity.WARNING


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x1b", "\x7f", "\ufffe", "\ue000", "\u2028"])
def test_a12_control_characters(char):
    assert "text.control" in codes("Hello", f"Ho{char}la")


@pytest.mark.parametrize(
    ("source", "target", "locale", "same"),
    [
        ("10 mg", "100 mg", "es-US", False),
        ("0.5 mg", "5 mg", "es-US", False),
        ("0.5 mg", "0.5 mg", "es-US", True),
        ("0.5 mg", "0,5 mg", "de-DE", True),
        ("1,000 people", "1.000 Personen", "de-DE", True),
        ("1,000 people", "1 000 personnes", "fr-CA", True),
        ("1,000 people", "1\u202f000 personnes", "fr-CA", True),
        ("1,000 people", "1.000 personas", "es-US", False),
        ("85%", "٨٥٪", "ar", True),
        ("0.25 mg", "٠٫٢٥ ملغ", "ar", True),
        ("take it 2 times", "tómelo dos veces", "es-US", True),
        ("take it two times", "tómelo 2 veces", "es-US", True),
        ("take it two times", "tómelo 3 veces", "es-US", False),
        ("2 or 2", "2", "es-US", False),
        ("one", "10", "es-US", False),
        ("January", "1月", "ja", True),
        ("6 p.m.", "18:00", "fr-CA", True),
        ("6 p.m.", "19:00", "fr-CA", False),
    ],
)
def test_f11_numbers(source, target, locale, same):
    assert ("number.changed" not in codes(source, target, locale)) is same


def test_numbers_inside_locks_are_the_business_of_locks():
    assert codes("ZYLORA® (zylorafen beta-1b) 5", "ZYLORA® (zilorafeno beta-1b) 5", found=ALL) == []


def test_f16_explosions_and_loops():
    exploded = find("Call us now", " ".join(f"palabra{i}x" for i in "abcdefghijklmnop"))
    assert [(f.code, f.severity) for f in exploded] == [("length.ratio", Severity.BLOCKER)]
    assert "text.repetition" in codes("Call us now", "llame ya llame ya llame ya llame ya")
    assert "text.repetition" in codes("Call us now", "llame llame ahora")
    assert codes("A long sentence that says very much about it all, and then some more.", "No") == [
        "length.ratio"
    ]


def test_unchanged_targets_are_warned_of():
    assert codes("Call the nurse", "Call the nurse") == ["target.unchanged"]
    assert codes("ZYLORA", "ZYLORA", found=ALL) == []
    assert codes("OK", "OK") == []


def test_whitespace():
    assert codes("Hello", " Hola") == ["text.whitespace"]
    assert codes("Hello you", "Hola  tú") == ["text.whitespace"]


def test_locks_are_blockers():
    found = find("ZYLORA here", "Zylora aquí", found=ALL)
    assert [finding.code for finding in found] == ["lock.count"]
    assert has_blocker(found)


def test_a_catalog_is_checked_in_order():
    units = [
        unit("Open"),
        unit(ISI.source[1].replace("not ", ""), "No use ZYLORA"),
        unit("Held", held=Held("number.changed", "engine x", "0" * 12)),
        unit("Plural", "uno", "", plural="Plurals"),
        unit("Signed", "Firmado"),
        unit("Loose", "Suelto"),
        unit("Marked", "Marcado", fuzzy=True),
    ]
    found = check_catalog(
        catalog(*units), registry=ALL, final=lambda item: item.message.source == "Signed"
    )
    assert [(finding.key.source.split()[0], finding.code) for finding in found if finding.key] == [
        ("Open", "target.empty"),
        ("Do", "fuzzy.missing"),
        ("Do", "lock.drift"),
        ("Held", "target.empty"),
        ("Held", "unit.held"),
        ("Plural", "fuzzy.missing"),
        ("Plural", "target.empty"),
        ("Loose", "fuzzy.missing"),
    ]
    assert {finding.locale for finding in found} == {"es-US"}
    assert found == check_catalog(
        catalog(*units), registry=ALL, final=lambda item: item.message.source == "Signed"
    )


def test_missing_approvals_are_found_on_empty_units():
    (missing, empty) = check_catalog(catalog(unit(ISI.source[0]), locale="ja"), registry=ALL)
    assert (missing.code, missing.severity) == ("lock.missing", Severity.BLOCKER)
    assert (empty.code, empty.severity) == ("target.empty", Severity.NOTE)


@pytest.mark.parametrize(
    "target",
    [
        "a" * 19_990 + " @x",
        "<" + " " * 19_990,
        "< " * 9_990,
        "{{" * 9_990,
        "{%" * 9_990,
        "&" * 19_990,
        "&amp;" * 3_990,
        "." * 19_990 + "Z",
        "1-" * 9_990,
        "1 000 " * 3_300,
        "\u2066" * 19_990,
        "ZYLORA " * 2_800,
        "on" * 9_990 + "=",
        "ab " * 6_600,
        "http://" * 2_800,
    ],
    ids=lambda target: target[:8],
)
def test_no_text_within_the_limits_takes_long(target):
    started = time.process_time()
    for locale in ("es-US", "ar"):
        find("ZYLORA for multiple sclerosis, 1-844-788-1470", target, locale, ALL)
    assert time.process_time() - started < 2


def test_deep_isolates_do_not_take_long():
    started = time.process_time()
    find("ZYLORA 10 mg", "\u2066" * 9_000 + "ا 10 mg ZYLORA" + "\u2069" * 9_000, "ar", ALL)
    find("ZYLORA " * 2_800, "ZYLORA " * 2_800, "ar", ALL)
    assert time.process_time() - started < 2
