"""Segments and locks to measure with: real English from documentation strings, seeded.

Sentences of the standard library and of the installed packages; where they do not suffice, halves
of two are joined. Locked texts are 60 to 300 characters long; one segment in a hundred is a
locked text with one word changed, added or left out, and one in a hundred an exact copy.
"""

from __future__ import annotations

import ast
import random
import re
import sys
import sysconfig
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

SEED = 4
_SENTENCE = re.compile(r"(?<=[.!?:])\s+(?=[A-Z])")
_CODE = re.compile(r">>>|[{}\\<>|=_]|\s{3}|::|--")
_WORDS = ("new", "current", "optional", "may", "local", "not", "additional", "internal")


class Corpus(NamedTuple):
    """What one size is measured on."""

    segments: list[str]
    passages: list[str]
    """Whole segments that are locked."""
    pieces: list[str]
    """Runs of 3 to 9 words out of segments: phrases and terms."""


def _docstrings() -> Iterator[str]:
    paths = sysconfig.get_paths()
    files = sorted({*Path(paths["stdlib"]).rglob("*.py"), *Path(paths["purelib"]).rglob("*.py")})
    for place in files:
        if "test" in place.as_posix():
            continue
        try:
            tree = ast.parse(place.read_text("utf-8", "replace"))
        except (SyntaxError, ValueError, RecursionError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                text = ast.get_docstring(node)
                if text:
                    yield text


@cache
def sentences() -> tuple[str, ...]:
    """Distinct sentences, in the order of the files."""
    found: dict[str, None] = {}
    sys.setrecursionlimit(10_000)
    for text in _docstrings():
        for paragraph in re.split(r"\n\s*\n", text):
            for sentence in _SENTENCE.split(" ".join(paragraph.split())):
                if 20 <= len(sentence) <= 400 and not _CODE.search(sentence):
                    found.setdefault(sentence)
    return tuple(found)


def edit(text: str, rng: random.Random) -> str:
    """The text with one word changed, added or left out."""
    words = text.split(" ")
    at, kind = rng.randrange(len(words)), rng.randrange(3)
    if kind == 0:
        words[at] = rng.choice(_WORDS)
    elif kind == 1:
        words.insert(at, rng.choice(_WORDS))
    else:
        del words[at]
    return " ".join(words)


def corpus(segments: int, locks: int) -> Corpus:
    """The same corpus for the same packages."""
    rng = random.Random(SEED)
    pool = list(sentences())
    rng.shuffle(pool)
    seen = set(pool)
    while len(pool) < segments + 2 * locks:
        one, two = rng.choice(pool).split(), rng.choice(pool).split()
        text = " ".join([*one[: len(one) // 2 + 1], *two[len(two) // 2 :]])
        if text not in seen and 20 <= len(text) <= 400:
            seen.add(text)
            pool.append(text)
    here, spare = pool[:segments], pool[segments:]
    passages = [text for text in spare if 60 <= len(text) <= 300]
    passages += [text for text in pool[::-1] if 60 <= len(text) <= 300][:locks]
    passages = list(dict.fromkeys(passages))[:locks]
    for at in rng.sample(range(segments), segments // 100):
        here[at] = edit(rng.choice(passages), rng)
    for at in rng.sample(range(segments), segments // 100):
        here[at] = rng.choice(passages)
    pieces: dict[str, None] = {}
    while len(pieces) < locks:
        words = rng.choice(here if len(pieces) % 2 else spare).split()
        at = rng.randrange(len(words))
        piece = " ".join(words[at : at + rng.randrange(3, 9)])
        if 15 <= len(piece) <= 80:
            pieces.setdefault(piece)
    return Corpus(here, passages, list(pieces))
