"""Differences between two sources that a translation must not be carried across in silence.

A number, a negation or a modal verb: "Take 10 mg with food" is no suggestion for "Take 20 mg
without food". Words are known for English sources; for others only the numbers are compared.
"""

from __future__ import annotations

import re
from collections import Counter

from pipeline.model.locale import LocaleTag, language_of
from pipeline.text.numbers import numbers_of
from pipeline.text.tags import strip_tags

__all__ = ["differences"]

_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?|%(?!\()")
_NEGATIONS = frozenset(
    {"no", "not", "never", "none", "nor", "neither", "without", "except", "unless"}
    | {"nobody", "nothing", "nowhere", "stop", "avoid", "contraindicated"}
)
_MODALS = frozenset(
    {"must", "should", "may", "might", "can", "could", "shall", "will", "would", "need", "only"}
    | {"always", "ought"}
)
_UNITS = frozenset(
    {"%", "mg", "mcg", "g", "kg", "ml", "l", "iu", "mm", "cm", "unit", "units", "tablet"}
    | {"tablets", "capsule", "capsules", "hour", "hours", "day", "days", "week", "weeks"}
    | {"month", "months", "year", "years", "once", "twice", "daily", "weekly", "monthly"}
)
_KINDS = {
    **dict.fromkeys(_NEGATIONS, "negation"),
    **dict.fromkeys(_MODALS, "modal"),
    **dict.fromkeys(_UNITS, "unit"),
}
_SHORTENED = {"ca": "can", "wo": "will", "sha": "shall"}


def differences(old: str, new: str, *, source_locale: LocaleTag) -> tuple[str, ...]:
    """`number`, `negation`, `modal`, `unit`: the kinds in which the two sources differ."""
    old, new = strip_tags(old), strip_tags(new)
    found = ["number"] if _numbers(old, source_locale) != _numbers(new, source_locale) else []
    if language_of(source_locale) == "en":
        before, after = _watched(old), _watched(new)
        if before != after:
            kinds = {_KINDS[word] for word in (before - after) + (after - before)}
            found += [kind for kind in ("negation", "modal", "unit") if kind in kinds]
    return tuple(found)


def _numbers(text: str, locale: LocaleTag) -> Counter[frozenset[str]]:
    return Counter(readings for _, readings in numbers_of(text, locale))


def _watched(text: str) -> Counter[str]:
    """The words that can change a meaning, with `n't` as a `not`."""
    words: Counter[str] = Counter()
    for word in _WORD.findall(text.lower()):
        if word in _KINDS:
            words[word] += 1
            continue
        head, mark, tail = word.replace("’", "'").partition("'")
        if mark and tail == "t" and head.endswith("n"):
            words["not"] += 1
            head = _SHORTENED.get(head[:-1], head[:-1])
        if head == "cannot":
            words["not"] += 1
            head = "can"
        if head in _KINDS:
            words[head] += 1
    return words
