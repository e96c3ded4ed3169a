"""Where words begin and end, in every script, and where a form occurs as words of its own.

Scripts written without spaces (Han, kana, Thai …) and Hangul, whose particles join the word,
need no border. Arabic and Hebrew join prefixes to a word, so they need none on the left.
Different scripts side by side (`BETASERONを`) are a border; Latin, Greek and Cyrillic are not
different here, because their letters are mistaken for one another.
"""

from __future__ import annotations

import unicodedata

from pipeline.text.patterns import lazy

__all__ = ["is_bordered", "occurrences", "word_heads"]

_FREE = lazy(
    "[\u0e00-\u0eff\u0f00-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u318f"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\uff66-\uff9f\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)
_WORD = lazy(rf"{_FREE.pattern}|(?:(?!{_FREE.pattern})\w)+")
_HEAD = 4
_PREFIXING = lazy(
    "[\u0590-\u05ff\u0620-\u065f\u066e-\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08ff"
    "\ufb1d-\ufdff\ufe70-\ufefc]"
)
_INDIC = lazy("[\u0900-\u0dff]")
_GLUE = frozenset("\u00ad\u034f\u200d\u2060\ufeff")
_NUMBER_SIGNS = frozenset("-.,\u2011\u066b\u066c")
_EUROPEAN, _RIGHT_TO_LEFT, _OTHER = 1, 2, 3


def _kind(char: str) -> int:
    """0: no letter or one that needs no border; else the group of scripts it belongs to."""
    if char.isascii():
        return _EUROPEAN if char.isalnum() or char == "_" else 0
    if not char.isalnum() or _FREE.match(char):
        return 0
    if char.isdecimal():
        return _EUROPEAN
    if _PREFIXING.match(char):
        return _RIGHT_TO_LEFT
    return _OTHER if _INDIC.match(char) else _EUROPEAN


def _joins(char: str) -> bool:
    return char in _GLUE or unicodedata.category(char)[0] == "M"


def is_bordered(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] stands there as words of its own."""
    return _begins(text, start) and _ends(text, end)


def _begins(text: str, start: int) -> bool:
    if start == 0:
        return True
    before, first = text[start - 1], text[start]
    if before in _GLUE or _joins(first):
        return False
    kind = _kind(first)
    if kind and kind != _RIGHT_TO_LEFT and _kind(before) == kind:
        return False
    return not (
        first.isdecimal() and start > 1 and before in _NUMBER_SIGNS and text[start - 2].isdecimal()
    )


def _ends(text: str, end: int) -> bool:
    if end == len(text):
        return True
    last, after = text[end - 1], text[end]
    if _joins(after):
        return False
    kind = _kind(last)
    if kind and _kind(after) == kind:
        return False
    return not (
        last.isdecimal()
        and after in _NUMBER_SIGNS
        and end + 1 < len(text)
        and text[end + 1].isdecimal()
    )


def occurrences(text: str, form: str, *, bordered: bool = True) -> list[int]:
    """Where the form stands in the text, byte for byte, without overlap, from the left."""
    found = []
    at = text.find(form)
    while at >= 0:
        if not bordered or is_bordered(text, at, at + len(form)):
            found.append(at)
            at = text.find(form, at + len(form))
        else:
            at = text.find(form, at + 1)
    return found


def word_heads(text: str) -> frozenset[str]:
    """How the words begin, in small letters; in scripts without spaces every letter is a word.

    >>> sorted(word_heads("Deleted: no files"))
    ['dele', 'file', 'no']
    """
    return frozenset(word[:_HEAD] for word in _WORD.findall(text.casefold()))
