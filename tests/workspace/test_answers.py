"""Remembered answers survive a new process, a torn line and a stranger's line."""

from __future__ import annotations

from pipeline.workspace.answers import AnswerFile

A, B = "a" * 64, "b" * 64


def test_what_is_put_is_there_now_and_later(tmp_path):
    place = tmp_path / "deep" / "answers.jsonl"
    first = AnswerFile(place)
    assert first.get(A) is None
    first.put({A: "uno\nmás", B: "dos"})
    assert first.get(A) == "uno\nmás"
    again = AnswerFile(place)
    assert (again.get(A), again.get(B), again.get("c" * 64)) == ("uno\nmás", "dos", None)


def test_a_torn_line_costs_one_answer(tmp_path):
    place = tmp_path / "answers.jsonl"
    AnswerFile(place).put({A: "uno", B: "dos"})
    data = place.read_bytes()
    place.write_bytes(data[:-5])
    torn = AnswerFile(place)
    assert (torn.get(A), torn.get(B)) == ("uno", None)
    torn.put({B: "dos"})
    assert AnswerFile(place).get(B) == "dos"


def test_lines_that_are_none_are_passed_over(tmp_path):
    place = tmp_path / "answers.jsonl"
    place.write_bytes(b'[1]\n{"key": 5}\n{"key": "zz", "answer": "x"}\n\xff\xfe\n{"key"\n')
    AnswerFile(place).put({A: "uno"})
    assert AnswerFile(place).get(A) == "uno"


def test_a_dry_run_remembers_nothing(tmp_path):
    place = tmp_path / "answers.jsonl"
    AnswerFile(place, frozen=True).put({A: "uno"})
    assert not place.exists()
