from __future__ import annotations

import pytest

from pipeline.errors import RejectedError
from tests.formats.pages import PLAIN, render, sources


def test_paragraphs_labels_and_list_items_are_segments():
    assert sources(PLAIN, "p.txt") == [
        "Important Safety Information",
        "Do not take it if you are allergic to interferon beta-1b, or to human albumin.",
        "First point goes on",
        "Second point",
        "Third",
        "Step one",
        "Step two",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a short line\nand its long continuation in lower case", 1),
        ("See your doctor,\nHe knows what to do in every case of doubt", 1),
        ("Two lines of much\nThe same length here", 1),
        ("one\r\ntwo\r\rthree\n \t\nfour", 3),
        ("\ufeff  indented\n", 1),
        ("- \n", 0),
        ("2026 was a year", 1),
        ("", 0),
    ],
)
def test_where_segments_end(text, expected):
    assert len(sources(text, "p.txt")) == expected


def test_line_endings_and_marks_stay():
    text = "\ufeffOne\r\ntwo\r\n\r\n  • three \r\n"
    assert render(text, "p.txt", "Uno dos", "tres") == "\ufeffUno dos\r\n\r\n  • tres \r\n"


@pytest.mark.parametrize("target", ["- a", " a", "a\nb", "a\n\nb", "1. a"])
def test_what_would_read_as_something_else_is_refused(target):
    with pytest.raises(RejectedError) as caught:
        render("x", "p.txt", target)
    assert caught.value.code == "render.unrepresentable"


def test_angle_brackets_are_text():
    assert render("<1>a</1> &amp; <b>", "p.txt", "<1>b</1> & <2/>") == "<1>b</1> & <2/>"
