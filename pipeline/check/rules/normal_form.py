"""`text.normal_form`: letters are composed (NFC), as keyboards type them.

Implements issue 5: the same word in another normal form is not found and not equal.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, warning
from pipeline.model.finding import Finding, IssueType, Span
from pipeline.model.unit import Unit
from pipeline.text.characters import difference

__all__ = ["check_normal_form", "narrow"]


def check_normal_form(unit: Unit, forms: tuple[str, ...], _context: Context) -> Iterator[Finding]:
    """At most one finding per form."""
    for number, form in enumerate(forms):
        if unicodedata.is_normalized("NFC", form) or form in unit.message.sources:
            continue
        composed = unicodedata.normalize("NFC", form)
        pairs = zip(form, composed, strict=False)
        at = next((i for i, (a, b) in enumerate(pairs) if a != b), 0)
        text = f"not in normal form NFC: {difference(composed, form)}"
        yield warning("text.normal_form", IssueType.CHARACTERS, text, Span(at, at + 1, number))


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Targets in another normal form."""
    targets = batch.targets
    return [n for n in numbers if not unicodedata.is_normalized("NFC", targets[n])]
