"""`text.control`, `text.invisible`: characters that cannot be seen and are not in the source.

Implements acceptance cases A12 and D03 outside locks. Control characters are blockers; invisible
ones are warnings, except in the middle of a Latin word, where they defeat search and review.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, blocker, warning
from pipeline.model.finding import Finding, IssueType, Span
from pipeline.model.locale import is_right_to_left, language_of
from pipeline.model.unit import Unit
from pipeline.text.characters import INVISIBLE, describe
from pipeline.text.patterns import lazy

__all__ = ["check_characters", "narrow"]

_CONTROL = lazy(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffd"
    + "".join(f"{chr((plane << 16) | 0xFFFE)}{chr((plane << 16) | 0xFFFF)}" for plane in range(17))
    + "\ue000-\uf8ff]"
)
_MARKS = lazy("[\u200e\u200f\u061c\u2066-\u2069]")
_JOINER_LANGUAGES = frozenset(
    {
        "ar",
        "bn",
        "ckb",
        "fa",
        "gu",
        "hi",
        "km",
        "kn",
        "lo",
        "ml",
        "mr",
        "my",
        "ne",
        "or",
        "pa",
        "ps",
        "sa",
        "sd",
        "si",
        "ta",
        "te",
        "th",
        "ug",
        "ur",
    }
)
"""Languages that write ZWNJ, ZWJ or U+200B as part of words."""
_JOINERS = frozenset("\u200b\u200c\u200d")


def check_characters(unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """At most one finding per form and code."""
    sources = "".join(unit.message.sources)
    for number, form in enumerate(forms):
        if form.isascii() and form.isprintable():
            continue
        for match in _CONTROL.finditer(form):
            if match.group() in sources:
                continue
            message = f"the control character {describe(match.group())} is not allowed"
            span = Span(match.start(), match.end(), number)
            yield blocker("text.control", IssueType.CHARACTERS, message, span)
            break
        yield from _invisible(form, number, sources, context)


def _invisible(form: str, number: int, sources: str, context: Context) -> Iterator[Finding]:
    if form.isascii():
        return
    places = list(INVISIBLE.finditer(form))
    if not is_right_to_left(context.locale):
        places += _MARKS.finditer(form)
    for match in sorted(places, key=lambda found: found.start()):
        char = match.group()
        if char in sources or (
            char in _JOINERS and language_of(context.locale) in _JOINER_LANGUAGES
        ):
            continue
        message = f"{describe(char)} cannot be seen and is not in the source"
        span = Span(match.start(), match.end(), number)
        around = form[max(0, match.start() - 1) : match.start()] + form[match.end() :][:1]
        inside_word = len(around) > 1 and around.isascii() and around.isalnum()
        make = blocker if inside_word and char != "\u00ad" else warning
        yield make("text.invisible", IssueType.CHARACTERS, message, span)
        return


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Targets with a character that shows nothing, or that no text may hold."""
    targets = batch.targets
    return [
        n
        for n in numbers
        if not targets[n].isprintable()
        or INVISIBLE.search(targets[n])
        or _CONTROL.search(targets[n])
    ]
