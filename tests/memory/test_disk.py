"""The store on disk: in by signature, out by withdrawal, and what brute force finds."""

from __future__ import annotations

import random
import sqlite3
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from pipeline.errors import EnvironmentFailedError
from pipeline.memory.candidate import Candidate
from pipeline.memory.disk import DiskStore, Import
from pipeline.memory.entry import Entry, Kind
from pipeline.memory.lookup import MatchKind, look_up, look_up_sentences
from pipeline.memory.store import Store
from pipeline.model.message import Message, MessageKey

WORDS = ["take", "the", "tablet", "with", "water", "every", "day", "10", "20", "mg", "call", "not"]


@contextmanager
def store_of(*entries):
    connection = sqlite3.connect(":memory:", isolation_level=None)
    store = DiskStore(connection, source_locale="en-US")
    store.sync(entries)
    try:
        yield store
    finally:
        connection.close()


def entry(source="Call now", target="Llame ahora", **more):
    values = {"locale": "es-US", "context": "", "detail": "site 1", **more}
    return Entry(key=MessageKey(values.pop("context"), source), forms=(target,), **values)


def imported(*entries, reference="TM-1"):
    record = Import(
        reference=reference, by="A", on_day="2026-01-01", file="a.tmx", sha256="", entries=1
    )
    return record, entries


def message(source="Call now", context="", plural=None):
    return Message(key=MessageKey(context, source), plural=plural)


def test_it_follows_the_protocol():
    with store_of(entry()) as disk:
        store: Store = disk
        assert store.exact(message(), "es-US") == Candidate(forms=("Llame ahora",), detail="site 1")


@pytest.mark.parametrize(
    ("asked", "locale"),
    [
        (message(), "es-ES"),
        (message(context="button"), "es-US"),
        (message("Call now."), "es-US"),
        (message(plural="Call now"), "es-US"),
    ],
)
def test_nothing_crosses_context_source_plural_or_locale(asked, locale):
    with store_of(entry()) as store:
        assert store.exact(asked, locale) is None


def test_contradicting_targets_offer_nothing():
    with store_of(entry(), entry(target="Llame ya", detail="other 2")) as store:
        assert store.exact(message(), "es-US") is None
        store.import_entries(*imported(entry(kind=Kind.IMPORT, detail="TM-1")))
        assert store.exact(message(), "es-US") is None


def test_an_import_is_never_above_99_and_never_before_what_was_signed():
    with store_of() as store:
        store.import_entries(*imported(entry(target="Llama", kind=Kind.IMPORT, detail="TM-1")))
        found = store.exact(message(), "es-US")
        assert found == Candidate(forms=("Llama",), detail="import TM-1", similarity=99)
        (match,) = look_up(store, "Call now", "es-US")
        assert (match.kind, match.similarity) == (MatchKind.IN_CONTEXT, 99)
        store.sync([entry()])
        assert store.exact(message(), "es-US") == Candidate(forms=("Llame ahora",), detail="site 1")
        assert [match.entry.kind for match in look_up(store, "Call now", "es-US")] == [
            Kind.SIGNED,
            Kind.IMPORT,
        ]


def test_an_import_goes_by_its_reference_and_a_sync_leaves_it_alone():
    with store_of(entry()) as store:
        store.import_entries(*imported(entry("Stop", "Pare", kind=Kind.IMPORT, detail="TM-1")))
        store.sync([])
        assert store.counts() == [("es-US", "import", 1, 0)]
        assert [item.reference for item in store.imports()] == ["TM-1"]
        assert store.forget("TM-1") == 1
        assert (store.counts(), store.imports()) == ([], ())


SENTENCE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
ENTRY = st.builds(
    entry,
    SENTENCE,
    SENTENCE,
    locale=st.sampled_from(["es-US", "ja"]),
    context=st.sampled_from(["", "button"]),
    detail=st.sampled_from(["a 1", "b 2"]),
)


def answers(store, texts):
    return [look_up(store, text, "es-US", cutoff=0.5, limit=5) for text in texts]


@settings(max_examples=40)
@given(st.lists(ENTRY, max_size=25), st.lists(ENTRY, max_size=25), st.lists(SENTENCE, max_size=4))
def test_a_sync_leaves_exactly_the_standing_entries(before, after, texts):
    with store_of(*before) as store, store_of(*reversed(after)) as fresh:
        store.sync(after)
        assert set(store.entries()) == set(after)
        assert answers(store, texts) == answers(fresh, texts)
        again = store.sync(after)
        assert (again.added, again.removed, again.kept) == (0, 0, len(set(after)))


@settings(max_examples=60)
@given(st.lists(ENTRY, max_size=30), SENTENCE)
def test_a_small_memory_finds_what_brute_force_finds(entries, text):
    sources = {item.source for item in entries if item.locale == "es-US"}
    best = process.extractOne(
        text, sorted(sources), scorer=Levenshtein.normalized_similarity, score_cutoff=0.75
    )
    with store_of(*entries) as store:
        found = look_up(store, text, "es-US")
    assert bool(found) == bool(best)
    if best:
        assert Levenshtein.normalized_similarity(text, found[0].entry.source) == best[1]
        assert [match.similarity for match in found] == sorted(
            (match.similarity for match in found), reverse=True
        )


