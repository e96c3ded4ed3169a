"""The stage: what is taken up, what is sent, what is stored, what is held."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pipeline.errors import EnvironmentFailedError
from pipeline.model.lock import LockKind, LockScope
from pipeline.model.message import Message, MessageKey
from pipeline.model.unit import Held, Origin
from pipeline.pretranslate.engines.none import NoEngine
from pipeline.pretranslate.rounds import CHUNK, FIRST
from tests.pretranslate.make import ScriptedEngine, make_lock, make_unit, run, translate

MS = make_lock("MS", "EM", id="ms@1")
BRAND = make_lock("BETASERON", kind=LockKind.BRAND)
RX = make_lock("Rx only", "Solamente Rx", kind=LockKind.LEGAL, scope=LockScope.PHRASE)
ISI = make_lock("Read this first.", id="isi@1", kind=LockKind.ISI, scope=LockScope.PASSAGE)


def only(result):
    (unit,) = result.catalog.units
    return unit


class TestWhatIsTakenUp:
    def test_a_unit_with_text_is_left_alone(self):
        done = make_unit(forms=("Llame",), origin=Origin.of("desk", "ana", ("Llame",)))
        engine = ScriptedEngine()
        assert only(run(done, engine=engine)) == done
        assert engine.sent == []

    def test_a_half_filled_plural_is_somebodys_work(self):
        unit = make_unit("{{n}} day", plural="{{n}} days", forms=("un día", "", ""))
        assert only(run(unit, engine=ScriptedEngine())) == unit

    def test_a_passage_is_never_sent(self):
        engine = ScriptedEngine()
        unit = make_unit("Read <1>this</1> first.")
        assert only(run(unit, engine=engine, locks=[ISI])) == unit
        assert engine.sent == []

    def test_a_drifted_text_is_held_and_never_sent(self):
        engine = ScriptedEngine()
        result = run(make_unit("Read that first."), engine=engine, drifted=["Read that first."])
        assert engine.sent == []
        assert only(result).forms == ()
        assert only(result).held.code == "lock.drift"
        assert only(result).held.origin == "lock isi@1"
        assert Held.parse(str(only(result).held)) == only(result).held

    def test_a_drift_that_is_gone_is_taken_up_again(self):
        held = only(run(make_unit(), drifted=["Call your doctor"]))
        assert only(run(held, engine=ScriptedEngine())).has_target

    def test_a_held_unit_is_not_tried_again_without_retry(self):
        held = make_unit(held=Held("mt.mask", "engine x", "0" * 12))
        engine = ScriptedEngine()
        assert only(run(held, engine=engine)) == held
        assert engine.sent == []
        assert only(run(held, engine=engine, retry=True)).has_target

    def test_without_an_engine_units_stay_open(self):
        unit = make_unit()
        assert only(run(unit, engine=None)) == unit
        assert only(run(unit, engine=NoEngine("en-US", "ja"))) == unit

    def test_a_lock_without_approved_text_leaves_the_unit_open(self):
        engine = ScriptedEngine()
        result = run(make_unit("About MS today"), engine=engine, locks=[MS], locale="pt-BR")
        assert only(result) == make_unit("About MS today")
        assert list(result.waiting.values()) == ["lock.missing"]
        assert engine.sent == []


class TestWhatIsStored:
    def test_an_answer_carries_its_origin_and_fuzzy(self):
        unit = only(run(make_unit(), engine=ScriptedEngine()))
        assert unit.forms == ("LlaCa ruoya rotcoda",)
        assert unit.origin == Origin.of("engine", "scripted", unit.forms)
        assert unit.true_origin == unit.origin
        assert unit.fuzzy

    def test_locks_numbers_and_tags_come_back_in_their_approved_form(self):
        engine = ScriptedEngine()
        unit = make_unit(
            "Take <1>BETASERON</1> 0.25 mg for MS, Rx only, {{name}}", flags=("i18next-format",)
        )
        result = run(unit, engine=engine, locks=[MS, BRAND, RX])
        assert only(result).forms == (
            "EkaTa <1>BETASERON</1> 0.25 mg rofa EM, Solamente Rx, {{name}}",
        )
        sent = " ".join(engine.sent)
        assert not any(word in sent for word in ("BETASERON", "MS", "Rx", "0.25", "name", "<1>"))

    def test_numbers_follow_the_locale(self):
        unit = only(
            run(make_unit("About 0.5% of 1,000 people"), engine=ScriptedEngine(), locale="de-DE")
        )
        assert unit.forms == ("TuobAa 0,5\u00a0% foa 1.000 elpoepa",)

    def test_right_to_left_text_has_its_isolates(self):
        unit = make_unit("Take BETASERON 10 mg or call 1-844-788-1470")
        engine = ScriptedEngine(
            lambda text: text.replace("Take", "تناول").replace("or call", "أو اتصل")
        )
        unit = only(run(unit, engine=engine, locks=[BRAND], locale="ar"))
        assert unit.forms[0].count("\u2068") == unit.forms[0].count("\u2069") == 3
        assert "\u2068BETASERON\u2069 \u206810 mg\u2069" in unit.forms[0]

    def test_text_of_protected_spans_alone_is_not_sent(self):
        engine = ScriptedEngine()
        unit = only(run(make_unit("BETASERON 24/7"), engine=engine, locks=[BRAND]))
        assert unit.forms == ("BETASERON 24/7",)
        assert unit.origin == Origin.of("engine", "protect", unit.forms)
        assert engine.sent == []

    def test_equal_texts_are_sent_once(self):
        engine = ScriptedEngine()
        result = run(make_unit(), make_unit(context="button"), engine=engine)
        assert len(engine.sent) == len(result.egress) == 1
        assert all(unit.has_target for unit in result.catalog.units)

    def test_a_plural_fills_every_form_or_none(self):
        unit = make_unit("{{n}} day", plural="{{n}} days", flags=("i18next-format",))
        result = run(unit, engine=ScriptedEngine(), locale="es-US")
        assert only(result).forms == ("{{n}} yada", "{{n}} syada", "{{n}} syada")
        broken = ScriptedEngine(lambda text: "" if "days" in text else translate(text))
        assert only(run(unit, engine=broken)).forms == ()

    def test_a_plural_whose_one_serves_other_numbers_is_left_open(self):
        unit = make_unit("One day", plural="{{n}} days", flags=("i18next-format",))
        assert only(run(unit, engine=ScriptedEngine(), locale="es-US")).has_target
        assert only(run(unit, engine=ScriptedEngine(), locale="fr-CA")) == unit
        assert run(unit, engine=ScriptedEngine(), locale="fr-CA").waiting[unit.key] == "mt.plural"


class TestMemory:
    ENTRY = (Message(key=MessageKey("", "Call your doctor")), "es-US", ("Llame",), "site/1")

    def test_memory_comes_before_the_engine(self):
        engine = ScriptedEngine()
        result = run(make_unit(), engine=engine, memory=[self.ENTRY])
        assert only(result).forms == ("Llame",)
        assert only(result).origin == Origin.of("memory", "site/1", ("Llame",))
        assert result.from_memory == (only(result).key,)
        assert engine.sent == []

    def test_memory_never_feeds_a_locked_unit(self):
        lock = make_lock("Call your doctor", scope=LockScope.PASSAGE)
        assert only(run(make_unit(), locks=[lock], memory=[self.ENTRY])) == make_unit()

    def test_memory_that_no_longer_passes_is_not_used(self):
        result = run(
            make_unit(),
            memory=[self.ENTRY],
            engine=ScriptedEngine(),
            accept=lambda unit, forms: "term.missing" if forms == ("Llame",) else None,
        )
        assert result.from_memory == ()
        assert only(result).origin.kind == "engine"

    def test_memory_of_another_number_of_forms_is_not_used(self):
        entry = (
            Message(key=MessageKey("", "{{n}} day"), plural="{{n}} days"),
            "es-US",
            ("a", "b"),
            "x",
        )
        unit = make_unit("{{n}} day", plural="{{n}} days")
        assert only(run(unit, memory=[entry])) == unit


class TestWhatIsHeld:
    @pytest.mark.parametrize(
        ("source", "answer", "code"),
        [
            ("Call now", lambda text: text, "mt.untranslated"),
            ("Call now", lambda text: "  ", "mt.untranslated"),
            ("Call the nurse now please", lambda text: "hola " * 400, "mt.length"),
            ("Call now.", lambda text: translate(text) + " Sa.", "mt.sentence"),
            ("Call Q now", lambda text: "Llame 5 veces", "number.changed"),
            ("Call now", lambda text: "Llame\u202e ya", "text.bidi"),
        ],
    )
    def test_a_broken_answer_holds_the_unit(self, source, answer, code):
        result = run(make_unit(source), engine=ScriptedEngine(answer))
        assert only(result).forms == ()
        assert only(result).origin is None
        assert only(result).held.code == code
        assert only(result).held.origin == "engine scripted"
        assert result.held == {only(result).key: code}
        assert Held.parse(str(only(result).held)) == only(result).held

    def test_marks_that_never_come_back_hold_the_unit(self):
        sent = []

        def hostile(text):
            sent.append(text)
            return "[7] hola"

        engine = ScriptedEngine(hostile, shapes=("superblank", "xml"))
        assert only(run(make_unit("Take 10 mg now"), engine=engine)).held.code == "mt.mask"
        assert len(sent) == 4  # one per shape, then its two parts

    def test_a_second_shape_then_a_split_can_save_it(self):
        no_words = ScriptedEngine(
            lambda text: translate(text.lower() if "<x" not in text else text)
        )
        assert only(run(make_unit("Take 10 mg now"), engine=no_words)).forms == (
            "EkaTa 10 mg wona",
        )
        bare = ScriptedEngine(lambda text: translate(text) if text.isalpha() else "?")
        assert only(run(make_unit("Take 10 mg now"), engine=bare)).forms == ("EkaTa 10 mg wona",)

    def test_the_injected_rules_have_the_last_word(self):
        result = run(make_unit(), engine=ScriptedEngine(), accept=lambda unit, forms: "html.unsafe")
        assert only(result).held.code == "html.unsafe"

    def test_a_text_that_holds_a_lock_it_does_not_match_is_held(self):
        lock = make_lock("Read this first.", id="isi@1", scope=LockScope.PASSAGE)
        engine = ScriptedEngine()
        result = run(make_unit("Please: Read this first. Then go"), engine=engine, locks=[lock])
        assert only(result).held.code == "lock.egress"
        assert engine.sent == []

    def test_tags_that_cross_a_lock_hold_the_unit(self):
        engine = ScriptedEngine()
        unit = make_unit("<1>a Rx</1> <2>only b</2>")
        held = only(run(unit, engine=engine, locks=[RX]))
        assert held.held is None or held.held.code == "tag.mismatch"
        assert "Rx only" not in " ".join(engine.sent)


class TestEnginesThatFail:
    def test_a_failure_leaves_the_rest_open_and_keeps_what_is_done(self):
        calls = []

        def batch(texts):
            calls.append(len(texts))
            if len(calls) == 2:
                raise EnvironmentFailedError.of("mt.rate", "too many")
            return [translate(text) for text in texts]

        words = [f"{chr(97 + n // 26)}{chr(97 + n % 26)} word" for n in range(FIRST + CHUNK)]
        units = [make_unit(word) for word in words]
        result = run(*units, engine=ScriptedEngine(batch=batch))
        assert calls == [FIRST, CHUNK]
        assert len(result.from_engine) == FIRST
        assert result.fault.code == "mt.rate"
        assert all(unit.held is None for unit in result.catalog.units)

    def test_a_batch_of_another_length_is_asked_one_by_one(self):
        engine = ScriptedEngine(
            batch=lambda texts: [translate(text) for text in texts[: max(1, len(texts) - 1)]]
        )
        result = run(make_unit("One thing"), make_unit("Other things"), engine=engine)
        assert len(result.from_engine) == 2

    def test_an_engine_that_never_answers_in_step_holds_all(self):
        engine = ScriptedEngine(batch=lambda texts: [*texts, "more"])
        assert only(run(make_unit(), engine=engine)).held.code == "mt.untranslated"


def test_progress_counts_texts_up_to_the_total():
    seen = []
    units = [make_unit(word) for word in ("One day", "Two days", "More days")]
    run(*units, engine=ScriptedEngine(), progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (3, 3)


def test_a_second_run_changes_nothing_and_sends_nothing():
    first = run(make_unit(), make_unit("Take 10 mg"), engine=ScriptedEngine())
    engine = ScriptedEngine(lambda text: "otra cosa")
    second = run(*first.catalog.units, engine=engine)
    assert second.catalog == first.catalog
    assert engine.sent == []


def test_importing_the_stage_loads_no_engine():
    code = (
        "import sys, pipeline.pretranslate.pretranslate, pipeline.pretranslate.engines.opening;"
        "sys.exit(bool({'deep_translator', 'requests', 'bs4'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
