"""Terms and sentences: what texts are found by, and where they may be cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.memory.entry import Entry
from pipeline.memory.sentences import sentence_entries, split_sentences
from pipeline.memory.terms import terms_of
from pipeline.model.message import MessageKey
from pipeline.text.tags import tag_faults


def test_words_lose_their_case_and_signs_count():
    assert {"take", "10", "mg", "%", "{"} <= terms_of("Take 10 mg of {this} every day: 5 % each.")


def test_signs_of_most_texts_count_where_there_is_nothing_else():
    assert {".", ":", "(", ")"}.isdisjoint(terms_of("Take 10 mg of this (every day): please."))
    assert {".", ":", "ñ"} & terms_of("Tome 10 mg al día: sí, mañana y después.") == set()
    assert terms_of("- - - - - (...) - - - - - : - -") == {"-", "(", ")", ".", ":"}


@given(st.text(st.characters(max_codepoint=127), max_size=60))
def test_ascii_texts_have_the_terms_of_all_others(text):
    """One letter that is not ASCII more, and the text goes the other way."""
    padded = text + " " + "x" * 30
    assert terms_of(padded + " ñ") - {"ñ"} == terms_of(padded)


def test_texts_without_spaces_are_found_by_pairs():
    text = "この薬は毎日服用してください。医師に相談してください。必ず守ること。"
    assert {"毎日", "医師", "。"} <= terms_of(text)
    assert text[:10] not in terms_of(text)


def test_short_texts_are_found_with_one_wrong_letter():
    assert len(terms_of("Call now") & terms_of("Cal now")) >= 5


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("Approx. 5 mg. Sec. 4 applies.", "en-US", ["Approx. 5 mg. ", "Sec. 4 applies."]),
        ("Ask Dr. Smith. Call 1-800-555.", "en-US", ["Ask Dr. Smith. ", "Call 1-800-555."]),
        ("Tome 10 mg p. ej. hoy. El 5.º día.", "es-US", ["Tome 10 mg p. ej. hoy. ", "El 5.º día."]),
        ("Ask <1>us. Now</1>. Done!", "en-US", ["Ask <1>us. Now</1>. ", "Done!"]),
        ("これは薬です。相談する。", "ja", ["これは薬です。", "相談する。"]),
        ("85.5 percent", "en-US", ["85.5 percent"]),
    ],
)
def test_sentences_end_where_they_end(text, locale, expected):
    assert list(split_sentences(text, locale)) == expected


@given(
    st.lists(st.sampled_from(["A.", " b", "! ", "<1>", "</1>", "<2/>", "\n\n", "Dr. ", "。", "?"])),
    st.sampled_from(["en-US", "es-US", "ja", "ar-SA", "zh-Hant-TW", "xx"]),
)
def test_joined_the_sentences_are_the_text(pieces, locale):
    text = "".join(pieces)
    assert "".join(split_sentences(text, locale)) == text


def long_entry(source, target, **more):
    return Entry(
        locale="es-US", key=MessageKey("title", source), forms=(target,), detail="d", **more
    )


SOURCE = "Take this medicine once a day with a glass of water. Keep it in the <1>refrigerator</1>."
TARGET = (
    "Tome este medicamento una vez al día con un vaso de agua. Guárdelo en el <1>refrigerador</1>."
)


def test_sentences_are_paired_by_place():
    found = list(sentence_entries(long_entry(SOURCE, TARGET), source_locale="en-US"))
    assert [entry.part for entry in found] == [1, 2]
    assert [entry.key.context for entry in found] == ["title", "title"]
    assert found[1].source == "Keep it in the <1>refrigerator</1>."
    assert found[1].forms == ("Guárdelo en el <1>refrigerador</1>.",)
    assert not any(tag_faults(entry.source, entry.forms[0]) for entry in found)


def test_unequal_counts_short_texts_and_plurals_are_not_cut():
    joined = TARGET.replace(". G", " y g")
    for entry in (
        long_entry(SOURCE, joined),
        long_entry("Stop. Go.", "Pare. Siga."),
        long_entry(SOURCE, TARGET, plural=SOURCE),
        long_entry(SOURCE, TARGET, part=1),
    ):
        assert list(sentence_entries(entry, source_locale="en-US")) == []


def test_a_tag_that_moved_to_another_sentence_makes_no_pair():
    moved = TARGET.replace("<1>refrigerador</1>", "frío").replace("vaso", "<1>vaso</1>")
    assert list(sentence_entries(long_entry(SOURCE, moved), source_locale="en-US")) == []