def large(count: int, seed: int = 5) -> list[str]:
    rng = random.Random(seed)  # noqa: S311 - a repeatable test
    words = [f"{a}{b}{c}" for a in "btkmsl" for b in ("a", "ei", "ou") for c in ("n", "rd", "st")]
    found: dict[str, None] = {}
    while len(found) < count:
        found.setdefault(" ".join(rng.choices(words, k=rng.randint(4, 14))))
    return list(found)


def test_in_a_large_memory_the_index_finds_99_of_100():
    texts = large(12_000)
    rng = random.Random(6)  # noqa: S311
    asked = []
    for text in rng.sample(texts, 200):
        parts = text.split()
        parts[rng.randrange(len(parts))] = "other"
        asked.append(" ".join(parts))
    with store_of(*(entry(text, "x") for text in texts)) as store:
        found = right = 0
        for text in asked:
            best = process.extractOne(
                text, texts, scorer=Levenshtein.normalized_similarity, score_cutoff=0.75
            )
            if best:
                found += 1
                matches = look_up(store, text, "es-US", limit=1)
                right += bool(matches) and (
                    Levenshtein.normalized_similarity(text, matches[0].entry.source) >= best[1]
                )
        assert found > 120
        assert right >= 0.99 * found


def test_what_came_in_after_the_index_is_found_and_what_went_is_not():
    texts = large(6_000)
    with store_of(*(entry(text, "x") for text in texts[:5_000])) as store:
        late = texts[5_500]
        kept = [entry(text, "x") for text in texts[1:5_000]]
        synced = store.sync([*kept, entry(late, "x")])
        assert (synced.added, synced.removed) == (1, 1)
        assert look_up(store, late + "s", "es-US", limit=1)[0].entry.source == late
        assert texts[0] not in {match.entry.source for match in look_up(store, texts[0], "es-US")}


def test_the_number_of_an_entry_that_went_is_not_given_to_one_the_index_lacks():
    texts = large(3_100)
    with store_of(*(entry(text, "x") for text in texts[:3_000])) as store:
        store.sync([entry(text, "x") for text in texts[:2_900]])  # the last numbers are free now
        store.sync([entry(text, "x") for text in (*texts[:2_900], *texts[3_050:])])
        for late in texts[3_050:]:
            assert look_up(store, late + "s", "es-US", limit=1)[0].entry.source == late


def test_a_number_that_differs_is_shown_as_such():
    with store_of(entry("Take 10 mg, then 5.", "Tome 10 mg, luego 5.")) as store:
        (match,) = look_up(store, "Take 20 mg, then 5.", "es-US")
        assert (match.kind, match.numbers) == (MatchKind.NUMBERS, (("10", "20"),))
        assert match.similarity == 94
        (match,) = look_up(store, "Take 20 mg, than 5.", "es-US")
        assert (match.kind, match.numbers) == (MatchKind.FUZZY, ())


def test_another_context_is_exact_and_the_same_one_comes_first():
    with store_of(entry(context="title"), entry(target="Llame", context="button")) as store:
        found = look_up(store, "Call now", "es-US", context="title")
        assert [(match.kind, match.similarity) for match in found] == [
            (MatchKind.IN_CONTEXT, 100),
            (MatchKind.EXACT, 100),
        ]


LONG = (
    "Take this medicine once a day with a full glass of water. "
    "Keep it in the refrigerator. Call your doctor at once."
)
LARGO = (
    "Tome este medicamento una vez al día con un vaso de agua. "
    "Guárdelo en el refrigerador. Llame a su médico de inmediato."
)


def test_a_long_text_is_looked_up_by_sentence():
    asked = "Use it as you were told. Keep it in a refrigerator. Call your doctor at once."
    with store_of(entry(LONG, LARGO)) as store:
        assert [m for m in look_up(store, asked, "es-US") if not m.entry.part] == []
        found = look_up_sentences(store, asked, "es-US", source_locale="en-US")
        assert [item.match and item.match.similarity for item in found] == [None, 89, 99]
        assert [item.match.entry.part for item in found if item.match] == [2, 3]
        assert look_up_sentences(store, "Call now", "es-US", source_locale="en-US") == ()
        assert store.exact(message("Call your doctor at once."), "es-US") is None
        store.sync([])
        assert store.counts() == []


def test_concordance_finds_pieces_in_sources_and_targets():
    with store_of(entry("Ask your DOCTOR", "Consulte a su MÉDICO"), entry(LONG, LARGO)) as store:
        for text, in_target in (("doctor", False), ("médico", True)):
            found = store.holding(text, "es-US", in_target=in_target, limit=9)
            assert [item.source for item in found] == ["Ask your DOCTOR", LONG]
        assert store.holding("50%_", "es-US", in_target=False, limit=9) == ()


def test_a_store_of_another_version_is_refused():
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA user_version = 99")
    with pytest.raises(EnvironmentFailedError) as caught:
        DiskStore(connection, source_locale="en-US")
    assert caught.value.code == "memory.broken"
    connection.close()


@pytest.mark.parametrize("source", ["", "x"])
def test_an_entry_has_text(source):
    with pytest.raises(ValueError, match="source"):
        entry(source, "" if source else "x")


def test_after_many_withdrawals_the_answers_are_those_of_a_fresh_store():
    texts = large(7_000)
    standing = [entry(text, "x") for text in texts[4_000:]]
    with store_of(*(entry(text, "x") for text in texts)) as store, store_of(*standing) as fresh:
        assert store.sync(standing).removed == 4_000
        asked = [text.replace("a", "o", 1) for text in texts[::300]]
        assert answers(store, asked) == answers(fresh, asked)
