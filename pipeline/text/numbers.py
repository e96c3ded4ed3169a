"""Numbers, read as a locale writes them.

`1,000` is a thousand in en-US and one in de-DE. A token that can be read in more than one way
under a locale's rules keeps all its readings: two texts agree when their tokens can be paired
so that each pair shares a reading.
"""

from __future__ import annotations

import re

from pipeline.model.locale import LocaleTag, language_of

__all__ = ["NUMBER", "missing_numbers", "numbers_of"]

_SPACES = "\u00a0\u202f\u2009"
NUMBER = re.compile(rf"\d+(?:[.,'’٫٬{_SPACES}]\d+)*")

_POINT = frozenset({"en", "ja", "zh", "ko", "th", "he", "hi"})
"""Languages whose decimal sign is the point; the others use the comma (CLDR)."""
_POINT_REGIONS = frozenset({"es-US", "es-MX", "es-PR", "es-419", "ar-EG", "de-CH"})


def _readings(token: str, locale: LocaleTag) -> frozenset[str]:
    plain = "".join(str(int(char)) if char.isdecimal() else char for char in token)
    plain = plain.replace("٫", ".").replace("٬", "")
    digits = re.sub(r"[.,]", "", re.sub(rf"['’{_SPACES}]", "", plain))
    if digits == re.sub(r"\D", "", plain) and not re.search(r"[.,]", plain):
        return frozenset({digits.lstrip("0") or "0"} if len(digits) < 8 else {digits})  # noqa: PLR2004
    point = language_of(locale) in _POINT or locale in _POINT_REGIONS
    readings = set()
    for decimal, group in ((".", ","), (",", ".")):
        if (decimal == ".") is not point and language_of(locale) != "ar":
            continue
        bare = re.sub(rf"['’{_SPACES}]", "", plain).replace(group, "")
        grouped = group not in plain or re.fullmatch(
            rf"\d{{1,3}}(?:\{group}\d{{3}})+(?:\{decimal}\d+)?", plain
        )
        if bare.count(decimal) > 1 or not grouped:
            readings.add(plain)
            continue
        whole, _, fraction = bare.partition(decimal)
        readings.add((whole.lstrip("0") or "0") + ("." + fraction if fraction else ""))
    return frozenset(readings)


def numbers_of(text: str, locale: LocaleTag) -> list[tuple[str, frozenset[str]]]:
    """Every number token with its possible readings, in order."""
    return [(token, _readings(token, locale)) for token in NUMBER.findall(text)]


def missing_numbers(
    source: str, target: str, *, source_locale: LocaleTag, locale: LocaleTag
) -> tuple[list[str], list[str]]:
    """(tokens of the source with no partner in the target, tokens of the target with none)."""
    extra = numbers_of(target, locale)
    missing = []
    for token, readings in numbers_of(source, source_locale):
        for index, (_, others) in enumerate(extra):
            if readings & others:
                del extra[index]
                break
        else:
            missing.append(token)
    return missing, [token for token, _ in extra]
