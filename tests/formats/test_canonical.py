"""Canonical JSON and strict reading."""

from __future__ import annotations

import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import RejectedError
from pipeline.formats.canonical import canonical_json, pretty_json, read_json
from pipeline.model.evidence import Meaning

texts = st.text(st.characters(codec="utf-8"), max_size=8)
integers = st.integers(-(2**53) + 1, 2**53 - 1)
values = st.recursive(
    st.none() | st.booleans() | integers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_reading_gives_back_what_was_written(value):
    assert read_json(canonical_json(value), path="x") == value
    assert read_json(pretty_json(value), path="x") == value


@given(values)
def test_canonical_bytes_are_those_of_rfc_8785(value):
    assert canonical_json(value) == rfc8785.dumps(value)


@given(st.dictionaries(texts, integers))
def test_key_order_does_not_matter(value):
    backwards = dict(reversed(list(value.items())))
    assert canonical_json(value) == canonical_json(backwards)


def test_keys_sort_by_utf_16():
    written = canonical_json({"\ufb33": 1, "\U0001f600": 2}).decode()
    assert written == '{"\U0001f600":2,"\ufb33":1}'


def test_enums_and_tuples_are_written_plainly():
    assert canonical_json({"m": Meaning.TRANSLATED, "t": (1, 2)}) == b'{"m":"translated","t":[1,2]}'


@pytest.mark.parametrize("value", [1.5, b"x", {1: 2}, {"a": {3}}, 2**53, -(2**53), "\ud800"])
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises((TypeError, ValueError)):
        canonical_json(value)


def test_a_lone_surrogate_is_refused_on_the_slow_path_too():
    with pytest.raises(ValueError):
        canonical_json({"é": "\ud800"})


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":1}',
        b'{"a":{"b":1,"b":2}}',
        b"NaN",
        b"[Infinity]",
        b"-Infinity",
        b"1.0",
        b"1e3",
        b"-0.0",
        b'"\\ud800"',
        b'{"\\udc00":1}',
        b"\xef\xbb\xbf{}",
        b'"\xff"',
        '"x"'.encode("utf-16"),
        b"9007199254740992",
        b"-9007199254740992",
        b"9" * 5000,
        b"[" * 65 + b"1" + b"]" * 65,
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"",
        b"{} {}",
        b"{'a':1}",
        b'"\n"',
        b'"a',
    ],
)
def test_strictness(data):
    with pytest.raises(RejectedError) as caught:
        read_json(data, path="some/file.json")
    assert caught.value.code == "json.invalid"
    assert caught.value.faults[0].path == "some/file.json"
    assert len(str(caught.value)) < 300


def test_64_levels_and_the_largest_integers_are_read():
    assert read_json(b"[" * 64 + b"]" * 64, path="x")
    assert read_json(b"[9007199254740991,-9007199254740991]", path="x") == [2**53 - 1, 1 - 2**53]


@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_rejected(data):
    try:
        value = read_json(data, path="x")
    except RejectedError:
        return
    assert value == json.loads(data)
