"""Pairs of tags travel with their words, and are rebuilt around them or not at all."""

from __future__ import annotations

import os

import pytest

from pipeline.errors import EnvironmentFailedError
from pipeline.pretranslate.engines.apertium import ApertiumEngine
from pipeline.pretranslate.protect import MarkError, PairError, decode, encode, protect, restore
from pipeline.pretranslate.spans import find_spans
from tests.pretranslate.make import make_unit, run

ENVIRON = {"PATH": os.environ["PATH"]}


def encoded(text, flags=("i18next-format",)):
    spans = find_spans(text, flags=flags, locks=(), source_locale="en-US", locale="es-US")
    return encode(protect(text, spans), "superblank")


class TestSpelling:
    @pytest.mark.parametrize(
        ("text", "sent"),
        [
            ("The <1>red</1> car.", "The [[t:t:0]]red[[/]] car."),
            ("<1>Call your doctor</1>", "[0]Call your doctor[1]"),
            ("<1>Call now.</1> Then rest.", "[0]Call now.[1] Then rest."),
            ("Take <1>10 mg</1> now", "Take [0] now"),
            (
                "Ask <1>your <2>doctor</2> today</1> with {{name}}.",
                "Ask [[t:t:0]]your[[/]] [[t:t:0; t:t:1]]doctor[[/]] [[t:t:0]]today[[/]] with [0].",
            ),
            (
                "See <1>the {{name}} page</1> now",
                "See [[t:t:0]]the[[/]] [0] [[t:t:0]]page[[/]] now",
            ),
        ],
    )
    def test_what_is_sent(self, text, sent):
        assert encoded(text).text == sent


class TestRebuilding:
    @pytest.mark.parametrize(
        ("text", "answer", "target"),
        [
            (
                "The <1>red</1> car.",
                "El coche [[t:t:0]]rojo[[/]].",
                "El coche <1>rojo</1>.",
            ),
            (
                "A <1>health problem</1> now",
                "Un [[t:t:0]]problema[[/]] de [[t:t:0; t:t:0]]salud[[/]] ahora",
                "Un <1>problema de salud</1> ahora",
            ),
            (
                "Ask the <1>nurse</1> now",
                "Pregunta [[t:t:0]]la infermera[[/]] ara",
                "Pregunta la <1>infermera</1> ara",
            ),
            (
                "Read about <1>the words around it</1>.",
                "Lu environ [[t:t:0]]les[[/]] [[t:t:0]]mots[[/]] [[t:t:0]]autour de lui.[[/]]",
                "Lu environ <1>les mots autour de lui</1>.",
            ),
            (
                "See <1>the “big one”</1> now",
                "Ver [[t:t:0]]el[[/]] “[[t:t:0]]grande[[/]]” ahora",
                "Ver <1>el “grande”</1> ahora",
            ),
            (
                "Ask <1>your <2>doctor</2> today</1> now",
                "Pedir [[t:t:0; t:t:1]]doctor[[/]] [[t:t:0]]hoy[[/]] ahora",
                "Pedir <1><2>doctor</2> hoy</1> ahora",
            ),
        ],
    )
    def test_around_the_right_words(self, text, answer, target):
        assert restore(decode(encoded(text), answer)) == target

    @pytest.mark.parametrize(
        "answer",
        [
            "El coche rojo.",
            "El [[t:t:0]]coche[[/]] nunca visto [[t:t:0]]rojo[[/]].",
        ],
    )
    def test_a_pair_is_never_guessed(self, answer):
        with pytest.raises(PairError):
            decode(encoded("The <1>red big</1> car."), answer)

    @pytest.mark.parametrize(
        "answer",
        ["El [[t:t:7]]coche[[/]]", "El [[t:t:0]]coche", "El coche[[/]]", "El [[t:t:0]]a[[t:t:0]]b"],
    )
    def test_broken_blanks_are_marks_lost(self, answer):
        with pytest.raises(MarkError):
            decode(encoded("The <1>red</1> car."), answer)


@pytest.mark.parametrize(
    ("locale", "source", "target"),
    [
        ("es-US", "The <1>red</1> car.", "El coche <1>rojo</1>."),
        ("es-US", "It is a <1>health problem</1>, he said.", "<1>problema de salud</1>"),
        ("fr-CA", "The <1>red</1> car is <2>very</2> big.", "Le char <1>rouge</1> est <2>très</2>"),
        ("pt-BR", "The <1>red</1> car.", "<1>vermelha</1>."),
    ],
)
def test_apertium_puts_emphasis_on_the_right_word(locale, source, target):
    try:
        engine = ApertiumEngine("en-US", locale, environ=ENVIRON)
    except EnvironmentFailedError as error:
        pytest.skip(str(error))
    with engine:
        unit = run(make_unit(source), engine=engine, locale=locale).catalog.units[0]
    assert target in unit.forms[0]
