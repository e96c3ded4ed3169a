"""Placeholders per format flag: `{{name}}` of i18next, `{name}`, `%(name)s`.

A format comes from the source format's flag, never from guessing: "85% of patients" holds no
printf directive.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.model.finding import Span

__all__ = [
    "FORMATS",
    "find_placeholders",
    "placeholders_of",
    "wanted_placeholders",
    "without_placeholders",
]

FORMATS = {
    "i18next-format": re.compile(r"\{\{-?[^{}]*\}\}|\$t\([^()]*\)"),
    "python-brace-format": re.compile(r"\{\{|\}\}|\{[^{}]*\}"),
    "python-format": re.compile(
        r"%(?:\([^()]*\))?[#0\- +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?[diouxXeEfFgGcrsa%]"
    ),
    "c-format": re.compile(
        r"%(?:\d+\$)?[#0\- +']*(?:\*|\d+)?(?:\.(?:\*|\d+))?"
        r"(?:hh|h|ll|l|j|z|t|L)?[diouxXeEfFgGaAcspn%]"
    ),
}
_COUNT_NAME = r"(?:\w*count(?:er)?|cnt|n|nr|num\w*|number|size|total\w*)"
_COUNT = {
    "i18next-format": re.compile(r"\{\{-?\s*count\b[^{}]*\}\}"),
    "python-brace-format": re.compile(rf"\{{(?:{_COUNT_NAME}|0)?\}}"),
    "python-format": re.compile(rf"%(?:\({_COUNT_NAME}\))?[ds]"),
    "c-format": re.compile(r"%(?:1\$)?l*[du]"),
}
"""The placeholder of the count itself: the form for one thing may say it in words."""
_ESCAPES = frozenset({"{{", "}}", "%%"})


def find_placeholders(text: str, flags: Iterable[str]) -> list[Span]:
    """The spans of all placeholders under these format flags, in order, none overlapping."""
    spans = []
    for flag in flags:
        pattern = FORMATS.get(flag)
        if pattern is not None:
            spans += [
                Span(match.start(), match.end())
                for match in pattern.finditer(text)
                if match.group() not in _ESCAPES
            ]
    spans.sort(key=lambda span: (span.start, -span.end))
    kept: list[Span] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def placeholders_of(text: str, flags: Iterable[str]) -> list[str]:
    """The placeholders themselves, in order, exactly as spelled."""
    return [text[span.start : span.end] for span in find_placeholders(text, flags)]


def wanted_placeholders(
    sources: Sequence[str], flags: Iterable[str], form: int
) -> tuple[Counter[str], Counter[str]]:
    """(what this form of the target must hold, what of it may be left out).

    In a plural message any form may leave out the count: `_one` often says it in words.
    """
    flags = tuple(flags)
    if len(sources) == 1:
        return Counter(placeholders_of(sources[0], flags)), Counter()
    singular, plural = (Counter(placeholders_of(text, flags)) for text in sources)
    wanted = singular | plural
    counts = Counter(
        {
            name: number
            for name, number in wanted.items()
            if any(_COUNT[flag].fullmatch(name) for flag in flags if flag in _COUNT)
        }
    )
    return wanted, counts + ((plural - singular) if form == 0 else Counter())


def without_placeholders(text: str, flags: Iterable[str]) -> str:
    """The text with each placeholder replaced by one space."""
    for span in reversed(find_placeholders(text, flags)):
        text = f"{text[: span.start]} {text[span.end :]}"
    return text
