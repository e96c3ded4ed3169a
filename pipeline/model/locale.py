"""Locale tags: BCP 47 inside, POSIX only in path names and catalogs."""

from __future__ import annotations

import re
from typing import TypeAlias

__all__ = ["LocaleTag", "is_right_to_left", "is_well_formed", "language_of", "posix_of"]

LocaleTag: TypeAlias = str
"""A canonical BCP 47 tag of language, optional script and optional region: `pt-BR`."""

_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?")
_RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"}
)


def is_well_formed(text: str) -> bool:
    """Whether the text is a canonical tag (`es-US`, `zh-Hant-TW`), with the usual case."""
    return _TAG.fullmatch(text) is not None


def posix_of(locale: LocaleTag) -> str:
    """`pt-BR` as `pt_BR`; a script becomes a modifier: `sr-Latn-RS` as `sr_RS@latin`.

    >>> posix_of("zh-Hant-TW")
    'zh_TW@hant'
    """
    language, *rest = locale.split("-")
    script = next((part for part in rest if len(part) == 4), "")  # noqa: PLR2004 - ISO 15924
    region = next((part for part in rest if len(part) != 4), "")  # noqa: PLR2004
    modifier = {"": "", "Latn": "@latin", "Cyrl": "@cyrillic"}.get(script, "@" + script.lower())
    return language + ("_" + region if region else "") + modifier


def language_of(locale: LocaleTag) -> str:
    """The language subtag: `pt` of `pt-BR`."""
    return locale.partition("-")[0]


def is_right_to_left(locale: LocaleTag) -> bool:
    """Whether text in this locale runs from right to left (by language, or by script if given)."""
    if "-Arab" in locale or "-Hebr" in locale:
        return True
    return language_of(locale) in _RIGHT_TO_LEFT and "-Latn" not in locale and "-Cyrl" not in locale
