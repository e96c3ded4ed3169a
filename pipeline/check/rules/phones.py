"""`phone.changed`: telephone numbers keep their digits, in order.

Implements issue 5. Groups may be written otherwise; a country code may be added or dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, blocker
from pipeline.check.plain import bare
from pipeline.model.finding import Finding, IssueType, Span
from pipeline.model.unit import Unit
from pipeline.text.patterns import lazy

__all__ = ["check_phones", "narrow"]

_PHONE = lazy(
    r"(?<![\d.,/])(?:\+[ ]?)?\(?\d{1,4}\)?"
    r"(?:[-.\u2010\u2011\u2013 \u00a0\u202f]{1,2}\(?\d{2,4}\)?){1,5}(?![\d/])"
)
_DIGIT = lazy(r"\d")
_FEWEST, _MOST = 7, 15
_LOCAL = 7
_DATE = lazy(r"\d{4}-\d\d-\d\d|\d\d?[-.]\d\d?[-.]\d{4}|(?:19|20)\d\d[-–](?:19|20)\d\d")


def _phones(text: str) -> list[tuple[str, re.Match[str]]]:
    found = []
    for match in _PHONE.finditer(text):
        digits = "".join(str(int(char)) for char in match.group() if char.isdecimal())
        marked = re.search(r"[-+()\u2010\u2011]|\d{3}[. ]\d{3,4}", match.group())
        thousands = re.fullmatch(r"\d{1,3}(?:[. \u00a0\u202f]\d{3})+", match.group())
        if (
            _FEWEST <= len(digits) <= _MOST
            and marked
            and not thousands
            and not _DATE.search(match.group())
        ):
            found.append((digits, match))
    return found


def _same(one: str, other: str) -> bool:
    return one == other or (
        min(len(one), len(other)) >= _LOCAL and (one.endswith(other) or other.endswith(one))
    )


def check_phones(unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """At most one finding per form."""
    message = unit.message
    if context.registry.is_locked(message):
        return
    wanted = [pair for text in message.sources for pair in _phones(bare(text, message.flags))]
    if not wanted:
        return
    for number, form in enumerate(forms):
        text = bare(form, message.flags)
        found = _phones(text)
        digits = "".join(str(int(char)) for char in text if char.isdecimal())
        lost = [one for one, _ in wanted if one not in digits and not _any(one, found)]
        if lost:
            new = [pair for pair in found if not _any(pair[0], wanted)]
            there = ", ".join(match.group() for _, match in new) or "none"
            span = Span(new[0][1].start(), new[0][1].end(), number) if new else None
            missing = ", ".join(match.group() for one, match in wanted if one in lost)
            yield blocker(
                "phone.changed",
                IssueType.NUMBERS,
                f"telephone number {missing} of the source, in the target {there}",
                span if span and span.end <= len(form) else None,
            )


def _any(digits: str, phones: list[tuple[str, re.Match[str]]]) -> bool:
    return any(_same(digits, other) for other, _ in phones)


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Sources with as many digits as a telephone number."""
    sources = batch.bare_sources
    return [
        n
        for n in numbers
        if len(_DIGIT.findall(sources[n])) >= _FEWEST and _PHONE.search(sources[n])
    ]
