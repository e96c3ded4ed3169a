"""`text.typography`: spaces before punctuation, quotation marks and full-width forms per locale.

Implements issue 5: French sets a space before a colon, and outside Canada and Switzerland before
; ! ? too; German, French and Japanese text does not quote with English “marks”; Japanese does not
write half-width katakana. What the source has itself, or stands in an address, is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.check.batch import Batch
from pipeline.check.context import Context, warning
from pipeline.check.plain import bare
from pipeline.check.rules.links import links_of
from pipeline.model.finding import Finding, IssueType, Span
from pipeline.model.locale import LocaleTag, language_of
from pipeline.model.unit import Unit
from pipeline.text.patterns import lazy

__all__ = ["check_punctuation", "narrow"]

_TOKEN = lazy(r"\S+$")
_JAPANESE = "\u3040-\u30ff\u4e00-\u9fff"


@dataclass(frozen=True, slots=True)
class _Mark:
    """What a language does not write."""

    pattern: re.Pattern[str]
    words: str
    elsewhere: frozenset[str] = frozenset()
    """Locales of the language that do."""


_CLOSE = frozenset({"fr-CA", "fr-CH"})
_WRONG: dict[str, tuple[_Mark, ...]] = {
    "de": (_Mark(lazy(r"(?<![\w„])“(?=\w)"), "an English quotation mark"),),
    "fr": (
        _Mark(lazy(r"(?<=[^\W\d_][^\W\d_]):(?=\s|$)"), "no space before the colon"),
        _Mark(lazy(r"(?<=[^\W\d_][^\W\d_])[;!?](?=\s|$)"), "no space before it", _CLOSE),
        _Mark(lazy(r"(?<!\w)“(?=\w)"), "an English quotation mark"),
    ),
    "ja": (
        _Mark(lazy(f"(?<=[{_JAPANESE}])“(?=[{_JAPANESE}])"), "an English quotation mark"),
        _Mark(lazy("[\uff66-\uff9f]+"), "half-width katakana"),
    ),
}


def check_punctuation(unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """At most one finding per form."""
    marks = _WRONG.get(language_of(context.locale))
    if marks is None or context.registry.is_locked(unit.message):
        return
    for number, form in enumerate(forms):
        text = bare(form, unit.message.flags)
        for mark in marks:
            match = None if context.locale in mark.elsewhere else mark.pattern.search(text)
            if match is None or _is_said(unit, text, match, context.locale):
                continue
            near = text[max(0, match.start() - 12) : match.end()]
            said = f"{mark.words} near “{near}”; {context.locale} writes it otherwise"
            span = Span(match.start(), match.end(), number) if text == form else None
            yield warning("text.typography", IssueType.TYPOGRAPHICAL, said, span)
            break


def _is_said(unit: Unit, text: str, match: re.Match[str], locale: LocaleTag) -> bool:
    """Whether the source says the word so, or it is an address, or quoted inside « » or 「」."""
    before = text[: match.start()]
    word = _TOKEN.search(before)
    if word and any(word.group() + match.group() in source for source in unit.message.sources):
        return True
    if any(match.group() in link for link in links_of(text)):
        return True
    inner = {"fr": ("«", "»"), "ja": ("「", "」")}.get(language_of(locale))
    return (
        match.group() == "“"
        and inner is not None
        and before.count(inner[0]) > before.count(inner[1])
    )


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Targets in which a mark stands as this locale does not write it."""
    locale, targets = batch.context.locale, batch.bare_targets
    marks = [
        mark.pattern.search
        for mark in _WRONG.get(language_of(locale), ())
        if locale not in mark.elsewhere
    ]
    return [n for n in numbers if any(search(targets[n]) for search in marks)]
