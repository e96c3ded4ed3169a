"""Instants and days have one spelling."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.signing.instant import format_instant, instant_of_day, parse_day, parse_instant


@given(st.datetimes(timezones=st.just(dt.UTC)))
def test_round_trip(instant):
    text = format_instant(instant)
    assert len(text) == len("2026-11-22T18:10:05.123Z")
    assert parse_instant(text) == instant.replace(microsecond=instant.microsecond // 1000 * 1000)
    assert format_instant(parse_instant(text)) == text


def test_zones_become_utc_and_none_is_refused():
    zone = dt.timezone(dt.timedelta(hours=1))
    assert format_instant(dt.datetime(2026, 1, 1, tzinfo=zone)) == "2025-12-31T23:00:00.000Z"
    with pytest.raises(ValueError, match="time zone"):
        format_instant(dt.datetime(2026, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-01-01",
        "2026-01-01T00:00:00Z",
        "2026-01-01T00:00:00.000+00:00",
        "2026-01-01T00:00:00.000z",
        "2026-13-01T00:00:00.000Z",
        "2026-01-01T25:00:00.000Z",
        "2026-01-01T00:00:00.000Z\n",
        "２026-01-01T00:00:00.000Z",
    ],
)
def test_other_spellings_are_refused(text):
    with pytest.raises(ValueError):
        parse_instant(text)


@pytest.mark.parametrize("text", ["", "2026-1-1", "20260101", "2026-02-30", "2026-01-01\n"])
def test_days(text):
    with pytest.raises(ValueError):
        parse_day(text)


def test_first_instant_of_a_day():
    assert parse_instant(instant_of_day(parse_day("2026-03-01"))).hour == 0
