"""Changes by words: both texts can be read off them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.review.words import ChangeKind, changed_words

TEXTS = st.text(st.sampled_from("ab .,<1>/{}0\u3042\u6f22é\u0627\u00a0\n"), max_size=60)


@given(TEXTS, TEXTS)
def test_the_pieces_give_both_texts(old, new):
    changes = changed_words(old, new)
    assert "".join(c.text for c in changes if c.kind is not ChangeKind.ADDED) == old
    assert "".join(c.text for c in changes if c.kind is not ChangeKind.REMOVED) == new
    assert all(change.text for change in changes)


@given(TEXTS)
def test_nothing_changes_between_equal_texts(text):
    assert {change.kind for change in changed_words(text, text)} <= {ChangeKind.SAME}


def test_a_script_without_spaces_is_compared_by_character():
    kinds = [(c.kind, c.text) for c in changed_words("毎日注射", "毎週注射")]
    assert kinds == [("same", "毎"), ("removed", "日"), ("added", "週"), ("same", "注射")]


def test_a_very_long_text_is_replaced_whole():
    old, new = "a " * 4000, "b " * 4000
    assert [change.text for change in changed_words(old, new)] == [old, new]
