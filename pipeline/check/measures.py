"""Numbers with their unit: what is measured, and in what.

`10 mg`, `10 milligrams`, `10 Milligramm` and `10ミリグラム` are one measure. A unit is known by its
symbol, which is the same everywhere, or by a word of the language's list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.check.words.lexicon import lexicon_of
from pipeline.model.finding import Span
from pipeline.model.locale import LocaleTag
from pipeline.text.numbers import numbers_of
from pipeline.text.patterns import lazy

__all__ = ["SYMBOLS", "Measure", "measures_in"]

SYMBOLS = {
    symbol: unit
    for unit, symbols in {
        "mg": "mg MG",
        "mcg": "mcg µg μg ug",
        "ng": "ng",
        "g": "g gr",
        "kg": "kg Kg KG",
        "ml": "mL ml ML",
        "µl": "µL μL µl μl",
        "dl": "dL dl",
        "cl": "cL cl",
        "l": "L l",
        "iu": "IU UI IE",
        "miu": "MIU mIU",
        "mmol": "mmol",
        "µmol": "µmol μmol",
        "nmol": "nmol",
        "mol": "mol",
        "meq": "mEq",
        "mmhg": "mmHg",
        "km": "km",
        "m": "m",
        "cm": "cm",
        "mm": "mm",
        "µm": "µm μm",
        "nm": "nm",
        "kcal": "kcal",
        "cal": "cal",
        "hz": "Hz",
        "khz": "kHz",
        "mhz": "MHz",
        "ghz": "GHz",
        "kb": "KB kB KiB Kb ko Ko Kio",
        "mb": "MB MiB Mb Mo Mio",
        "gb": "GB GiB Gb Go Gio",
        "tb": "TB TiB Tb To Tio",
        "°c": "°C ℃",
        "°f": "°F ℉",
        "%": "% ％ ٪",
        "‰": "‰",
        "ms": "ms",
        "min": "min",
        "h": "h hr hrs",
        "lb": "lb lbs",
        "oz": "oz",
        "gy": "Gy",
        "msv": "mSv",
        "mbq": "MBq",
        "ppm": "ppm",
    }.items()
    for symbol in symbols.split()
}
_NUMBER = r"\d+(?:[.,'’٫٬\u00a0\u202f\u2009]\d+)*"
_WORD = (
    r"(?:[%％٪‰℃℉]|°[ \u00a0\u202f]?[CF]|[A-Za-zµμ]+(?![^\W\d_a-zµμA-Z\u3040-\u9fff])|[^\W\d_]+)"
)
_MEASURE = lazy(
    rf"({_NUMBER})([ \u00a0\u202f\u2009-]?)(?:[\u2066-\u2069]?)({_WORD})(?:[ ]?/[ ]?({_WORD}))?"
)
_BEFORE = lazy(rf"(?<![\d%])[%٪]\u00a0?({_NUMBER})(?!\s?[%٪])")
_PER_CENT = lazy(
    r"(?<=\d)[ \u00a0\u202f](?:por ciento|por cento|pour ?cent|per ?cent|في المئة|في المائة|بالمئة)"
    r"|(?<=\d)パーセント"
)
_DATE = lazy(r"\d{2,4}年|\d{1,2}月(?:\d{1,2}日)?")
"""Parts of a Japanese date, which are no lengths of time."""
_DOTTED = lazy(r"\b([UI])\.[ \u00a0]?([UIE])\.?(?=\W|$)")
_SPACED = lazy(r"\b(?:mm Hg|mm\u00a0Hg)\b")
_LONGEST = 12


@dataclass(frozen=True, slots=True)
class Measure:
    """One number with its unit."""

    number: str
    readings: frozenset[str]
    unit: str
    symbol: bool
    """Whether the unit is written as a symbol."""
    span: Span | None = None

    def __str__(self) -> str:
        return f"{self.number} {self.unit}"


def _unit_of(token: str, locale: LocaleTag) -> tuple[str, bool] | None:
    """(unit, is a symbol) of a token, or of its longest beginning in scripts without spaces."""
    token = token.replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    known = SYMBOLS.get(token)
    if known is not None:
        return known, True
    lexicon = lexicon_of(locale)
    if lexicon is None:
        return None
    folded = token.casefold()
    unit = lexicon.measures.get(folded)
    if unit is not None:
        return unit, False
    if lexicon.language == "ja":
        for length in range(min(len(folded), _LONGEST), 0, -1):
            unit = lexicon.measures.get(folded[:length])
            if unit is not None:
                return unit, False
    return None


@lru_cache(maxsize=1024)
def measures_in(text: str, locale: LocaleTag) -> tuple[Measure, ...]:
    """Every measure in the text, in order."""
    if not any(map(str.isdecimal, text)):
        return ()
    text = _DATE.sub(" ", _PER_CENT.sub("%", text))
    text = _SPACED.sub("mmHg", _DOTTED.sub(r"\1\2", text))
    found = []
    for match in _MEASURE.finditer(text):
        unit = _unit_of(match[3], locale)
        if unit is None:
            continue
        below = _unit_of(match[4], locale) if match[4] else None
        name = f"{unit[0]}/{below[0]}" if below else unit[0]
        found.append(_measure(name, locale, match, symbol=unit[1]))
    found += [_measure("%", locale, match, symbol=True) for match in _BEFORE.finditer(text)]
    return tuple(found)


def _measure(unit: str, locale: LocaleTag, match: re.Match[str], *, symbol: bool) -> Measure:
    number = match[1]
    readings = numbers_of(number, locale)
    span = Span(match.start(), match.end())
    return Measure(number, readings[0][1] if readings else frozenset(), unit, symbol, span)
