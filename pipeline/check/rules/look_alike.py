"""`text.look_alike`: a letter of another script inside a word.

Implements issue 5 and acceptance case D02 outside locks: a Cyrillic а in a Latin word looks right,
and no search finds it. One word, one script; µ and single letters of formulas are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, blocker
from pipeline.model.finding import Finding, IssueType, Span
from pipeline.model.unit import Unit
from pipeline.text.characters import describe
from pipeline.text.patterns import lazy

__all__ = ["check_look_alike", "narrow"]

_MIXED = lazy(
    "[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f'’-]*([\u0370-\u03bb\u03bd-\u03ff\u0400-\u052f])"
    "|([\u0370-\u03bb\u03bd-\u03ff\u0400-\u052f])['’-]?[A-Za-z\u00c0-\u024f]"
    "|[A-Za-z]([\uff21-\uff3a\uff41-\uff5a\u0131\u0251\u0261\u1d00-\u1d7f\u2100-\u214f])[a-z]"
)
_WHOLE = lazy("(?<!\\w)[АВЕЅІЈКМНОРСТУХаеіјорсухѕһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧ]{2,}(?!\\w)")
_OURS = frozenset({"ru", "uk", "be", "bg", "mk", "sr", "el", "kk", "ky", "mn"})


def check_look_alike(unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """At most one finding per form."""
    sources = unit.message.sources
    for number, form in enumerate(forms):
        for pattern in (_MIXED, _WHOLE):
            if pattern is _WHOLE and context.locale.partition("-")[0] in _OURS:
                continue
            match = pattern.search(form)
            if match is None or any(match.group() in source for source in sources):
                continue
            char = next((group for group in match.groups() if group), match.group()[0])
            text = f"{describe(char)} stands among Latin letters and only looks like one of them"
            span = Span(match.start(), match.end(), number)
            yield blocker("text.look_alike", IssueType.CHARACTERS, text, span)
            break


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Targets in which letters of two scripts are mixed, or only look like Latin ones."""
    targets = batch.targets
    return [n for n in numbers if _MIXED.search(targets[n]) or _WHOLE.search(targets[n])]
