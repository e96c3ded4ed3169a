from __future__ import annotations

import datetime as dt
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.approve.approvals import (
    _read_canonical,
    approve_documents,
    parse_approvals,
    serialize_approvals,
    unapproved,
)
from pipeline.errors import RejectedError
from pipeline.model.digest import Digest
from pipeline.model.document import Approval, SourceDocument

TEXT = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=20
)
DATES = st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1))
NAMES = st.from_regex(r"[a-z][a-z0-9_-]{0,9}(/[a-z][a-z0-9_ é-]{0,9}x)?\.md", fullmatch=True)
APPROVALS = st.builds(
    lambda path, digest, reference, person, dates: Approval(
        path=path,
        sha256=Digest.of(digest),
        reference=reference,
        approved_by=person,
        approved_on=min(dates),
        expires_on=max(dates),
    ),
    NAMES,
    st.binary(max_size=4),
    TEXT,
    TEXT,
    st.tuples(DATES, DATES),
)
DOCUMENT = SourceDocument(path="a/b.md", domain="d", data=b"text")
DAY = dt.date(2026, 11, 2)


def approvals(**changes) -> dict[str, Approval]:
    options: dict[str, Any] = {
        "reference": "MLR-1",
        "approved_by": "A. Person",
        "approved_on": DAY,
        "expires_on": dt.date(2027, 11, 2),
    }
    return approve_documents({}, [DOCUMENT], **(options | changes))


@given(st.lists(APPROVALS, max_size=5))
def test_what_is_written_reads_back_and_is_canonical(found):
    wanted = {approval.path: approval for approval in found}
    data = serialize_approvals(wanted)
    assert parse_approvals(data, path="x") == wanted
    assert serialize_approvals(dict(reversed(wanted.items()))) == data
    tomllib.loads(data.decode())


@pytest.mark.parametrize(
    ("day", "data", "codes"),
    [
        (DAY, b"text", []),
        (dt.date(2027, 11, 1), b"text", []),
        (dt.date(2027, 11, 2), b"text", ["approval.expired"]),
        (dt.date(2026, 11, 1), b"text", ["approval.not_yet"]),
        (DAY, b"text\n", ["approval.changed"]),
        (dt.date(2030, 1, 1), b"", ["approval.changed", "approval.expired"]),
    ],
)
def test_an_approval_is_of_exact_bytes_and_for_a_time(day, data, codes):
    document = SourceDocument(path="a/b.md", domain="d", data=data)
    faults = unapproved([document], approvals(), as_of=day)
    assert [fault.code for fault in faults] == codes
    assert all(fault.path == "source_content/a/b.md" and fault.hint for fault in faults)


def test_a_document_without_an_approval_is_named():
    assert [fault.code for fault in unapproved([DOCUMENT], {}, as_of=DAY)] == ["approval.missing"]


def test_approving_again_keeps_the_others():
    other = SourceDocument(path="c.md", domain="d", data=b"c")
    both = approve_documents(
        approvals(),
        [other],
        reference="MLR-2",
        approved_by="B",
        approved_on=DAY,
        expires_on=DAY,
    )
    assert both["a/b.md"] == approvals()["a/b.md"]
    assert both["c.md"].reference == "MLR-2"


@pytest.mark.parametrize(
    "changes",
    [{"reference": " "}, {"approved_by": "a\nb"}, {"expires_on": dt.date(2020, 1, 1)}],
)
def test_approving_with_a_bad_value_is_refused(changes):
    with pytest.raises(RejectedError) as caught:
        approvals(**changes)
    assert caught.value.code == "approval.value"


GOOD = serialize_approvals(approvals()).decode()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("x = ", ["approval.syntax"]),
        ("document = 3", ["approval.syntax"]),
        ("document = [1]", ["approval.syntax"]),
        (GOOD + "other = 1\n", ["approval.unknown_key"]),
        ("other = 1\n" + GOOD, ["approval.unknown_key"]),
        (GOOD + GOOD, ["approval.duplicate"]),
        (GOOD.replace("a/b.md", "../b.md"), ["approval.value"]),
        (GOOD.replace("a/b.md", "/b.md"), ["approval.value"]),
        (GOOD.replace("a/b.md", "a//b.md"), ["approval.value"]),
        (GOOD.replace("2026-11-02", "2026-11-02T00:00:00Z"), ["approval.value"]),
        (GOOD.replace("2026-11-02", '"2026-11-02"'), ["approval.value"]),
        (GOOD.replace("2027", "2025"), ["approval.value"]),
        (GOOD.replace('reference = "MLR-1"\n', ""), ["approval.value"]),
        (GOOD.replace('sha256 = "', 'sha256 = "A'), ["approval.value"]),
        ("[[document]]\n", ["approval.value"] * 6),
    ],
)
def test_every_fault_of_the_file_is_reported(text, codes):
    with pytest.raises(RejectedError) as caught:
        parse_approvals(text.encode(), path="approvals.toml")
    assert [fault.code for fault in caught.value.faults] == codes


def test_a_fault_names_the_line_of_its_entry():
    with pytest.raises(RejectedError) as caught:
        parse_approvals((GOOD + "\n[[document]]\npath = 3\n").encode(), path="approvals.toml")
    assert {fault.line for fault in caught.value.faults} == {11}


def test_what_is_not_utf8_is_refused():
    with pytest.raises(RejectedError) as caught:
        parse_approvals(b"\xff", path="x")
    assert caught.value.code == "approval.syntax"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('path = "a.md"', 'path = "../a.md"'),
        ('path = "a.md"', 'path = "b.md"'),
        ('reference = "R"', 'reference = " "'),
        ('reference = "R"', 'reference = "\\u0041"'),
        ("2027-01-31", "2027-02-31"),
        ("2027-01-31", "2025-01-31"),
        ("\n[[document]]\npath", "\n\n[[document]]\npath"),
        ("expires_on", "until = 1\nexpires_on"),
        ("# Approved", "# approved"),
    ],
)
def test_a_file_that_is_not_as_approve_writes_it_is_read_as_toml(old, new):
    day = dt.date(2026, 1, 1)
    entries = {
        name: Approval(
            path=name,
            sha256=Digest.of(name.encode()),
            reference="R",
            approved_by="P",
            approved_on=day,
            expires_on=dt.date(2027, 1, 31),
        )
        for name in ("a.md", "b.md")
    }
    text = serialize_approvals(entries).decode()
    assert _read_canonical(text) == parse_approvals(text.encode(), path="x") == entries
    assert old in text
    assert _read_canonical(text.replace(old, new, 1)) is None
