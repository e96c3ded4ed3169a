from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.localefilter import filter_admits, is_narrower, read_filter, read_short_filter

TAGS = ("es", "es-US", "es-419", "pt-BR", "zh-Hant-TW", "zh-TW", "de-DE", "sr-Latn-RS", "fr-CA")
RANGES = st.sampled_from(
    ("*", "es", "ES-us", "*-US", "zh-TW", "zh-*-TW", "pt", "*-Latn", "fr-*", "sr-RS", "de-x-DE")
)
LISTS = st.lists(RANGES, max_size=4).map(", ".join)
FILTERS = st.builds(read_filter, LISTS, st.sampled_from(("include", "exclude")))


@pytest.mark.parametrize(
    ("wanted", "locale", "expected"),
    [
        ("es", "es-US", True),
        ("es-US", "es", False),
        ("ES-us", "es-US", True),
        ("*-US", "es-US", True),
        ("zh-TW", "zh-Hant-TW", True),
        ("zh-*-TW", "zh-TW", True),
        ("zh-Hant", "zh-TW", False),
        ("pt", "pt-BR", True),
        ("e", "es", False),
        ("de-DE", "de-x-DE", False),
    ],
)
def test_ranges_match_as_extended_filtering_says(wanted, locale, expected):
    assert filter_admits(wanted, locale) is expected
    assert filter_admits(f"not {wanted}", locale) is not expected


@pytest.mark.parametrize(
    ("ranges", "kind", "expected"),
    [
        ("*", "include", ""),
        ("", "include", "none"),
        ("  ", "include", "none"),
        ("*", "exclude", "none"),
        ("", "exclude", ""),
        (" es-US ,  pt-BR,es-US", " Include ", "es-US, pt-BR"),
        ("fr, ja", "EXCLUDE", "not fr, ja"),
        ("es_US", "include", None),
        ("es,,fr", "include", None),
        ("es", "only", None),
        ("es US", "include", None),
        ("deutschland", "include", None),
    ],
)
def test_the_attributes_of_its(ranges, kind, expected):
    assert read_filter(ranges, kind) == expected


def test_the_short_spelling():
    assert [read_short_filter(it) for it in ("es, pt", "NOT fr", "None", "", "*")] == [
        "es, pt",
        "not fr",
        "none",
        "none",
        "",
    ]
    assert read_short_filter("not ") is None
    assert read_short_filter("notfr, e s") is None


@given(FILTERS)
def test_a_filter_reads_back_from_its_own_spelling(found):
    assert read_short_filter(found or "*") == found


@given(FILTERS, FILTERS)
def test_what_is_narrower_lets_in_no_other_locale(inner, outer):
    if is_narrower(inner, outer):
        assert all(filter_admits(outer, tag) for tag in TAGS if filter_admits(inner, tag))


@given(LISTS, st.sampled_from(TAGS))
def test_include_and_exclude_are_opposites(ranges, tag):
    include, exclude = read_filter(ranges, "include"), read_filter(ranges, "exclude")
    assert filter_admits(include, tag) is not filter_admits(exclude, tag)
