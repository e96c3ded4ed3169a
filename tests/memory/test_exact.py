"""Exact memory: only the same context, source, plural source and locale count."""

from __future__ import annotations

import random

import pytest

from pipeline.memory.candidate import Candidate
from pipeline.memory.exact import build_memory
from pipeline.memory.store import Store
from pipeline.model.message import Message, MessageKey


def message(source="Call now", *, context="", plural=None):
    return Message(key=MessageKey(context, source), plural=plural)


def test_a_signed_target_comes_back_for_the_same_message_and_locale():
    memory: Store = build_memory([(message(), "es-US", ("Llame ahora",), "site/2026-11-20")])
    candidate = memory.exact(message(), "es-US")
    assert candidate == Candidate(forms=("Llame ahora",), detail="site/2026-11-20")
    assert candidate is not None
    assert candidate.similarity == 100


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
    memory = build_memory([(message(), "es-US", ("Llame ahora",), "x")])
    assert memory.exact(asked, locale) is None


def test_contradicting_targets_offer_nothing():
    entries = [
        (message(), "es-US", ("Llame ahora",), "a"),
        (message(), "es-US", ("Llame ya",), "b"),
        (message(), "es-US", ("Llame ahora",), "c"),
    ]
    memory = build_memory(entries)
    assert memory.exact(message(), "es-US") is None
    assert (memory.conflicts, len(memory)) == (1, 0)


def test_empty_forms_never_enter():
    memory = build_memory(
        [(message(), "es-US", (), "a"), (message(plural="p"), "es-US", ("uno", ""), "b")]
    )
    assert len(memory) == 0


def test_the_order_of_entries_does_not_matter():
    entries = [(message(str(n % 7)), "ja", (f"訳{n % 7}",), f"d{n}") for n in range(40)]
    shuffled = entries[:]
    random.Random(1).shuffle(shuffled)  # noqa: S311 - an order, not a secret
    first, second = build_memory(entries), build_memory(shuffled)
    for n in range(7):
        assert first.exact(message(str(n)), "ja") == second.exact(message(str(n)), "ja")


@pytest.mark.parametrize("forms", [(), ("",), ("a", "")])
def test_a_candidate_has_text_in_every_form(forms):
    with pytest.raises(ValueError, match="every form"):
        Candidate(forms=forms, detail="x")


def test_a_similarity_is_a_per_cent():
    with pytest.raises(ValueError, match="similarity"):
        Candidate(forms=("a",), detail="x", similarity=101)
