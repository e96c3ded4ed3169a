"""Characters by name, and text folded so that what looks alike compares alike.

A person cannot see U+00A0 beside a space or a Cyrillic Е beside a Latin E: messages name them.
`fold` is for finding near misses only. Nothing is ever accepted because its fold is equal.
"""

from __future__ import annotations

import unicodedata

from pipeline.text.patterns import lazy

__all__ = ["INVISIBLE", "describe", "difference", "fold", "fold_with_offsets", "plain", "show"]

INVISIBLE = lazy(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2064\u206a-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3\U000e0000-\U000e0fff]"
)
"""Characters that show nothing. Bidi marks and isolates are not among them (see `text.bidi`)."""

_LOOK_ALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТУХЗаеіјорсухѕһԁԛԝґ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονραικ" + "ıƖǀ",
    "ABESIJKMHOPCTYX3aeijopcyxshdqwr" + "ABEZHIKMNOPTYXovpaik" + "ill",
)
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad\ufe58\ufe63\uff0d"
_SINGLE = "\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4`\u2039\u203a"
_DOUBLE = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"
_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_PUNCTUATION = {
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **dict.fromkeys(map(ord, _SINGLE), "'"),
    **dict.fromkeys(map(ord, _DOUBLE), '"'),
}
_TABLE: dict[int, int | str] = {**_LOOK_ALIKE, **_PUNCTUATION}
_SPACE = lazy(f"[{_SPACES}\t\n\r\f\v]")
_MARKS = lazy("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_CONTEXT = 12


def plain(text: str) -> str:
    """The text without look-alikes, invisible characters and typographic variants; case stays."""
    if text.isascii():
        return text if text.isprintable() else _SPACE.sub(" ", text)
    seen = INVISIBLE.sub("", _MARKS.sub("", text)).translate(_TABLE)
    return _SPACE.sub(" ", unicodedata.normalize("NFKD", seen).translate(_TABLE))


def fold(text: str) -> str:
    """The `plain` text without case."""
    return plain(text).casefold()


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """The fold, and for each of its characters the index of the original one; one index more."""
    folded: list[str] = []
    offsets: list[int] = []
    for index, char in enumerate(text):
        piece = fold(char)
        folded.append(piece)
        offsets += [index] * len(piece)
    return "".join(folded), [*offsets, len(text)]


def describe(char: str) -> str:
    """`U+00A0 NO-BREAK SPACE`."""
    name = unicodedata.name(char, unicodedata.category(char))
    return f"U+{ord(char):04X} {name}"


def show(text: str) -> str:
    """The text with every character that cannot be seen, or is not ASCII-like, as `<U+XXXX>`."""
    return "".join(
        char
        if char.isprintable()
        and char not in "\u3164\uffa0\u115f\u1160\u034f"
        and not unicodedata.combining(char)
        else f"<U+{ord(char):04X}>"
        for char in text
    )


def difference(expected: str, found: str) -> str:
    """The first difference in words, with code points where eyes would not tell."""
    at = next(
        (i for i, (a, b) in enumerate(zip(expected, found, strict=False)) if a != b),
        min(len(expected), len(found)),
    )
    form = ""
    if unicodedata.normalize("NFC", expected) == unicodedata.normalize("NFC", found):
        form = "; the same text in another normal form"
    wanted = describe(expected[at]) if at < len(expected) else "the end"
    got = describe(found[at]) if at < len(found) else "the end"
    start = max(0, at - _CONTEXT)
    left = show(expected[start : at + _CONTEXT])
    right = show(found[start : at + _CONTEXT])
    return (
        f"at character {at + 1} expected {wanted}, found {got} (“{left}” against “{right}”{form})"
    )
