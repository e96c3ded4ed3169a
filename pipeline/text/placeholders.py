"""Placeholders per format flag: `{{name}}` of i18next, `{name}`, `%(name)s`.

A format comes from the source format's flag, never from guessing: "85% of patients" holds no
printf directive.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.model.finding import Span

__all__ = ["find_placeholders", "placeholders_of"]

_FORMATS = {
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
_ESCAPES = frozenset({"{{", "}}", "%%"})


def find_placeholders(text: str, flags: Iterable[str]) -> list[Span]:
    """The spans of all placeholders under these format flags, in order, none overlapping."""
    spans = []
    for flag in flags:
        pattern = _FORMATS.get(flag)
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
