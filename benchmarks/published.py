"""Human-made catalogs that packages ship, as units: what the checks are judged against.

`make bench-corpora` unpacks the packages of `corpora.txt` into `var/corpora`. Fuzzy, obsolete and
untranslated entries are left out: what is left was published by people.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

import polib

from pipeline.model.message import Message, MessageKey
from pipeline.model.unit import Unit
from pipeline.text.plurals import plural_count

ROOT = Path(__file__).parents[1]
CORPORA = ROOT / "var" / "corpora"
LOCALES = {"es": "es", "pt-BR": "pt_BR", "fr": "fr", "de": "de", "ja": "ja", "ar": "ar"}
TUNED = ("django", "sphinx", "weblate")
"""Catalogs that the word lists were written against."""
HELD_OUT = (
    "pretix", "wagtail", "horizon", "ckan", "django_allauth", "django_cms", "wtforms",
)  # fmt: skip
"""Catalogs the word lists were not written from; docs/checks.md says what was learned from them."""


def _folder(package: str) -> Path:
    if package == "django":
        import django

        return Path(django.__file__).parent
    return CORPORA / package


@functools.lru_cache(maxsize=128)
def units_of(package: str, locale: str) -> tuple[Unit, ...]:
    """Every published unit of a package in a locale."""
    pattern = f"**/{LOCALES[locale]}/LC_MESSAGES/*.po"
    return tuple(
        unit
        for place in sorted(_folder(package).glob(pattern))
        for unit in _units(polib.pofile(str(place)), locale)
    )


def _units(catalog: polib.POFile, locale: str) -> Iterator[Unit]:
    for entry in catalog:
        forms = (
            tuple(text for _, text in sorted(entry.msgstr_plural.items()))
            if entry.msgid_plural
            else (entry.msgstr,)
        )
        if entry.obsolete or entry.fuzzy or not all(forms):
            continue
        if entry.msgid_plural:  # our table may have a form more, or one less
            forms = (forms + forms[-1:] * 6)[: plural_count(locale)]
        flags = tuple(sorted(flag for flag in entry.flags if flag.endswith("-format")))
        yield Unit(
            message=Message(
                key=MessageKey(entry.msgctxt or "", entry.msgid),
                plural=entry.msgid_plural or None,
                flags=tuple(flag for flag in flags if not flag.startswith("no-")),
            ),
            forms=forms,
        )
