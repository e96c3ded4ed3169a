from __future__ import annotations

import pytest

from pipeline.text.words import occurrences, word_heads


@pytest.mark.parametrize(
    ("text", "form", "found"),
    [
        ("MS and MS", "MS", [0, 7]),
        ("MSX xMS MS_ 1MS", "MS", []),
        ("MS-Kranke (MS)", "MS", [0, 11]),
        ("MSを使う", "MS", [0]),
        ("患者はMSです", "MS", [3]),
        ("다발성 경화증은", "다발성 경화증", [0]),
        ("والتصلب", "التصلب", [1]),
        ("التصلبx", "التصلب", [0]),
        ("ZYLORАа ZYLORAа", "ZYLORA", []),
        ("ab\u0301 ab", "ab", [4]),
        ("ab\u00ad ab", "ab", [4]),
        ("10 mg, 3.10 mg, 10.5", "10", [0]),
        ("1-844-1", "844", []),
        ("เธอกินยาทุกวัน", "ยา", [6]),
    ],
)
def test_occurrences(text, form, found):
    assert occurrences(text, form) == found


def test_without_borders_and_overlap():
    assert occurrences("aaaa", "aa", bordered=False) == [0, 2]


def test_heads_are_of_words_and_without_spaces_of_letters():
    assert word_heads("Deleted: 2 FILES") == {"dele", "2", "file"}
    assert word_heads("MSの患者") == {"ms", "の", "患", "者"}
    assert word_heads("…") == frozenset()
