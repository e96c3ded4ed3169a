from __future__ import annotations

import random

import pytest
from rapidfuzz.distance import Indel

from pipeline.text.characters import fold
from tests.locks.build import ALL, BRAND, ISI, PHRASE, lock, message, passage, registry


@pytest.mark.parametrize(
    "source",
    [
        "Do not use ZYLORA if you were allergic to it.",
        "Do not use ZYLORA if you are allergic to it",
        "Do not use ZYLORA if you are allergic to it .",
        "Do use ZYLORA if you are allergic to it.",
        "Do not use ZYLORА if you are allergic to it.",
        "Do not use\u00a0ZYLORA if you are allergic to it.",
        "do not use ZYLORA if you are allergic to it.",
        "important safety information",
    ],
)
def test_nearly_a_passage_is_drift(source):
    hit = ALL.drift(message(source))
    assert hit is not None
    assert hit.lock_id == "isi.us@1"
    assert hit.similarity >= 0.85


def test_the_word_diff_shows_what_changed():
    hit = ALL.drift(message("Talk to your doctor before your last dose."))
    assert str(hit) == "Talk to your doctor before your [-first-]{+last+} dose."


@pytest.mark.parametrize(
    "source", [*ISI.source, PHRASE.source[0], "Something else entirely.", "", "ZYLORA"]
)
def test_a_lock_or_another_text_is_no_drift(source):
    assert ALL.drift(message(source)) is None


def test_a_look_alike_inside_a_sentence_is_drift():
    found = registry(BRAND, PHRASE)
    brand = found.drift(message("We sell ZYLОRA here."))
    assert brand is not None
    assert brand.lock_id == "brand.zylora@1"
    name = found.drift(message("We sell ZYLORA®\u00a0(zylorafen beta-1b)."))
    assert name is not None
    assert name.lock_id == "name@1"
    assert found.drift(message("We sell Zylora here.")) is None


def test_a_lock_for_another_context_has_not_drifted():
    found = registry(passage("isi", ("Call your doctor now.", "x"), context="button"))
    assert found.drift(message("Call your doctor know.")) is None
    assert found.drift(message("Call your doctor know.", "button")) is not None


def test_the_index_finds_what_brute_force_finds():
    rng = random.Random(4)  # noqa: S311
    words = [f"{chr(97 + i % 26)}word{i}" for i in range(400)] + ["the", "of", "and", "to"] * 20
    texts = [" ".join(rng.choices(words, k=rng.randint(2, 30))) for _ in range(300)]
    found = registry(*(lock(f"l{i}", text, scope="passage") for i, text in enumerate(texts)))
    truth = hits = 0
    for text in rng.choices(texts, k=600):
        parts = text.split()
        for _ in range(rng.randint(1, max(1, len(parts) // 6))):
            parts[rng.randrange(len(parts))] = rng.choice(words)
        source = " ".join(parts)
        if source in texts:
            continue
        near = any(
            Indel.normalized_similarity(fold(source), fold(other)) >= 0.85 for other in texts
        )
        truth += near
        hits += near and found.drift(message(source)) is not None
        assert near or found.drift(message(source)) is None
    assert truth > 200
    assert hits >= 0.995 * truth


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("Ask about ZYLORA® (zylorafen beta-1a) today.", "(zylorafen beta-[-1b-]{+1a+})"),
        ("Ask about ZYLORA (zylorafen beta-1b) today.", "ZYLORA[-®-] (zylorafen"),
        ("Ask about ZYLORA® (zylorafen beta-1b) or ZYLORA® (zylorafen beta-1a).", "{+1a+}"),
    ],
)
def test_a_phrase_with_a_changed_word_inside_a_longer_sentence_is_drift(source, shown):
    hit = registry(BRAND, PHRASE).drift(message(source))
    assert hit is not None
    assert hit.lock_id == "name@1"
    assert shown in str(hit)


def test_segments_merged_into_one_are_drift_and_named():
    merged = f"{ISI.source[1]} {ISI.source[2]}"
    hit = ALL.drift(message(merged))
    assert hit is not None
    assert hit.parts == ("isi.us@1/2", "isi.us@1/3")
    assert "holds isi.us@1/2, isi.us@1/3" in str(hit)
    near = ALL.drift(message(merged.replace("first", "last") + " It is here."))
    assert near is not None
    assert near.parts == ("isi.us@1/2", "isi.us@1/3")


def test_a_heading_may_be_named_in_a_sentence():
    assert ALL.drift(message("Please read the Important Safety Information below.")) is None


def test_a_straight_quote_is_drift_and_named():
    found = registry(passage("q", ("Patients’ rights are protected by law here.", "x")))
    hit = found.drift(message("Patients' rights are protected by law here."))
    assert hit is not None
    assert "Patients[-’-]{+'+} (U+2019 RIGHT SINGLE QUOTATION MARK became U+0027" in str(hit)


@pytest.mark.parametrize("words", [" ", "a", "\u00a0" * 30, "ZYLORA " * 50, "(((" * 100])
def test_odd_texts_have_an_answer(words):
    assert ALL.drift(message(words)) is None or words.strip()


def test_look_alikes_in_the_diff_are_named():
    hit = registry(ISI).drift(message("Do not use ZYLОRA if you\u00a0are allergic to it."))
    assert "U+004F LATIN CAPITAL LETTER O became U+041E CYRILLIC CAPITAL LETTER O" in str(hit)
    assert "{+<U+00A0>+}" in str(hit)
