from __future__ import annotations

import pytest

from pipeline.locks.passages import mark_faults, passage_faults
from pipeline.model.document import Segment
from tests.locks.build import ALL, ISI, passage, registry

ONE, TWO, THREE = ISI.source


def segments(*texts, mark="", role="body"):
    return [
        Segment(path=f"a/{i}", role=role, context="", source=text, lock_mark=mark, line=i + 1)
        for i, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    "texts",
    [
        (),
        ("Other",),
        (ONE, TWO, THREE),
        ("Before", ONE, "Between", TWO, THREE, "After"),
        (TWO, ONE, TWO, THREE),
        (ONE, TWO.replace("ZYLORA", "<1>ZYLORA</1>"), THREE),
    ],
)
def test_whole_passages_and_none(texts):
    assert passage_faults({"p.md": segments(*texts)}, ALL) == []


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ((ONE, THREE), "missing 2 “Do not use"),
        ((ONE,), "here are 1"),
        ((ONE, THREE, TWO), "another order: 1 3 2"),
    ],
)
def test_d13_part_of_a_passage(texts, said):
    (fault,) = passage_faults([("p.md", segments(*texts))], ALL)
    assert (fault.code, fault.path, fault.line) == ("isi.incomplete", "p.md", 1)
    assert said in fault.message


def test_a_link_to_the_passage_is_no_part_of_it():
    assert passage_faults({"p.md": segments(ONE, role="link")}, ALL) == []


def test_a_bullet_that_two_passages_share_counts_for_the_whole_one():
    other = passage("isi.eu", ("Important facts", "a"), (TWO, "b"))
    found = registry(ISI, other)
    assert passage_faults({"p.md": segments(ONE, TWO, THREE)}, found) == []
    assert passage_faults({"p.md": segments("Important facts", ONE, TWO, THREE)}, found) == []
    (fault,) = passage_faults({"p.md": segments(ONE, TWO, THREE, "Important facts")}, found)
    assert fault.message == "isi.eu@1 stands in another order: 2 1"


def test_marks_must_be_true():
    assert mark_faults(segments(ONE, TWO, mark="isi.us"), ALL) == []
    assert mark_faults(segments(ONE, mark="isi.us@1"), ALL) == []
    assert mark_faults(segments("We sell ZYLORA.", mark="brand.zylora"), ALL) == []
    assert mark_faults(segments("No mark"), ALL) == []


@pytest.mark.parametrize(
    ("text", "mark", "said"),
    [
        (TWO.replace("not ", ""), "isi.us", "[- not-]"),
        (TWO.replace(" use", "\u00a0use"), "isi.us", "U+00A0"),
        (ONE, "isi.uk", "no lock of this name"),
        (ONE, "isi.us@7", "no lock of this name"),
        ("No name", "brand.zylora", "is not its text"),
        ("No number", "phone", "does not match"),
    ],
)
def test_false_marks(text, mark, said):
    (fault,) = mark_faults(segments(text, mark=mark), ALL, path="p.md")
    assert (fault.code, fault.path, fault.line) == ("lock.mark", "p.md", 1)
    assert said in fault.message
