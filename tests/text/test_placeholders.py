from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.placeholders import (
    find_placeholders,
    placeholders_of,
    wanted_placeholders,
    without_placeholders,
)


@pytest.mark.parametrize(
    ("text", "flag", "found"),
    [
        ("{{a}} {{- b}} $t(c)", "i18next-format", ["{{a}}", "{{- b}}", "$t(c)"]),
        ("{a} {} {{b}} {c:>3}", "python-brace-format", ["{a}", "{}", "{c:>3}"]),
        ("%(a)s %d 100%% %s", "python-format", ["%(a)s", "%d", "%s"]),
        ("%1$s %2$ld %%", "c-format", ["%1$s", "%2$ld"]),
        ("85% of patients {x}", "unknown-format", []),
    ],
)
def test_found_as_spelled(text, flag, found):
    assert placeholders_of(text, [flag]) == found
    assert placeholders_of(text, []) == []


@given(st.text("ab{}%$( )stdn1", max_size=30))
def test_spans_do_not_overlap_and_can_be_cut_out(text):
    flags = ["i18next-format", "python-brace-format", "python-format"]
    spans = find_placeholders(text, flags)
    assert all(one.end <= two.start for one, two in pairwise(spans))
    assert len(without_placeholders(text, flags)) <= len(text)


def test_plural_forms_may_leave_the_count_out():
    wanted, optional = wanted_placeholders(
        ("one dose of %(name)s", "%(count)d doses of %(name)s"), ["python-format"], 1
    )
    assert set(wanted) == {"%(count)d", "%(name)s"}
    assert set(optional) == {"%(count)d"}
