"""Back-translation: what leaves, what comes back, and that no draft depends on it."""

from __future__ import annotations

import os

import pytest

from pipeline.errors import EnvironmentFailedError
from pipeline.model.lock import LockKind, LockScope
from pipeline.pretranslate.egress import EgressGuard
from pipeline.pretranslate.engines.apertium import ApertiumEngine
from pipeline.pretranslate.engines.mode import route_of
from tests.pretranslate.make import ScriptedEngine, make_lock, make_unit, run

FORTH = {"Call": "Llame", "your": "a su", "doctor": "médico", "about": "sobre"}
BACK = {"Llame": "Call", "su": "your", "médico": "physician", "sobre": "about", "a": ""}


def worded(table):
    return lambda text: " ".join(filter(None, (table.get(word, word) for word in text.split(" "))))


def forth(**options):
    return ScriptedEngine(worded(FORTH), **options)


class Back(ScriptedEngine):
    name = "scripted/back"


def back(**options):
    return Back(worded(BACK), **options)


def test_a_draft_comes_back_with_its_distance_to_the_source():
    unit = make_unit("Call your doctor")
    result = run(unit, engine=forth(), back=back())
    (signals,) = result.signals.values()
    assert signals.answer == ("Llame a su médico",)
    assert signals.back == ("Call your physician",)
    assert signals.back_engine == "scripted/back"
    assert 60 < signals.back_similarity < 100


def test_without_an_engine_for_it_nothing_is_sent_back():
    (signals,) = run(make_unit(), engine=forth()).signals.values()
    assert signals.back == ()
    assert signals.back_similarity is None


def test_no_draft_depends_on_it():
    units = [make_unit("Call your doctor"), make_unit("about your doctor")]
    plain = run(*units, engine=forth())
    assert run(*units, engine=forth(), back=back()).catalog == plain.catalog
    mute = run(*units, engine=forth(), back=Back(lambda text: ""))
    assert mute.catalog == plain.catalog
    assert all(signals.back == () for signals in mute.signals.values())


def test_locked_text_does_not_leave_in_its_translation_either():
    term = make_lock("multiple sclerosis", "esclerosis múltiple")
    brand = make_lock("BETASERON", kind=LockKind.BRAND)
    returning = back()
    unit = make_unit("Call about multiple sclerosis and BETASERON at 1-844-788-1470 <1>now</1>")
    result = run(unit, engine=forth(), back=returning, locks=(term, brand))
    (signals,) = result.signals.values()
    assert signals.back == (
        "Call about multiple sclerosis and BETASERON at 1-844-788-1470 <1>now</1>",
    )
    assert returning.sent
    sent = " ".join(returning.sent)
    assert not any(word in sent for word in ("esclerosis", "BETASERON", "844", "<1>"))
    assert [item.text for item in result.egress if item.engine == "scripted/back"] == returning.sent


def test_the_guard_knows_approved_translations():
    phrase = make_lock(
        "Do not use", "No usar nunca", scope=LockScope.PHRASE, kind=LockKind.STATEMENT
    )
    generic = make_lock("interferon beta-1b", "interferón beta-1b", kind=LockKind.GENERIC)
    guard = EgressGuard([phrase, generic], locale="es-US")
    assert guard.find("Texto: no usar  nunca.") == "do-not-use@1"
    assert guard.find("Use interferón beta-1b hoy") == generic.id
    assert EgressGuard([phrase, generic]).find("Texto: no usar nunca.") is None
    assert EgressGuard([phrase], locale="fr-CA").find("Texto: no usar nunca.") is None


def test_an_engine_that_fails_costs_the_signal_only():
    def fails(texts):
        raise EnvironmentFailedError.of("engine.failed", "gone")

    result = run(make_unit(), engine=forth(), back=Back(batch=fails))
    assert result.back_fault.code == "engine.failed"
    assert result.fault is None
    assert result.catalog.units[0].forms == ("Llame a su médico",)


def test_an_interrupt_while_texts_come_back_keeps_the_drafts():
    def stops(texts):
        raise KeyboardInterrupt

    result = run(make_unit(), engine=forth(), back=Back(batch=stops))
    assert isinstance(result.stopped, KeyboardInterrupt)
    assert result.catalog.units[0].forms == ("Llame a su médico",)


def test_progress_goes_on_to_the_last_text():
    seen = []
    run(make_unit(), engine=forth(), back=back(), progress=lambda *at: seen.append(at))
    assert seen[-1] == (2, 2)
    assert seen == sorted(seen)


def test_every_form_of_a_plural_comes_back():
    unit = make_unit("your doctor", plural="your doctors")
    (signals,) = run(unit, engine=forth(), back=back()).signals.values()
    assert len(signals.back) == len(signals.answer) > 1


def test_an_answer_given_before_is_not_asked_for_again():
    store: dict[str, str] = {}

    class Store:
        get = staticmethod(store.get)
        put = staticmethod(store.update)

    first = back()
    run(make_unit(), engine=forth(), back=first, back_store=Store())
    second = back()
    result = run(make_unit(), engine=forth(), back=second, back_store=Store())
    assert first.sent
    assert not second.sent
    (signals,) = result.signals.values()
    assert signals.back == ("Call your physician",)


@pytest.mark.parametrize(
    ("source", "target", "route"),
    [
        ("es-US", "en-US", ("spa-eng_US",)),
        ("es-ES", "en-GB", ("spa-eng",)),
        ("ca", "en-US", ("cat-eng_US",)),
        ("fr-CA", "en-US", ("fra-cat", "cat-eng_US")),
        ("it-IT", "en-US", ("ita-cat", "cat-eng_US")),
        ("pt-BR", "en-GB", ("por-cat", "cat-eng")),
        ("ja", "en-US", ()),
    ],
)
def test_routes_back(source, target, route):
    assert route_of(source, target) == route


def test_apertium_brings_a_sentence_back():
    try:
        engine = ApertiumEngine("es-US", "en-US", environ={"PATH": os.environ["PATH"]})
    except EnvironmentFailedError as error:
        pytest.skip(f"this pair is not installed: {error}")
    there = ScriptedEngine(lambda text: "La casa roja")
    with engine:
        result = run(make_unit("The red house"), engine=there, back=engine)
    (signals,) = result.signals.values()
    assert signals.back == ("The red house",)
    assert signals.back_similarity == 100
