from __future__ import annotations

import json

import pytest

from pipeline.errors import RejectedError
from pipeline.formats.document import parse_document, render_document
from tests.formats.pages import JSON, parse, render


def test_strings_are_segments_named_by_their_keys():
    segments = parse(JSON, "s.json").segments
    assert [(s.context, s.role, s.source, s.plural) for s in segments] == [
        ("nav.home", "body", "Home", None),
        ("nav.cta_button", "button", 'Call "us"\n now', None),
        ("items", "body", "{{count}} item", "{{count}} items"),
        ("list.0", "body", "First", None),
        ("list.4.alt", "alt", "A pen", None),
        ("pageTitle", "title", "Café / bar", None),
    ]
    assert {s.flags for s in segments} == {("i18next-format",)}
    assert segments[1].path == "s.json/nav/cta_button/button/1"


@pytest.mark.parametrize(
    ("locale", "forms", "keys"),
    [
        ("es-US", ("1", "m", "o"), ["items_one", "items_many", "items_other"]),
        ("ja", ("o",), ["items_other"]),
        (
            "ar",
            tuple("abcdef"),
            [f"items_{c}" for c in ["zero", "one", "two", "few", "many", "other"]],
        ),
        ("de-DE", ("a", "b"), ["items_one", "items_other"]),
        (None, ("a", "b"), ["items_one", "items_other"]),
    ],
)
def test_a_plural_is_written_in_the_categories_of_the_locale(locale, forms, keys):
    text = '{\n  "a": "x",\n  "items_one": "i",\n  "items_other": "is"\n}\n'
    document = parse(text, "s.json")
    rendered = render_document(document, [None, forms], locale=locale).decode()
    assert list(json.loads(rendered)) == ["a", *keys]
    assert [json.loads(rendered)[key] for key in keys] == list(forms)
    assert rendered.startswith('{\n  "a": "x",\n  "items_')
    assert rendered.endswith('"\n}\n')


@pytest.mark.parametrize(
    "text",
    [
        '{"i_other": "is" , "b": 1, "i_one" : "i" }',
        '{"i_one": "i", "b": {"c": "d"}, "i_other": "is"}',
        '{"x": ["q", {"i_one": "i", "i_other": "is"}], "y": "z"}',
    ],
)
@pytest.mark.parametrize("locale", ["ja", "es-US", "ru"])
def test_plural_keys_may_stand_anywhere(text, locale):
    document = parse(text, "s.json")
    count = {"ja": 1, "es-US": 3, "ru": 3}[locale]
    targets = [
        tuple("abc"[:count]) if s.plural is not None else (s.source,) for s in document.segments
    ]
    assert json.loads(render_document(document, targets, locale=locale))


def test_a_number_of_forms_that_is_not_the_locales_is_refused():
    document = parse('{"i_one": "i", "i_other": "is"}', "s.json")
    for forms in [("a",), ("a", "b"), ("a", "", "c"), ("a", "b", "c", "d")]:
        with pytest.raises(RejectedError) as caught:
            render_document(document, [forms], locale="es-US")
        assert caught.value.code == "render.forms"


def test_only_both_forms_make_a_plural():
    text = '{"step_one": "First", "step_two": "Second", "q_other": "Other"}'
    assert [s.plural for s in parse(text, "s.json").segments] == [None, None, None]


@pytest.mark.parametrize(
    "target", ['"', "\\", "\n\t", "\u2028", "é 日本 \U0001f600", " a ", "<1/>"]
)
def test_any_text_reads_back(target):
    assert json.loads(render('{"a": "x"}', "s.json", target)) == {"a": target}


def test_a_lone_surrogate_is_refused():
    with pytest.raises(RejectedError):
        render('{"a": "x"}', "s.json", "a\ud800")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('{"a": "x",\n "a": "y",\n "b": {"c": 1,\n "c": 2}}', [2, 4]),
        ('{"a": "x",}', [1]),
        ('{"a": "\\ud800"}', [1]),
        ('{"a": "\\u0007b"}', [1]),
        ("[" * 100 + "]" * 100, [1]),
        ('{"a": 01}', [1]),
        ('{"a": "b"} x', [1]),
        ('{"a": "b', [1]),
        ('{"a"', [1]),
        ("{'a': 1}", [1]),
        ("", [1]),
        ('{\n"a_one": "x", "a_other": "y",\n"a_few": "z"}', [3]),
        ('{"a": NaN}', [1]),
    ],
)
def test_what_is_refused_and_where(text, lines):
    with pytest.raises(RejectedError) as caught:
        parse_document(text.encode(), "s.json")
    assert [fault.line for fault in caught.value.faults] == lines
    assert {fault.code.partition(".")[0] for fault in caught.value.faults} == {"document"}


def test_crlf_bom_and_spacing_stay():
    text = '\ufeff{\r\n\t"a" : "x" ,\r\n\t"b":[ ]\r\n}\r\n'
    assert render(text, "s.json", "y") == text.replace('"x"', '"y"')
