"""Never paid twice, nothing sent by an estimate, and what came back before an interrupt stays."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pipeline.model.signals import Signals
from pipeline.pretranslate.quality import efforts_of, signals_from_json, signals_to_json
from pipeline.pretranslate.rounds import CHUNK, FIRST
from tests.pretranslate.make import ScriptedEngine, make_unit, run, translate


class Answers(dict):
    def put(self, answers):
        self.update(answers)


def units(count):
    words = ("red", "blue", "green", "grey", "black", "white", "brown")
    return [
        make_unit(
            f"The {words[n % 7]} {words[n // 7 % 7]} {words[n // 49 % 7]} car {chr(97 + n // 343)}"
        )
        for n in range(count)
    ]


def test_a_second_run_sends_nothing():
    store = Answers()
    first, second = ScriptedEngine(), ScriptedEngine()
    one = run(*units(300), engine=first, store=store)
    two = run(*units(300), engine=second, store=store)
    assert len(first.sent) == 300
    assert second.sent == []
    assert two.egress == ()
    assert two.catalog == one.catalog


def test_another_version_of_the_engine_is_asked_again():
    store = Answers()
    run(make_unit(), engine=ScriptedEngine(), store=store)
    newer = ScriptedEngine()
    newer.version = "2"
    run(make_unit(), engine=newer, store=store)
    assert len(newer.sent) == 1


def test_a_held_answer_is_asked_for_again_on_retry_only():
    store = Answers()
    bad = ScriptedEngine(lambda text: text)
    held = run(make_unit(), engine=bad, store=store).catalog.units[0]
    assert held.held.code == "mt.untranslated"
    good = ScriptedEngine()
    assert run(held, engine=good, store=store).catalog.units == (held,)
    assert good.sent == []
    assert run(held, engine=good, store=store, retry=True).catalog.units[0].forms


def test_an_estimate_sends_nothing_and_counts():
    engine, store = ScriptedEngine(), Answers()
    run(make_unit("Call your doctor"), engine=engine, store=store)
    engine.sent.clear()
    todo = [make_unit("Call your doctor"), make_unit("Rest now"), make_unit("10 mg")]
    result = run(*todo, engine=engine, store=store, estimate=True)
    assert engine.sent == []
    assert result.catalog.units == tuple(todo)
    assert (result.estimate.texts, result.estimate.characters) == (1, len("Rest now"))
    assert result.estimate.remembered == 1


@pytest.mark.parametrize("signal", [KeyboardInterrupt(), SystemExit(143)])
def test_an_interrupt_keeps_what_came_back(signal):
    calls = []

    def batch(texts):
        calls.append(len(texts))
        if len(calls) == 3:
            raise signal
        return [translate(text) for text in texts]

    result = run(*units(FIRST + CHUNK * 4), engine=ScriptedEngine(batch=batch))
    assert result.stopped is signal
    assert len(result.from_engine) == FIRST + CHUNK
    assert sum(not unit.forms for unit in result.catalog.units) == 3 * CHUNK


class TestAnswersThatAreNone:
    @pytest.mark.parametrize(
        ("answer", "code"),
        [
            ("<html><body>Bad gateway</body></html>", "mt.page"),
            (
                "Please ask the doctor about the risks and do not take it with the food",
                "mt.language",
            ),
            ("あなたの医師に危険性についてたずねてください", "mt.language"),
            ("Pregunte a su doctor", "mt.length"),
            ("Ask your doctor about all those risks hoy.", "mt.untranslated"),
        ],
    )
    def test_is_held(self, answer, code):
        unit = make_unit("Ask your doctor about all those risks today.")
        engine = ScriptedEngine(lambda text: answer, shapes=("word",))
        assert run(unit, engine=engine).catalog.units[0].held.code == code


def test_signals_say_where_to_look():
    class Knowing(ScriptedEngine):
        def unknown_words(self, texts):
            return [
                tuple(word for word in text.split() if word == "autoinjector") for text in texts
            ]

    unit = make_unit("Use your autoinjector with care")
    engine = Knowing(lambda text: "Use su autoinjector con cuidado")
    result = run(unit, engine=engine, signed=["Use your autoinjector with water"])
    (signals,) = result.signals.values()
    assert signals.unknown == ("autoinjector",)
    assert signals.kept == ("autoinjector",)
    assert signals.words == 5
    assert signals.unknown_share == 0.2
    assert 80 <= signals.similarity < 100


def test_effort_is_counted_over_judged_drafts_only():
    group = ("apertium 1", "es-US", "2026-11-23")
    (row,) = efforts_of(
        [
            (group, ("uno",), ("uno",), True),
            (group, ("uno",), ("dos",), True),
            (group, ("tres",), ("tres",), False),
        ]
    )
    assert (row.units, row.judged, row.changed) == (3, 2, 1)
    assert 0 < row.edited < 1


SIGNALS = Signals(
    engine="apertium",
    version="1",
    words=5,
    unknown=("autoinjector",),
    kept=("autoinjector",),
    similarity=82,
    answer=("uno", "dos"),
    back=("one", "two"),
    back_engine="apertium/spa-eng",
    back_similarity=71,
)


@pytest.mark.parametrize(
    "signals",
    [SIGNALS, replace(SIGNALS, similarity=None, back=(), back_engine="", back_similarity=None)],
)
def test_an_entry_is_read_as_it_was_written(signals):
    entry = signals_to_json(signals, drafted_on="2026-11-28")
    assert signals_from_json(json.loads(json.dumps(entry))) == signals


@pytest.mark.parametrize(
    "change",
    [
        {"engine": None},
        {"version": "1\u202e"},
        {"back_engine": "apertium\n"},
        {"drafted_on": 5},
        {"words": True},
        {"unknown": "autoinjector"},
        {"kept": [1]},
        {"answer": None},
        {"back": [None]},
        {"similarity": 101},
        {"similarity": -1},
        {"back_similarity": True},
        {"back_similarity": "71"},
    ],
)
def test_an_entry_that_nobody_wrote_is_no_signal(change):
    entry = {**signals_to_json(SIGNALS, drafted_on="2026-11-28"), **change}
    assert signals_from_json(entry) is None
    assert signals_from_json([entry]) is None
