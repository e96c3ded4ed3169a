"""Terms: by what a text is found in the index.

Words and signs without case; pairs of characters in scripts that put no space between words; and
for short texts also their trigrams, because one wrong letter in two words leaves one word. The
signs that stand in most texts find nothing: they count where there is nothing else.
Versioned: an index made by other rules is made anew.
"""

from __future__ import annotations

import re

__all__ = ["TERMS_VERSION", "terms_of"]

TERMS_VERSION = "2"
_WORD = re.compile(r"\w+|[^\w\s]")
_WORD_BYTES = bytes(byte for byte in range(128) if chr(byte).isalnum() or byte == ord("_"))
_SPACED = bytes(byte if byte in _WORD_BYTES else 0x20 for byte in range(256))
_COMMON = frozenset(".,:;()'\"-/")
_NO_SIGNS = (
    _WORD_BYTES
    + bytes(byte for byte in range(128) if chr(byte).isspace())
    + "".join(sorted(_COMMON)).encode()
)
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
SHORT = 24
"""Texts up to this length are also found by their trigrams."""
_PAIR, _TRIPLE = 2, 3


def terms_of(text: str) -> set[str]:
    """The distinct terms of a text.

    >>> sorted(terms_of("Take 10 mg of the tablets each day."))
    ['10', 'day', 'each', 'mg', 'of', 'tablets', 'take', 'the']
    """
    folded = text.casefold()
    terms = _ascii_terms(folded) if folded.isascii() else {*_WORD.findall(folded)} - _COMMON
    if not folded.isascii() and _UNSPACED.search(folded):
        for run in [term for term in terms if len(term) > _PAIR and _UNSPACED.search(term)]:
            terms.discard(run)
            terms.update(run[at : at + _PAIR] for at in range(len(run) - 1))
    if len(text) <= SHORT:
        padded = f"\n{folded}\n"
        terms.update("\n" + padded[at : at + _TRIPLE] for at in range(len(padded) - 2))
    return terms or set(_COMMON.intersection(folded))


def _ascii_terms(folded: str) -> set[str]:
    """What the expression finds, without it: a third of the time, where most texts are ASCII."""
    data = folded.encode()
    terms = set(data.translate(_SPACED).decode().split())
    terms.update(data.translate(None, _NO_SIGNS).decode())
    return terms
