"""Terms: by what a text is found in the index.

Words and signs without case; pairs of characters in scripts that put no space between words; and
for short texts also their trigrams, because one wrong letter in two words leaves one word.
Versioned: an index made by other rules is made anew.
"""

from __future__ import annotations

import re

__all__ = ["TERMS_VERSION", "terms_of"]

TERMS_VERSION = "1"
_WORD = re.compile(r"\w+|[^\w\s]")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
SHORT = 24
"""Texts up to this length are also found by their trigrams."""
_PAIR, _TRIPLE = 2, 3


def terms_of(text: str) -> set[str]:
    """The distinct terms of a text.

    >>> sorted(terms_of("Take 10 mg of the tablets each day."))
    ['.', '10', 'day', 'each', 'mg', 'of', 'tablets', 'take', 'the']
    """
    folded = text.casefold()
    terms = set(_WORD.findall(folded))
    if not folded.isascii() and _UNSPACED.search(folded):
        for run in [term for term in terms if len(term) > _PAIR and _UNSPACED.search(term)]:
            terms.discard(run)
            terms.update(run[at : at + _PAIR] for at in range(len(run) - 1))
    if len(text) <= SHORT:
        padded = f"\n{folded}\n"
        terms.update("\n" + padded[at : at + _TRIPLE] for at in range(len(padded) - 2))
    return terms
