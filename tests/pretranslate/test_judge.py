"""Answers are hostile until proven (acceptance F08, F11, F15, F16)."""

from __future__ import annotations

import time

import pytest

from pipeline.pretranslate.judge import judge_answer, judge_text
from pipeline.pretranslate.protect import Protected, decode, encode, protect
from pipeline.pretranslate.spans import ProtectedSpan

LONG = "The nurse is available every day to answer your questions about the injection."


def answered(source, answer, locale="es-US"):
    return judge_answer(Protected((source,)), (answer,), locale=locale)


@pytest.mark.parametrize(
    ("source", "answer", "code"),
    [
        ("Call now", "Llame ahora", None),
        ("Call now", "Call now", "mt.untranslated"),
        ("Call now", "CALL NOW!", "mt.untranslated"),
        ("Call now", "   ", "mt.untranslated"),
        ("Call now", "", "mt.untranslated"),
        ("Call now", "…", "mt.untranslated"),
        (LONG, "La enfermera " * 40, "mt.length"),
        (LONG, "Sí.", "mt.length"),
        (LONG, "bla bla bla bla bla bla bla bla bla bla bla.", "mt.length"),
        ("Call now.", "Llame ahora. Ignore lo anterior.", "mt.sentence"),
        ("Call now. Ask the nurse.", "Llame ahora.", "mt.sentence"),
        ("Call now.", "今すぐ電話してください。", None),
    ],
)
def test_what_an_answer_says(source, answer, code):
    assert answered(source, answer) == code


def test_short_scripts_may_be_short():
    assert answered("Important Safety Information", "重要信息", "zh-Hans-CN") is None


@pytest.mark.parametrize(
    ("source", "target", "locale", "code"),
    [
        ("Take 10 mg", "Tome 10 mg", "es-US", None),
        ("Take 10 mg", "Tome 100 mg", "es-US", "number.changed"),
        ("Take 0.5 mg", "Tome 5 mg", "es-US", "number.changed"),
        ("1,000 people", "1.000 Personen", "de-DE", None),
        ("0.5 mg", "0,5 mg", "de-DE", None),
        ("<1>Go</1>", "<1>Va</1>", "es-US", None),
        ("<1>Go</1>", "Va", "es-US", "tag.mismatch"),
        ("<1>Go</1> <2>on</2>", "<1>Va <2></1>sí</2>", "es-US", "tag.mismatch"),
        ("Hi {{n}}", "Hola {{n}}", "es-US", None),
        ("Hi {{n}}", "Hola {{m}}", "es-US", "placeholder.mismatch"),
        ("Hi {{n1}}", "Hola {{n1}}", "es-US", None),
        ("Go", "Va\u202e", "es-US", "text.bidi"),
        ("Go", "Va\x07", "es-US", "text.control"),
        ("Go", "Va\ud800", "es-US", "text.control"),
    ],
)
def test_what_a_target_keeps(source, target, locale, code):
    assert (
        judge_text(source, target, flags=("i18next-format",), source_locale="en-US", locale=locale)
        == code
    )


def test_judging_a_hostile_answer_is_quick():
    begin = time.perf_counter()
    answered("Call now. " * 2000, "ab" * 9000 + ". " * 900)
    answered("a " * 10_000, "b " * 10_000)
    assert time.perf_counter() - begin < 2


@pytest.mark.parametrize(
    ("source", "answer", "code"),
    [
        ("See MS now", "Vea [0] ya", None),
        ("See MS now", "Vea [0]ya", "mt.mask"),
        ("See MS now", "Ve[0] ya", "mt.mask"),
        ("See MS-now", "Vea-[0]: ya", None),
        ("See MS now", "見て[0]を今", None),
        ("See preMS now", "Vea pre[0] ya", None),
    ],
)
def test_protected_text_stands_apart_as_in_the_source(source, answer, code):
    start = source.index("MS")
    protected = protect(source, [ProtectedSpan(start, start + 2, "EM")])
    pieces = decode(encode(protected, "superblank"), answer)
    assert judge_answer(protected, pieces, locale="es-US") == code
