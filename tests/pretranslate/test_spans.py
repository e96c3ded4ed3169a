"""What is protected, and what it becomes in the target locale."""

from __future__ import annotations

import time

import pytest

from pipeline.pretranslate.spans import (
    ProtectedSpan,
    find_spans,
    isolate,
    lift_spans,
    localize_numbers,
)


def spans(text, *, locale="es-US", flags=(), locks=()):
    found = find_spans(text, flags=flags, locks=locks, source_locale="en-US", locale=locale)
    return [(text[span.start : span.end], span.kind) for span in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Call 1-844-788-1470 now", [("1-844-788-1470", "phone")]),
        ("Call (844) 788-1470", [("(844) 788-1470", "phone")]),
        ("Call 1-800-FDA-1088.", [("1-800-FDA-1088", "phone")]),
        ("Call +1 844 788 1470", [("+1 844 788 1470", "phone")]),
        ("Take 0.25 mg daily", [("0.25 mg", "quantity")]),
        ("5 mg/mL or 10mcg/kg", [("5 mg/mL", "quantity"), ("10mcg/kg", "quantity")]),
        ("About 85% of 1,000 people", [("85%", "quantity"), ("1,000", "number")]),
        ("18–65 years, 24/7", [("18–65", "quantity"), ("24/7", "quantity")]),
        ("within 24 h or 30 min", [("24 h", "quantity"), ("30 min", "quantity")]),
        ("at least 24 hours", [("24", "number")]),
        ("≥38 °C is a fever", [("≥38 °C", "quantity")]),
        ("a beta-1b and COVID-19", [("beta-1b", "code"), ("COVID-19", "code")]),
        ("the 2nd and 21st day", []),
        ("See https://a.example/x?y=1, please", [("https://a.example/x?y=1", "url")]),
        ("See www.betaseron.com.", [("www.betaseron.com", "url")]),
        ("See betaseron.com/start now", [("betaseron.com/start", "url")]),
        ("Write to a.b@c.example", [("a.b@c.example", "mail")]),
        ("A <1>red</1> car<2/>", [("<1>", "tag"), ("</1>", "tag"), ("<2/>", "tag")]),
        ("No numbers here", []),
    ],
)
def test_what_is_found(text, expected):
    assert spans(text) == expected


def test_placeholders_come_from_the_flag_never_from_guessing():
    assert spans("Hi {{name}}", flags=("i18next-format",)) == [("{{name}}", "placeholder")]
    assert spans("Hi {{name}}") == []
    assert spans("85% of patients", flags=()) == [("85%", "quantity")]


def test_a_lock_wins_and_the_rest_of_a_url_stays_protected():
    text = "Visit www.betaseron.com today"
    lock = ProtectedSpan(10, 19, "BETASERON", "lock")
    assert spans(text, locks=(lock,)) == [
        ("www.", "url"),
        ("betaseron", "lock"),
        (".com", "url"),
    ]


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("0.5 mg", "pt-BR", "0,5 mg"),
        ("1,000", "pt-BR", "1.000"),
        ("1,234.5", "de-DE", "1.234,5"),
        ("1,000", "fr-CA", "1\u00a0000"),
        ("85%", "fr-CA", "85\u00a0%"),
        ("85%", "de-DE", "85\u00a0%"),
        ("85%", "es-US", "85%"),
        ("85%", "pt-BR", "85%"),
        ("0.5 mg", "es-US", "0.5 mg"),
        ("1,000.5", "ja", "1,000.5"),
        ("3.14.15", "pt-BR", "3.14.15"),
        ("1,00", "pt-BR", "1,00"),
    ],
)
def test_numbers_are_written_as_the_locale_writes_them(text, locale, expected):
    assert localize_numbers(text, source_locale="en-US", locale=locale) == expected


@pytest.mark.parametrize(
    ("text", "kind", "locale", "expected"),
    [
        ("BETASERON", "lock", "ar", "\u2068BETASERON\u2069"),
        ("1-844-788-1470", "phone", "he", "\u20681-844-788-1470\u2069"),
        ("10 mg", "quantity", "ar", "\u206810 mg\u2069"),
        ("10", "number", "ar", "10"),
        ("التصلب", "lock", "ar", "التصلب"),
        ("\u2066BETASERON\u2069", "lock", "ar", "\u2066BETASERON\u2069"),
        ("BETASERON", "lock", "es-US", "BETASERON"),
        ("<1>", "tag", "ar", "<1>"),
    ],
)
def test_right_to_left_locales_isolate(text, kind, locale, expected):
    assert isolate(text, kind=kind, locale=locale) == expected


@pytest.mark.parametrize(
    ("text", "start", "end", "expected"),
    [
        ("<1>Rx only</1>", 0, 7, ("Rx only", "Solamente Rx")),
        ("Rx <1>only</1>", 0, 7, ("Rx <1>only", "<1>Solamente Rx")),
        ("Rx <1>on</1>ly", 0, 7, ("Rx <1>on</1>ly", "<1>Solamente Rx</1>")),
    ],
)
def test_a_lock_lies_over_the_text_without_its_tags(text, start, end, expected):
    (span,) = lift_spans(text, [ProtectedSpan(start, end, "Solamente Rx")])
    assert (text[span.start : span.end], span.replacement) == expected


def test_the_time_stays_linear_in_hostile_texts():
    begin = time.perf_counter()
    for text in ("a" * 20_000, "1" * 20_000, "1-" * 10_000, "a." * 10_000, "1,1" * 6_000):
        spans(text)
    assert time.perf_counter() - begin < 5


def test_a_span_is_not_empty():
    with pytest.raises(ValueError, match="not a span"):
        ProtectedSpan(3, 3, "")
