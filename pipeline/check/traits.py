"""What a text holds, as bits: so that a rule is only asked where it can find something.

Most messages hold no digit, no markup and no odd character. One look at the set of characters
of source and target decides which rules are asked at all.
"""

from __future__ import annotations

import unicodedata

__all__ = ["ALWAYS", "MEANING", "Trait", "characters_of"]


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
    """Control, format and private characters."""
    FOREIGN = 256
    """Letters of a script other than Latin."""
    MARK = 512
    """Combining marks, and letters whose normal form differs."""
    MARKDOWN = 1024
    SPACE = 2048
    """White space other than U+0020."""
    DOLLAR = 4096
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
    "$": Trait.DOLLAR | Trait.BRACE,
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
}


def _traits_of(char: str) -> int:
    if char.isascii():
        found = _ASCII.get(char, 0)
        if char.isdecimal():
            found |= Trait.DIGIT
        elif not char.isprintable():
            found |= Trait.CONTROL | Trait.SPACE
        return found
    found = _OTHER.get(char, 0)
    category = unicodedata.category(char)
    if char.isdecimal():
        found |= Trait.DIGIT
    if category in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} or category[0] == "M":
        found |= Trait.CONTROL
    if char in "\u115f\u1160\u3164\uffa0\ufffc\ufffd":
        found |= Trait.CONTROL
    if category == "Zs":
        found |= Trait.SPACE
    if category[0] == "M" or unicodedata.normalize("NFC", char) != char:
        found |= Trait.MARK
    if category[0] == "L" and ord(char) > _LATIN_ENDS:
        found |= Trait.FOREIGN
    return found


_LATIN_ENDS = 0x24F


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
