"""Similarity, word diffs, and the search for the nearest text."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.similarity import NearestIndex, similarity, word_diff

TEXTS = st.lists(st.sampled_from(["take", "10", "mg", "with", "food", ".", "é"]), max_size=12).map(
    " ".join
)


@given(TEXTS, TEXTS)
def test_a_diff_holds_both_texts(old, new):
    changes = word_diff(old, new)
    assert "".join(change.text for change in changes if change.kind != "added") == old
    assert "".join(change.text for change in changes if change.kind != "removed") == new
    assert all(change.kind == "equal" for change in changes) is (old == new)


@given(st.text(), st.text())
def test_similarity_is_symmetric_and_one_for_equals(one, other):
    assert similarity(one, other) == similarity(other, one)
    assert (similarity(one, other) == 1.0) is (one == other)


def test_a_large_index_finds_what_a_small_one_finds():
    rng = random.Random(7)  # noqa: S311 - the same texts every time
    words = [f"word{number}" for number in range(400)]
    texts = [" ".join(rng.choices(words, k=rng.randint(6, 20))) for _ in range(3000)]
    index = NearestIndex(texts)
    for number in rng.sample(range(3000), 60):
        edited = texts[number].split()
        edited[rng.randrange(len(edited))] = "another"
        found = index.nearest(" ".join(edited), cutoff=0.6)
        assert found is not None
        best = max(similarity(" ".join(edited), text) for text in texts)
        assert found[1] == best


def test_nothing_is_found_below_the_cutoff():
    assert NearestIndex(["take one"]).nearest("something else", cutoff=0.75) is None
    assert NearestIndex([]).nearest("x", cutoff=0.75) is None
    assert NearestIndex(["a b"] * 500).nearest("q", cutoff=0.75) is None
    assert NearestIndex(["a b"] * 500).nearest("a b", cutoff=0.75) == (0, 1.0)
