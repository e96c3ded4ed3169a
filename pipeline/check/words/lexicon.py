"""The shape of a language's word lists, and where to find them.

Words are compared in small letters, as `words_in` cuts them. Japanese is written without
spaces: its lists are searched in the text itself, through `inside`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module

from pipeline.check.traits import MEANING, Trait
from pipeline.model.locale import LocaleTag, language_of
from pipeline.text.numbers import spelled_words

__all__ = ["Count", "Lexicon", "lexicon_of", "list_words", "traits_of", "words_in"]

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
    leading: str = ""
    """Negators that the others only follow: where one stands, only these are counted."""
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


_NEXT = -1
_MOST = 100_000
"""Tokens remembered; running text has few, but a catalog can be made to have many."""


class Count:
    """Places in one integer: how many words of each kind a text holds, added up in one go."""

    NEGATION = 0
    LEADING = 24
    SOFT = 48
    STRONG = 72
    WEAK = 96
    DUTY = 120
    MONTH = 144
    NUMBER_WORD = 168
    MASK = (1 << 24) - 1


class _Tokens(dict[str, int]):
    """What the words of a token come to: a language has far fewer tokens than its texts."""

    def __init__(self, read: Callable[[str], int]) -> None:
        super().__init__()
        self._read = read
        self.make_room()

    def __missing__(self, token: str) -> int:
        if token.isascii() and token.isalpha():
            found = self._read(token.lower())
        else:
            found = sum(map(self._read, list_words(token)))
        self[token] = found
        return found

    def make_room(self) -> None:
        """Forgets everything when that is too much."""
        if not self or len(self) > _MOST:
            self.clear()
            self["\0"] = _NEXT


class _Traits(dict[int, int]):
    """What a sum of `Count` comes to, as bits of `Trait`; there are few different ones."""

    def __missing__(self, count: int) -> int:
        found = 0
        for place, bit in _PLACES:
            if count >> place & Count.MASK:
                found |= bit
        self[count] = found
        return found


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
    counts: _Tokens
    """`Count` of what stands between white space, punctuation included."""
    bits: _Traits

    def count_all(self, text: str) -> int:
        """How many words of each kind the text holds, as `Count`; not for scripts of `inside`."""
        return sum(map(self.counts.__getitem__, text.replace("\0", " ").split()))

    def traits_in(self, texts: Sequence[str]) -> list[int]:
        """What each text holds that this list names, as bits of `Trait`."""
        if self.inside:
            return [self._inside(text) for text in texts]
        return self.bits_of(self.counts_in(texts))

    def bits_of(self, counts: Sequence[int]) -> list[int]:
        """The bits of `Trait` that these sums of `Count` come to."""
        return list(map(self.bits.__getitem__, counts))

    def counts_in(self, texts: Sequence[str]) -> list[int]:
        """`count_all` of each text."""
        found, number = [0] * len(texts), 0
        self.counts.make_room()
        for count in filter(None, map(self.counts.__getitem__, " \0 ".join(texts).split())):
            if count == _NEXT:
                number += 1
            elif number < len(found):
                found[number] += count
        if number != max(len(texts) - 1, 0):  # a text holds U+0000
            return [self.count_all(text) for text in texts]
        return found

    def traits_of(self, text: str) -> int:
        """What this text holds that the list names, as bits of `Trait`."""
        if self.inside:
            return self._inside(text)
        found = 0
        for word in words_in(text) & self.known:
            found |= self.traits[word]
        return found

    def _inside(self, text: str) -> int:
        found = 0
        for bit, pattern in self.inside:
            if pattern.search(text):
                found |= bit
        return found & MEANING

    def count(self, text: str, place: int) -> int:
        """How many words of this kind of `Count` the text holds."""
        if self.inside:
            bit = _BITS.get(place, 0)
            return sum(len(pattern.findall(text)) for kind, pattern in self.inside if kind == bit)
        return self.count_all(text) >> place & Count.MASK


_BITS = {
    Count.NEGATION: Trait.NEGATION,
    Count.STRONG: Trait.STRONG,
    Count.DUTY: Trait.STRONG,
    Count.WEAK: Trait.WEAK,
}
_PLACES = (
    (Count.NEGATION, Trait.NEGATION),
    (Count.STRONG, Trait.STRONG),
    (Count.WEAK, Trait.WEAK),
    (Count.MONTH, Trait.MONTH),
    (Count.NUMBER_WORD, Trait.NUMBER_WORD),
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


def _count(
    word: str,
    bits: int,
    leading: frozenset[str],
    soft: re.Pattern[str],
    duty: re.Pattern[str],
) -> int:
    found = 0
    if bits & Trait.NEGATION:
        found += 1 << Count.NEGATION
    elif soft.match(word):
        found += 1 << Count.SOFT
    if word in leading:
        found += 1 << Count.LEADING
    if bits & Trait.WEAK:
        found += 1 << Count.WEAK
    if bits & Trait.STRONG:
        found += (1 << Count.STRONG) + (1 << Count.DUTY)
    elif duty.match(word):
        found += 1 << Count.DUTY
    if bits & Trait.MONTH:
        found += 1 << Count.MONTH
    if bits & Trait.NUMBER_WORD:
        found += 1 << Count.NUMBER_WORD
    return found


def _compile(language: str, lexicon: Lexicon) -> Compiled:
    traits: dict[str, int] = {}
    for name, bit in _FIELDS.items():
        for word in getattr(lexicon, name).replace(",", " ").split():
            traits[word] = traits.get(word, 0) | bit
    for word in spelled_words(language):
        traits[word] = traits.get(word, 0) | Trait.NUMBER_WORD
    leading = frozenset(lexicon.leading.split())
    soft, duty = _pattern(lexicon.soft), _pattern(lexicon.duty)

    def read(word: str) -> int:
        return _count(word, traits.get(word, 0), leading, soft, duty)

    return Compiled(
        language=language,
        traits=traits,
        counts=_Tokens(read),
        bits=_Traits(),
        known=frozenset(traits),
        soft=soft,
        duty=duty,
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
    return 0 if lexicon is None else lexicon.traits_of(text)
