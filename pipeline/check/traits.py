"""What a text holds, as bits: so that a rule is only asked where it can find something.

Most messages hold no digit, no markup and no odd character. What is left of all texts without
plain letters and spaces is short and much the same: it is looked at once, and remembered.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from pipeline.text.patterns import lazy

__all__ = ["ALWAYS", "HARMLESS", "MEANING", "Trait", "characters_in", "characters_of"]


class Trait:
    """One bit per group of characters or words. Plain integers: they are combined often."""

    DIGIT = 1
    ANGLE = 2
    MARKUP = 4
    """Characters that markup, or disguised markup, needs."""
    BRACE = 8
    PERCENT = 16
    ADDRESS = 32
    """`@`, `:`, `/`."""
    SIGN = 64
    """Comparison signs."""
    CONTROL = 128
    """Control, format and private characters, and marks; not tabs and line feeds."""
    LIKE_LATIN = 256
    """Letters that are mistaken for Latin ones."""
    SCRIPT = 1 << 13
    """Letters of scripts other than Latin and Greek."""
    MARK = 512
    """Combining marks, and letters whose normal form differs."""
    MARKDOWN = 1024
    TRADEMARK = 2048
    BRACKET = 8192
    """Brackets and quotation marks."""
    TYPOGRAPHIC = 1 << 15
    """Marks that some locale writes otherwise."""
    NEGATION = 1 << 20
    STRONG = 1 << 21
    WEAK = 1 << 22
    MONTH = 1 << 23
    NUMBER_WORD = 1 << 24


ALWAYS = 0
"""The rule is asked for every target."""
MEANING = Trait.NEGATION | Trait.STRONG | Trait.WEAK | Trait.MONTH | Trait.NUMBER_WORD

_ASCII = {
    "<": Trait.ANGLE | Trait.MARKUP | Trait.SIGN | Trait.BRACE,
    ">": Trait.ANGLE | Trait.MARKUP | Trait.SIGN,
    "&": Trait.MARKUP,
    "=": Trait.MARKUP,
    "(": Trait.BRACKET,
    ")": Trait.BRACKET,
    "\\": Trait.MARKUP,
    ":": Trait.ADDRESS,
    "@": Trait.ADDRESS,
    "{": Trait.BRACE,
    "}": Trait.BRACE,
    "[": Trait.BRACKET | Trait.BRACE,
    "]": Trait.BRACKET,
    "$": Trait.BRACE,
    "#": Trait.MARKDOWN,
    "*": Trait.MARKDOWN,
    "`": Trait.MARKDOWN,
    "%": Trait.PERCENT,
    "~": Trait.SIGN,
    '"': Trait.BRACKET,
    "!": Trait.TYPOGRAPHIC,
    "?": Trait.TYPOGRAPHIC,
    ".": Trait.TYPOGRAPHIC,
    ",": Trait.TYPOGRAPHIC,
}
_OTHER = {
    **dict.fromkeys("≤≥±≈≠＜＞", Trait.SIGN),
    **dict.fromkeys("＜＞＆（：", Trait.MARKUP),
    **dict.fromkeys("“”„「」『』（）［］", Trait.BRACKET),
    **dict.fromkeys("«»", Trait.BRACKET | Trait.TYPOGRAPHIC),
    **dict.fromkeys("％٪", Trait.PERCENT),
    **dict.fromkeys("®™℠", Trait.TRADEMARK),
}
_LIKE_LATIN = lazy(
    "[\u0370-\u052f\uff21-\uff3a\uff41-\uff5a\u0131\u0251\u0261\u1d00-\u1d7f\u2100-\u214f]"
)
_SCRIPT = lazy("[\u0400-\u052f\u0590-\u06ff\u0900-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7ff]")
HARMLESS = lazy("[A-Za-z \u00c0-\u0130\u0132-\u024f]+")
"""Characters without any trait, as most texts in Latin script are made of."""


def _traits_of(char: str) -> int:
    if char.isascii():
        found = _ASCII.get(char, 0)
        if char.isdecimal():
            found |= Trait.DIGIT
        elif not char.isprintable() and char not in "\t\n":
            found |= Trait.CONTROL
        return found
    found = _OTHER.get(char, 0)
    category = unicodedata.category(char)
    if char.isdecimal():
        found |= Trait.DIGIT
    if category in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} or category[0] == "M":
        found |= Trait.CONTROL
    if char in "\u115f\u1160\u3164\uffa0\ufffc\ufffd":
        found |= Trait.CONTROL
    if category[0] == "M" or unicodedata.normalize("NFC", char) != char:
        found |= Trait.MARK
    if _LIKE_LATIN.match(char):
        found |= Trait.LIKE_LATIN
    if _SCRIPT.match(char):
        found |= Trait.SCRIPT
    return found


class _Memory(dict[str, int]):
    def __missing__(self, char: str) -> int:
        found = self[char] = _traits_of(char)
        return found


_KNOWN = _Memory()


def characters_of(text: str) -> int:
    """The bits of all characters of the text."""
    found = 0
    for char in set(text):
        found |= _KNOWN[char]
    return found


def characters_in(texts: Sequence[str]) -> list[int]:
    """The bits of all characters of each text."""
    left = HARMLESS.sub("", "\0".join(texts)).split("\0")
    if len(left) != len(texts):  # no text at all, or one that holds U+0000
        return [characters_of(text) for text in texts]
    known = {rest: characters_of(rest) for rest in set(left)}
    return [known[rest] for rest in left]
