"""The shape of a language's word lists, and where to find them.

Words are compared in small letters, as `words_in` cuts them. Japanese is written without
spaces: its lists are searched in the text itself, through `inside`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module

from pipeline.check.traits import MEANING, Trait
from pipeline.model.locale import LocaleTag, language_of
from pipeline.text.numbers import spelled_words

__all__ = ["Lexicon", "lexicon_of", "list_words", "traits_of", "words_in"]

_LANGUAGES = frozenset({"ar", "de", "en", "es", "fr", "ja", "pt"})
_LETTERS = "a-z\u00df-\u024f\u0370-\u058f\u0620-\u06ff"
_WORD = re.compile(f"[{_LETTERS}]+(?:'t(?![{_LETTERS}]))?")
_NEVER = re.compile(r"(?!)")


def _pattern(words: str) -> re.Pattern[str]:
    """Beginnings of words, separated by spaces, as one expression."""
    return re.compile("|".join(words.split())) if words else _NEVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """One language. Strings hold words separated by spaces."""

    negators: str
    """Words that negate a sentence."""
    soft: str = ""
    """Beginnings of words that say no in another way: invalid, avoid, except."""
    strong: str = ""
    """Words of duty: must, should."""
    weak: str = ""
    """Words of leave and chance: may, can."""
    duty: str = ""
    """Further beginnings of words of duty; they excuse, they do not accuse."""
    months: str = ""
    """Names of the months, each with its forms joined by commas."""
    least: str = ""
    """Expressions for a lower bound, separated by `|`."""
    most: str = ""
    """Expressions for an upper bound."""
    measures: Mapping[str, str] = field(default_factory=dict)
    """Unit to the ways it is written in words, separated by spaces."""
    inside: Mapping[str, str] = field(default_factory=dict)
    """For scripts without spaces: field name to the expression that is searched in the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A lexicon made ready for asking."""

    language: str
    traits: Mapping[str, int]
    known: frozenset[str]
    """The words of `traits`."""
    soft: re.Pattern[str]
    duty: re.Pattern[str]
    months: Mapping[str, int]
    least: re.Pattern[str]
    most: re.Pattern[str]
    measures: Mapping[str, str]
    inside: tuple[tuple[int, re.Pattern[str]], ...]

    def count(self, text: str, bit: int) -> int:
        """How many words of this kind the text holds."""
        if self.inside:
            return sum(len(pattern.findall(text)) for kind, pattern in self.inside if kind == bit)
        get = self.traits.get
        return sum(1 for word in list_words(text) if get(word, 0) & bit)

    def count_soft(self, text: str) -> int:
        """How many words say no softly."""
        get = self.traits.get
        return sum(
            1
            for word in list_words(text)
            if not get(word, 0) & Trait.NEGATION and self.soft.match(word)
        )

    def count_duty(self, text: str) -> int:
        """How many words speak of duty, in any form."""
        if self.inside:
            return self.count(text, Trait.STRONG)
        get = self.traits.get
        return sum(
            1 for word in list_words(text) if get(word, 0) & Trait.STRONG or self.duty.match(word)
        )


_FIELDS = {
    "negators": Trait.NEGATION,
    "strong": Trait.STRONG,
    "weak": Trait.WEAK,
    "months": Trait.MONTH,
}


def _numbered(words: str, start: int) -> dict[str, int]:
    return {
        word: number
        for number, forms in enumerate(words.split(), start)
        for word in forms.split(",")
    }


def _compile(language: str, lexicon: Lexicon) -> Compiled:
    traits: dict[str, int] = {}
    for name, bit in _FIELDS.items():
        for word in getattr(lexicon, name).replace(",", " ").split():
            traits[word] = traits.get(word, 0) | bit
    for word in spelled_words(language):
        traits[word] = traits.get(word, 0) | Trait.NUMBER_WORD
    return Compiled(
        language=language,
        traits=traits,
        known=frozenset(traits),
        soft=_pattern(lexicon.soft),
        duty=_pattern(lexicon.duty),
        months=_numbered(lexicon.months, 1),
        least=re.compile(lexicon.least or "(?!)", re.IGNORECASE),
        most=re.compile(lexicon.most or "(?!)", re.IGNORECASE),
        measures={word: unit for unit, words in lexicon.measures.items() for word in words.split()},
        inside=tuple(
            (_FIELDS[name], re.compile(pattern)) for name, pattern in lexicon.inside.items()
        ),
    )


@lru_cache(maxsize=64)
def lexicon_of(locale: LocaleTag) -> Compiled | None:
    """The word lists of this locale's language; None where there are none."""
    language = language_of(locale)
    if language not in _LANGUAGES:
        return None
    module = import_module(f"pipeline.check.words.{language}")
    return _compile(language, module.WORDS)


def list_words(text: str) -> list[str]:
    """The words of the text in order, in small letters."""
    return _WORD.findall(text.lower().replace("’", "'"))


@lru_cache(maxsize=1024)
def words_in(text: str) -> frozenset[str]:
    """The words of the text, in small letters, each once."""
    return frozenset(list_words(text))


@lru_cache(maxsize=4096)
def traits_of(text: str, locale: LocaleTag) -> int:
    """What this text in this locale holds that a word list names, as bits of `Trait`."""
    lexicon = lexicon_of(locale)
    if lexicon is None:
        return 0
    found = 0
    if lexicon.inside:
        for bit, pattern in lexicon.inside:
            if pattern.search(text):
                found |= bit
        return found & MEANING
    for word in words_in(text) & lexicon.known:
        found |= lexicon.traits[word]
    return found
