"""`text.repetition`: a word or phrase that runs in circles, as failing engines write.

Implements the second half of acceptance case F16.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations, islice, pairwise
from operator import eq

from pipeline.check.batch import Batch
from pipeline.check.context import Context, blocker, warning
from pipeline.model.finding import Finding, IssueType, Span
from pipeline.model.locale import LocaleTag, language_of
from pipeline.model.unit import Unit
from pipeline.text.patterns import lazy

__all__ = ["check_repetition", "narrow"]

_LOOP = lazy(r"(?<!\w)(\w[^<>]{1,60}?)(?:[\s,;.、。]+\1){3,}(?!\w)|([^\W\d_]{2,12})\2{3,}")
_DOUBLE = lazy(r"(?<![\w-])([^\W\d_]{2,})[ \u00a0]+\1(?![\w-])", re.IGNORECASE)
_LENGTH = 3000
_FORMAL = {"de": frozenset({"sie", "ihr", "ihnen"})}
"""Pronouns that in capitals are another word."""
_OFTEN, _RUN_TOGETHER = 3, 30
_GAP = lazy(r"[\s,;.、。]+")
_LETTERS = lazy(r"[^\W\d_]{2,}")
_MANY, _LONG, _AGAIN = 40, 8, 4


def _may_repeat(form: str) -> bool:
    """Whether words stand twice in a row, or some word stands often, or words run together."""
    words = form.lower().split()
    if len(words) == 1 and form.isascii():
        return False
    again = len(words) - len(set(words))
    if again and any(map(eq, words, islice(words, 1, None))):
        return True
    if again >= _OFTEN and max(Counter(words).values()) > _OFTEN:
        return True
    return not form.isascii() and max(map(len, words), default=0) > _RUN_TOGETHER


def _may_loop(form: str) -> bool:
    """Whether some words stand twice in a row as a whole, or letters of a word repeat often.

    Of four pieces in a row, the second and the third are whole words, and the same.
    """
    words = _GAP.split(form[:_LENGTH])
    places: dict[str, list[int]] = defaultdict(list)
    for at, word in enumerate(words):
        places[word].append(at)
    for found in places.values():
        if len(found) > _MANY:  # the expression decides
            return True
        for one, other in combinations(found, 2):
            if words[one:other] == words[other : 2 * other - one]:
                return True
    return any(len(word) >= _LONG and _circles(word) for word in places)


def _circles(word: str) -> bool:
    """Whether pairs of letters occur again and again: four times the same, at the least."""
    return len(word) - 1 - len(set(pairwise(word))) > _AGAIN


def _may_double(form: str) -> bool:
    """Whether a word stands beside itself, in whatever case."""
    words = list(map(str.casefold, _LETTERS.findall(form.replace("İ", "i"))))
    return any(map(eq, words, islice(words, 1, None)))


def _are_different(doubled: str, locale: LocaleTag) -> bool:
    """Whether these are two words: one an abbreviation (`em EM`), or German *Sie* beside *sie*."""
    first, second = doubled.split()
    if first.isupper() != second.isupper():
        return True
    return first != second and first.lower() in _FORMAL.get(language_of(locale), ())


def check_repetition(unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """A loop of four or more is a blocker, a doubled word a warning."""
    sources = unit.message.sources
    for number, form in enumerate(forms):
        if len(form) < 4:  # noqa: PLR2004 - too short to repeat anything
            continue
        if not _may_repeat(form):
            continue
        loop = _LOOP.search(form[:_LENGTH])
        if loop is not None and not any(_LOOP.search(source) for source in sources):
            piece = (loop.group(1) or loop.group(2))[:40]
            message = f"“{piece}” is repeated {loop.group().count(piece)} times"
            span = Span(loop.start(), loop.end(), number)
            yield blocker("text.repetition", IssueType.DUPLICATION, message, span)
            continue
        double = _DOUBLE.search(form)
        if double is not None and _are_different(double.group(), context.locale):
            continue
        if double is not None and not any(_DOUBLE.search(source) for source in sources):
            span = Span(double.start(), double.end(), number)
            message = f"doubled word: “{double.group()}”"
            yield warning("text.repetition", IssueType.DUPLICATION, message, span)


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Targets in which words or letters stand twice in a row."""
    targets = batch.targets
    return [
        n
        for n in numbers
        if _may_repeat(target := targets[n]) and (_may_double(target) or _may_loop(target))
    ]
