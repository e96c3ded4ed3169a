"""Numbers, read as a locale writes them.

`1,000` is a thousand in en-US and one in de-DE. A token that can be read in more than one way
under a locale's rules keeps all its readings: two texts agree when their tokens can be paired
so that each pair shares a reading. Small numbers may be spelled out on either side.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.model.locale import LocaleTag, language_of
from pipeline.text.patterns import lazy

__all__ = ["NUMBER", "missing_numbers", "numbers_of", "spelled_in", "spelled_words"]

_SPACES = "\u00a0\u202f\u2009"
NUMBER = lazy(rf"\d+(?:[.,'’٫٬{_SPACES}]\d+)*")
_SPACED = lazy(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?![\d ]*\d)")

_POINT = frozenset({"en", "ja", "zh", "ko", "th", "he", "hi"})
"""Languages whose decimal sign is the point; the others use the comma (CLDR)."""
_POINT_REGIONS = frozenset(
    {"es-US", "es-MX", "es-PR", "es-419", "es-DO", "es-GT", "es-HN", "es-NI", "es-PA", "es-PE",
     "es-SV", "ar-EG", "ar-AE", "de-CH", "de-LI", "it-CH"}
)  # fmt: skip
_SPACE_GROUPS = frozenset(
    {"bg", "cs", "es", "et", "fi", "fr", "hu", "lt", "lv", "nb", "nn", "no", "pl", "pt", "ru",
     "sk", "sv", "uk"}
)  # fmt: skip
"""Languages that group thousands with a space, sometimes a plain one."""

_SPELLED = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve",
    "es": "cero un,uno,una dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "pt": "zero um,uma dois,duas três quatro cinco seis sete oito nove dez onze doze",
    "fr": "zéro un,une deux trois quatre cinq six sept huit neuf dix onze douze",
    "it": "zero un,uno,una due tre quattro cinque sei sette otto nove dieci undici dodici",
    "de": (
        "null ein,eine,einer,einem,einen,eines,eins zwei,beide,beiden drei vier fünf sechs "
        "sieben acht neun zehn elf zwölf"
    ),
    "ja": "零 一,ひとつ 二,ふたつ 三 四 五 六 七 八 九 十 十一 十二",
    "ar": (
        "صفر واحد,واحدة اثنان,اثنين,اثنتان,اثنتين,مرتين,مرتان ثلاثة,ثلاث أربعة,أربع خمسة,خمس "
        "ستة,ست سبعة,سبع ثمانية,ثماني,ثمان تسعة,تسع عشرة,عشر"
    ),
}
_NAMED = (
    "january,jan february,feb march,mar april,apr may june,jun july,jul august,aug "
    "september,sep,sept october,oct november,nov december,dec"
)
"""English months and hours of the day, which some locales write with digits."""
_AFTERNOON = lazy(r"\b([1-9]|1[0-2])(?::[0-5]\d)?\s?p\.?m\b", re.IGNORECASE)
_CLOCK = lazy(r"\b[ap]\.?m\b", re.IGNORECASE)
_ONCE = {"once": "1", "twice": "2", "noon": "12", "midnight": "0", "decimal": "10"}
_ONE = "1"
_PERIODS = tuple(
    (
        lazy(rf"\b(?:an?|per|each|every) {noun}\b|/ ?{noun}\b|\b{adverb}\b", re.IGNORECASE),
        lazy(rf"(?<![\d.,])1(?={counter})"),
    )
    for noun, adverb, counter in (
        ("day", "daily", "日"),
        ("week", "weekly", "週"),
        ("month", "monthly", "[かヶカヵケ箇]月"),
        ("year", "(?:yearly|annual(?:ly)?)", "年"),
        ("hour", "hourly", "時間"),
        ("minute", "(?!)", "分"),
    )
)
"""Periods that English names without a number, and how Japanese counts them."""
_WORD = lazy(r"\w+")
_LONG = 8
"""From this many digits on, a leading zero is part of a code, not of a number."""


def _western(token: str) -> str:
    """The token with 0 to 9 for the digits of any script, and `.` for the Arabic decimal sign."""
    if token.isascii():
        return token
    digits = "".join(str(int(char)) if char.isdecimal() else char for char in token)
    return digits.replace("٫", ".").replace("٬", "")


def _plain_number(digits: str) -> str:
    return (digits.lstrip("0") or "0") if len(digits) < _LONG else digits


@lru_cache(maxsize=65536)
def _readings(token: str, locale: LocaleTag) -> frozenset[str]:
    plain = re.sub(rf"['’ {_SPACES}]", "", _western(token))
    if plain.isdecimal():
        return frozenset({_plain_number(plain)})
    language = language_of(locale)
    point = language in _POINT or locale in _POINT_REGIONS
    signs = [(".", ","), (",", ".")]
    if language != "ar":
        signs = signs[:1] if point else signs[1:]
    readings = set()
    for decimal, group in signs:
        grouped = group not in plain or re.fullmatch(
            rf"\d{{1,3}}(?:\{group}\d{{3}})+(?:\{decimal}\d+)?", plain
        )
        bare = plain.replace(group, "")
        if bare.count(decimal) > 1 or not grouped:
            readings.add(plain)
            continue
        whole, _, fraction = bare.partition(decimal)
        readings.add(_plain_number(whole) + ("." + fraction if fraction else ""))
    return frozenset(readings)


def numbers_of(
    text: str, locale: LocaleTag, *, spaced: bool = False
) -> list[tuple[str, frozenset[str]]]:
    """Every number token with its possible readings, in order.

    `spaced`: a plain space between groups of three digits joins them.
    """
    if spaced:
        text = _SPACED.sub(lambda match: match.group().replace(" ", "\u00a0"), text)
    return [(token, _readings(token, locale)) for token in NUMBER.findall(text)]


_SMALL = frozenset(map(str, range(13)))


@lru_cache(maxsize=64)
def _spelled(language: str) -> dict[str, str]:
    return {
        word: str(number)
        for number, words in enumerate(_SPELLED.get(language, "").split())
        for word in words.split(",")
    }


_EVEN_SO = {
    "en": {"twice": "2", "double": "2", "both": "2", "thrice": "3", "pair": "2", "half": "2"},
    "es": {"doble": "2", "ambos": "2", "ambas": "2", "par": "2"},
    "pt": {"dobro": "2", "ambos": "2", "ambas": "2", "dupla": "2", "par": "2"},
    "fr": {"double": "2", "deuxième": "2"},
    "de": {"zweimal": "2", "doppelt": "2", "beider": "2", "dreimal": "3", "viermal": "4"},
}
"""Words that stand for a number without being one."""


@lru_cache(maxsize=64)
def spelled_words(language: str) -> dict[str, str]:
    """Words for two to twelve, and words such as *twice*; nothing for Japanese."""
    if language == "ja":
        return {}
    found = {word: number for word, number in _spelled(language).items() if int(number) > 1}
    return found | _EVEN_SO.get(language, {})


def spelled_in(text: str, locale: LocaleTag) -> frozenset[str]:
    """The numbers from two to twelve that the text spells out."""
    words = spelled_words(language_of(locale))
    return frozenset(words[word] for word in _WORD.findall(text.casefold()) if word in words)


def _has_word(text: str, readings: frozenset[str], locale: LocaleTag) -> bool:
    """Whether one of these readings is spelled out in the text."""
    language = language_of(locale)
    if readings.isdisjoint(_SMALL):
        return False
    words = {word for word, number in _spelled(language).items() if number in readings}
    if not words:
        return False
    if language == "ja":
        return any(word in text for word in words)
    return not words.isdisjoint(_WORD.findall(text.casefold()))


def missing_numbers(
    source: str, target: str, *, source_locale: LocaleTag, locale: LocaleTag
) -> tuple[list[str], list[str]]:
    """(tokens of the source with no partner in the target, tokens of the target with none)."""
    if source == target:
        return [], []
    result = _compare(source, target, source_locale, locale, spaced=False)
    if any(result) and language_of(locale) in _SPACE_GROUPS and _SPACED.search(target):
        other = _compare(source, target, source_locale, locale, spaced=True)
        result = min(result, other, key=_size)
    if any(result) and _AFTERNOON.search(source):
        later = _by_24_hours(source, target)
        result = min(
            result, _compare(later, target, source_locale, locale, spaced=False), key=_size
        )
    return result


def _size(result: tuple[list[str], list[str]]) -> int:
    return len(result[0]) + len(result[1])


def _by_24_hours(source: str, target: str) -> str:
    """6 p.m. may become 18:00: the source with the hours that the target gives in this way."""
    tokens = set(map(_western, NUMBER.findall(target)))

    def later(match: re.Match[str]) -> str:
        hour = str(int(match[1]) % 12 + 12)
        return hour + match.group()[len(match[1]) :] if hour in tokens else match.group()

    return _AFTERNOON.sub(later, source)


def _compare(
    source: str, target: str, source_locale: LocaleTag, locale: LocaleTag, *, spaced: bool
) -> tuple[list[str], list[str]]:
    extra = numbers_of(target, locale, spaced=spaced)
    missing = []
    for token, readings in numbers_of(source, source_locale):
        for index, (_, others) in enumerate(extra):
            if readings & others:
                del extra[index]
                break
        else:
            if not _has_word(target, readings, locale):
                missing.append(token)
    if not extra:
        return missing, []
    clock = _CLOCK.search(source) is not None
    new = [
        token
        for token, readings in extra
        if not _has_word(source, readings, source_locale)
        and not (language_of(source_locale) == "en" and _is_named(source, readings))
        and not (clock and token == "00")  # noqa: S105 - minutes may appear
    ]
    if _ONE in new and language_of(locale) == "ja" and language_of(source_locale) == "en":
        for _ in range(min(new.count(_ONE), _periods(source, target))):
            new.remove(_ONE)
    return missing, new


def _periods(source: str, target: str) -> int:
    """How often Japanese says *twice a day*, *daily* or *within a year* as 1日, 1年."""
    return sum(
        min(len(said.findall(source)), len(written.findall(target))) for said, written in _PERIODS
    )


@lru_cache(maxsize=1)
def _named() -> dict[str, str]:
    months = enumerate(_NAMED.split(), 1)
    return _ONCE | {word: str(number) for number, words in months for word in words.split(",")}


def _is_named(source: str, readings: frozenset[str]) -> bool:
    """Whether the English source names this month, hour or frequency in a word."""
    words = _WORD.findall(source.casefold())
    return any(_named().get(word) in readings for word in words)
