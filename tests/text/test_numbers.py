from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.numbers import missing_numbers, numbers_of


@pytest.mark.parametrize(
    ("text", "locale", "readings"),
    [
        ("1,000.50", "en-US", {"1000.50"}),
        ("1.000,50", "de-DE", {"1000.50"}),
        ("1.000", "es-ES", {"1000"}),
        ("1.000", "es-US", {"1.000"}),
        ("0,5", "pt-BR", {"0.5"}),
        ("1\u202f234,5", "fr-CA", {"1234.5"}),
        ("1’234.5", "de-CH", {"1234.5"}),
        ("٠٫٥", "ar", {"0.5"}),
        ("１２", "ja", {"12"}),
        ("007", "en-US", {"7"}),
        ("1.2.3", "en-US", {"1.2.3"}),
    ],
)
def test_readings(text, locale, readings):
    assert [set(found) for _, found in numbers_of(text, locale)] == [readings]


_FORMATS = {
    "en-US": (",", "."),
    "es-US": (",", "."),
    "pt-BR": (".", ","),
    "de-DE": (".", ","),
    "fr-CA": ("\u202f", ","),
    "ja": (",", "."),
}


def written(whole, fraction, locale):
    group, decimal = _FORMATS[locale]
    text = f"{whole:,}".replace(",", group)
    return text + (decimal + fraction if fraction else "")


_NUMBER = st.tuples(st.integers(0, 10**7), st.sampled_from(["", "5", "25", "125"]))


@given(st.lists(_NUMBER, max_size=5), st.sampled_from(sorted(_FORMATS)), st.randoms())
def test_what_a_locale_writes_is_read(numbers, locale, rng):
    source = "; ".join(written(whole, fraction, "en-US") for whole, fraction in numbers)
    rng.shuffle(numbers)
    target = "; ".join(written(whole, fraction, locale) for whole, fraction in numbers)
    assert missing_numbers(source, target, source_locale="en-US", locale=locale) == ([], [])


@given(st.integers(13, 10**6), st.sampled_from(sorted(_FORMATS)))
def test_ten_times_as_much_is_another_number(number, locale):
    source, target = written(number, "", "en-US"), written(number * 10, "", locale)
    lost, new = missing_numbers(source, target, source_locale="en-US", locale=locale)
    assert lost
    assert new
