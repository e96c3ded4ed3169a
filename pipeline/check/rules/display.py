"""`text.reversed`: a run that right-to-left text would show the other way round.

Implements issue 5: after Arabic letters 10-20 is shown as 20-10 unless it stands between isolates
or after U+200E. Telephone numbers, measures and brands are judged by `text.isolate`.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, warning
from pipeline.check.plain import bare
from pipeline.model.finding import Finding, IssueType, Span
from pipeline.model.locale import is_right_to_left
from pipeline.model.unit import Unit
from pipeline.text.patterns import lazy

__all__ = ["check_display", "narrow"]

_RUN = lazy(r"(?<![\d./-])\d+(?:[.,]\d+)?[ ]?[-–−][ ]?\d+(?:[.,]\d+)?(?![\d/-])|(?<!\w)[-−]\d+")
_RIGHT = lazy("[\u0590-\u06ff\u0750-\u077f]")


def _is_protected(text: str, at: int) -> bool:
    before = text[:at]
    opened = max(before.rfind(char) for char in "\u2066\u2068")
    closed = max(before.rfind("\u2069"), -1)
    return opened > closed or before.endswith("\u200e")


def check_display(unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """At most one finding per form."""
    if not is_right_to_left(context.locale):
        return
    for number, form in enumerate(forms):
        text = bare(form, unit.message.flags)
        if not _RIGHT.search(text):
            continue
        for match in _RUN.finditer(text):
            if not _is_protected(text, match.start()):
                span = Span(match.start(), match.end(), number) if text == form else None
                words = f"“{match.group()}” would be shown reversed: it lacks isolates"
                yield warning("text.reversed", IssueType.CHARACTERS, words, span)
                break


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Every unit, where text runs from the right."""
    return numbers if is_right_to_left(batch.context.locale) else []
