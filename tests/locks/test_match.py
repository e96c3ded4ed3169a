from __future__ import annotations

import pickle
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.formats.digests import lock_digest
from pipeline.model.document import Segment
from tests.locks.build import ALL, BRAND, DAY, ISI, PHRASE, TERM, lock, message, passage, registry


def hits(source, context="", found=ALL):
    return [(hit.lock.name, hit.text) for hit in found.match(message(source, context)).hits]


def test_a_passage_matches_wherever_it_stands():
    text = "Do not use ZYLORA if you are allergic to it."
    assert ALL.is_locked(message(text))
    assert ALL.is_locked(message(text, "tooltip"))
    assert ALL.is_locked(message(text.replace("ZYLORA", "<1>ZYLORA</1>")))
    assert ALL.match(message(text)).ids == ("isi.us@1",)
    assert not ALL.is_locked(message(text + " "))


def test_a_phrase_covers_what_is_inside_and_only_there():
    assert hits("ZYLORA® (zylorafen beta-1b) is here. ZYLORA is not.") == [
        ("name", "ZYLORA® (zylorafen beta-1b)"),
        ("brand.zylora", "ZYLORA"),
    ]


def test_the_longest_term_wins():
    longer = lock("term.rrms", "relapsing multiple sclerosis")
    found = registry(TERM, longer)
    assert hits("relapsing multiple sclerosis and multiple sclerosis", found=found) == [
        ("term.rrms", "relapsing multiple sclerosis"),
        ("term.ms", "multiple sclerosis"),
    ]


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("ZYLORA", 1),
        ("ZYLORA®", 1),
        ("ZYLORA-treated, ZYLORA's", 2),
        ("ZYLORAX xZYLORA ZYLORA2 ZYLORA_", 0),
        ("Zylora zylora", 0),
        ("ZYLORA\u0301 ZYLORA\u200d ZYLORA\ufe0f", 0),
        ("ZYLORAを使う", 1),
        ("<1>ZY</1>LORA", 1),
        ("ZYLORАis", 0),
    ],
)
def test_word_borders(source, count):
    assert len(hits(source, found=registry(BRAND))) == count


def test_a_shorter_name_is_found_where_the_longer_has_no_border():
    found = registry(lock("short", "interferon beta"), lock("long", "interferon beta-1"))
    assert hits("interferon beta-1b", found=found) == [("short", "interferon beta")]


def test_a_term_may_begin_a_sentence_a_name_may_not_change():
    assert hits("Multiple sclerosis") == [("term.ms", "Multiple sclerosis")]
    assert hits("Zylorafen beta-1b") == []


def test_no_lock_covers_a_plural_message():
    both = message("ZYLORA", plural="ZYLORA and ZYLORA")
    assert not ALL.match(both)
    assert not ALL.is_locked(message("Important Safety Information", plural="x"))
    assert ALL.violations(both, ("nada", "nada"), "es-US") == ()


def test_context_decides_between_equal_sources():
    heading = passage("isi.heading", ("Warning", "Aviso"), context="heading")
    body = passage("isi.body", ("Warning", "Advertencia"))
    found = registry(heading, body)
    assert found.expected(message("Warning", "heading"), "es-US") == "Aviso"
    assert found.expected(message("Warning"), "es-US") == "Advertencia"
    assert found.match(message("Warning", "heading")).ids == ("isi.heading@1",)


def test_dates_decide_which_revision_counts():
    old = replace(ISI, expires_on=DAY)
    new = replace(ISI, id="isi.us@2", effective_on=DAY)
    assert registry(old, new).match(message(ISI.source[0])).ids == ("isi.us@2",)
    lapsed = registry(old)
    assert lapsed.locks == ()
    assert lapsed.is_locked(message(ISI.source[0]))
    assert lapsed.expected(message(ISI.source[0]), "es-US") is None
    assert [fault.code for fault in lapsed.missing(message(ISI.source[0]), "es-US")] == [
        "lock.expired"
    ]


def test_refs_are_sorted_and_digested():
    text = message("ZYLORA treats multiple sclerosis.")
    refs = ALL.refs(text, "es-US")
    assert [ref.id for ref in refs] == ["brand.zylora@1", "term.ms@1"]
    assert refs[1].digest == lock_digest(TERM, "es-US")
    assert refs != ALL.refs(text, "de-DE")
    assert ALL.refs(message("nothing"), "es-US") == ()


def test_a_registry_travels_to_a_worker():
    copy = pickle.loads(pickle.dumps(ALL))  # noqa: S301
    text = message("ZYLORA® (zylorafen beta-1b)")
    assert copy.match(text) == ALL.match(text)
    assert copy.refs(text, "es-US") == ALL.refs(text, "es-US")


def test_locks_that_share_a_text_share_its_place():
    found = registry(PHRASE, replace(PHRASE, id="same@1"))
    assert found.match(message(PHRASE.source[0])).ids == ("name@1", "same@1")


WORDS = st.sampled_from(
    [
        *("ZYLORA", "<1>ZY</1>LORA", "ZYLORAX", "ZYLORA® (zylorafen beta-1b)", "is", ".", "®"),
        *("Do not use ZYLORA if you are allergic to it.", "multiple sclerosis", "1-800-555-0100"),
    ]
)


@given(
    st.lists(
        st.tuples(
            WORDS | st.lists(WORDS, min_size=1, max_size=4).map(" ".join),
            st.sampled_from(["", "tooltip"]),
            st.sampled_from([None, "ZYLORA and more"]),
        ),
        max_size=5,
    )
)
def test_many_segments_have_the_locks_that_each_of_them_has(rows):
    only = lock("only.tooltip", "ZYLORA", context="tooltip")
    found = registry(*ALL.locks, only, lock("phone", r"1-\d{3}-\d{3}-\d{4}", scope="pattern"))
    segments = [Segment(f"a/{at}", "body", c, s, plural) for at, (s, c, plural) in enumerate(rows)]
    expected = {
        (segment.context, segment.source): ids
        for segment in segments
        if segment.plural is None
        and (ids := found.match(message(segment.source, segment.context)).ids)
    }
    assert found.ids_in(segments) == expected


def test_remembered_violations_are_those_of_the_target_and_its_source():
    source = message("Ask about ZYLORA")
    for target, count in (("Pregunte por ZYLORA", 0), ("Pregunte por ella", 1)) * 2:
        assert len(ALL.violations(source, (target,), "es-US")) == count
    assert ALL.violations(message("Ask about it"), ("Pregunte por ella",), "es-US") == ()
    both = message("Ask about ZYLORA", plural="Ask about ZYLORA")
    assert ALL.violations(both, ("Pregunte por ella",), "es-US") == ()
    for number in range(1_500):  # more than are kept
        assert ALL.violations(source, (f"Pregunte por ella {number}",), "es-US")
    assert ALL.violations(source, ("Pregunte por ZYLORA",), "es-US") == ()
