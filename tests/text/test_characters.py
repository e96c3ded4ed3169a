from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.characters import describe, difference, fold, fold_with_offsets, plain, show


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_that_case_does_not(text):
    assert fold(plain(text)) == fold(text)
    folded, offsets = fold_with_offsets(text)
    assert len(offsets) == len(folded) + 1
    assert offsets == sorted(offsets)


def test_look_alikes_fold_together():
    wanted = fold("ZYLORA “it's” - 10 mg café")
    for other in (
        "ZYLОRА «it’s» – 10\u00a0mg café",
        'ΖYLORA "it\'s" \u2212 10\u202fmg cafe\u0301',
        "ZY\u200bL\u00adORA „it‘s” — 10 mg café",
    ):
        assert fold(other) == wanted


def test_characters_are_named():
    assert describe("\u00a0") == "U+00A0 NO-BREAK SPACE"
    assert describe("\x07") == "U+0007 Cc"
    assert show("a\u200bе\u0301") == "a<U+200B>е<U+0301>"
    assert "expected U+0020 SPACE, found U+00A0 NO-BREAK SPACE" in difference("a b", "a\u00a0b")
    assert "expected the end" in difference("a", "ab")
    nfd = unicodedata.normalize("NFD", "é")
    assert "another normal form" in difference("é", nfd)
