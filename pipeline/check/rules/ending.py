"""`text.ending`: a question stays a question; a sentence and a list's colon keep their ends.

Implements issue 5, with the marks of each script: 。 ？ ！ ： ؟ ، and their kin.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, warning
from pipeline.model.finding import Finding, IssueType, Span
from pipeline.model.unit import Unit

__all__ = ["check_ending", "narrow"]

_KIND = {
    **dict.fromkeys("?？؟\u037e", "?"),
    **dict.fromkeys(":：", ":"),
    **dict.fromkeys("…⋯", "…"),
}
_JUDGED = frozenset({"?", ":", "…"})
_CLOSING = " \u00a0\u202f\n\t\"'”“’»」』)）]\u200f\u200e\u2069*_`"


def _end(text: str) -> str:
    text = text.rstrip(_CLOSING)
    if text.endswith(("...", "。。。")):
        return "…"
    return _KIND.get(text[-1:], "")


def check_ending(unit: Unit, forms: tuple[str, ...], _context: Context) -> Iterator[Finding]:
    """At most one finding per form."""
    wanted = {_end(source) for source in unit.message.sources}
    for number, form in enumerate(forms):
        found = _end(form)
        if found in wanted or not form or not (wanted | {found}) & _JUDGED:
            continue
        there = f"“{found}”" if found else "no such mark"
        mark = next(iter(sorted(wanted)), "")
        before = f"“{mark}”" if mark else "no such mark"
        text = f"the source ends with {before}, the target with {there}"
        span = Span(len(form) - 1, len(form), number)
        yield warning("text.ending", IssueType.TYPOGRAPHICAL, text, span)


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Texts whose last characters may be different marks."""
    sources, targets, ends = batch.sources, batch.targets, _Ends()
    return [
        n for n in numbers if (end := ends[sources[n][-3:]]) is None or end != ends[targets[n][-3:]]
    ]


class _Ends(dict[str, str | None]):
    """The end that three last characters tell; None where that depends on more."""

    def __missing__(self, last: str) -> str | None:
        found = self[last] = None if last[-1:] in _CLOSING else _end(last)
        return found
