"""The frozen plural table against CLDR (Babel), Python's gettext and GNU's msgfmt."""

from __future__ import annotations

import gettext
import io
import re
import shutil
import subprocess
from itertools import chain

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import RejectedError
from pipeline.text.plurals import (
    _TABLE,
    plural_categories,
    plural_count,
    plural_forms,
    plural_index,
)

ASKED = [
    *("ar", "ca", "cs", "da", "de", "el", "en", "es", "fi", "fr", "he", "hi", "hr", "hu", "id"),
    *("it", "ja", "ko", "nb", "nl", "pl", "pt", "pt-PT", "ro", "ru", "sk", "sl", "sv", "th", "tr"),
    *("uk", "vi", "zh", "bg", "et", "lt", "lv"),
]
REGIONAL = ["es-US", "pt-BR", "fr-CA", "de-DE", "zh-Hant-TW", "ar-EG", "sr-Latn-RS"]
LOCALES = sorted({*ASKED, *REGIONAL, *_TABLE})


def dense() -> chain[int]:
    """0 to 10,000, a stride to 2,000,000, and the neighbourhood of every round number."""
    rounds = [1000 * k for k in range(10, 2001, 10)] + [10**6, 2 * 10**6]
    return chain(
        range(10_001), range(10_001, 2_000_001, 997), *(range(k - 3, k + 4) for k in rounds)
    )


def c_function(locale: str):
    expression = re.fullmatch(r"nplurals=\d+; plural=(.*);", plural_forms(locale))
    assert expression
    return gettext.c2py(expression[1])


@pytest.mark.parametrize("locale", LOCALES)
def test_the_category_is_cldrs(locale):
    rule = Locale.parse(locale.replace("-", "_")).plural_form
    categories = plural_categories(locale)
    for n in chain(range(1_100), range(1_100, 2_000_001, 7_919), [10**6, 2 * 10**6, 10**6 + 1]):
        assert categories[plural_index(locale, n)] == rule(n), n


@pytest.mark.parametrize("locale", ASKED)
def test_the_expression_is_the_function(locale):
    function = c_function(locale)
    for n in dense():
        assert function(n) == plural_index(locale, n), n


def test_a_whole_range_of_two_million_for_one_rule_of_each_shape():
    """Rules differ only by n, n % 10, n % 100 and n % 1000000: their classes repeat."""
    for locale in _TABLE:
        text = plural_forms(locale).partition("plural=")[2]
        assert set(re.findall(r"% (\d+)", text)) <= {"10", "100", "1000000"}
        bounds = [int(found) for found in re.findall(r"\d+", text)]
        assert all(bound <= 100 or bound == 1_000_000 for bound in bounds)
    for n in range(2_000_001):
        if n % 1_000_000 == 0:
            assert plural_index("es", n) == (1 if n else 2)
    index = {n % 1_000_000 == 0 and n > 0: plural_index("fr", n) for n in range(2, 2_000_001)}
    assert index == {False: 2, True: 1}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_index_is_reached_and_none_beyond(locale):
    seen = {plural_index(locale, n) for n in chain(range(1000), [10**6])}
    assert seen == set(range(plural_count(locale)))
    assert plural_forms(locale).startswith(f"nplurals={plural_count(locale)}; ")


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="GNU msgfmt is not installed")
@pytest.mark.parametrize("locale", ASKED)
def test_gnu_and_python_read_the_header(locale, tmp_path):
    count = plural_count(locale)
    lines = [
        'msgid ""',
        'msgstr ""',
        '"Content-Type: text/plain; charset=UTF-8\\n"',
        f'"Plural-Forms: {plural_forms(locale)}\\n"',
        "",
        'msgid "one"',
        'msgid_plural "many"',
        *(f'msgstr[{index}] "{index}"' for index in range(count)),
    ]
    (tmp_path / "a.po").write_text("\n".join(lines) + "\n", encoding="utf-8")
    subprocess.run(["msgfmt", "-o", tmp_path / "a.mo", tmp_path / "a.po"], check=True)
    found = gettext.GNUTranslations(io.BytesIO((tmp_path / "a.mo").read_bytes()))
    for n in chain(range(220), [10**6, 10**6 + 1, 2 * 10**6]):
        assert found.ngettext("one", "many", n) == str(plural_index(locale, n))


def test_romance_languages_have_many():
    for locale in ("es", "es-US", "fr", "fr-CA", "pt", "pt-BR", "pt-PT", "it", "ca"):
        assert plural_categories(locale) == ("one", "many", "other")


def test_portugal_differs_from_brazil_at_zero():
    assert plural_index("pt-BR", 0) == 0
    assert plural_index("pt-PT", 0) == 2


@pytest.mark.parametrize(
    "tag", ["", "xx", "tlh", "../../x", "de\0", "DE_de@x", "-rf", "x" * 300, "es-", "es_US"]
)
def test_what_is_no_locale_is_refused(tag):
    with pytest.raises(RejectedError) as caught:
        plural_forms(tag)
    assert caught.value.code == "locale.unknown"


@given(st.sampled_from(LOCALES), st.integers(min_value=-(10**12), max_value=10**12))
def test_the_sign_does_not_matter(locale, n):
    assert plural_index(locale, n) == plural_index(locale, -n) < plural_count(locale)
