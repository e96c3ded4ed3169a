"""`plural.count`, `plural.number`: a plural has the forms of its locale, and they show the number.

Implements issue 5. A form that stands for several numbers (French `one` is 0 and 1) without the
number in it is a warning: the reader could not tell which.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, blocker, warning
from pipeline.errors import RejectedError
from pipeline.model.finding import Finding, IssueType
from pipeline.model.unit import Unit
from pipeline.text.placeholders import placeholders_of, wanted_placeholders
from pipeline.text.plurals import plural_categories

__all__ = ["check_plurals", "narrow"]

_ALONE = frozenset({"zero", "one", "two"})


def check_plurals(unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """One finding for a wrong number of forms, else at most one per form."""
    message = unit.message
    if message.plural is None:
        return
    try:
        categories = plural_categories(context.locale)
    except RejectedError:
        return
    if len(forms) != len(categories):
        text = f"{context.locale} has {len(categories)} plural forms, this unit has {len(forms)}"
        yield blocker("plural.count", IssueType.MARKUP, text)
        return
    counts = wanted_placeholders(message.sources, message.flags, len(forms) - 1)[1]
    if not counts:
        return
    for number, (category, form) in enumerate(zip(categories, forms, strict=True)):
        if (
            category not in _ALONE
            and form
            and not set(placeholders_of(form, message.flags)) & set(counts)
        ):
            text = f"form {number} ({category}) stands for many numbers and shows none: {form[:40]}"
            yield warning("plural.number", IssueType.OMISSION, text)


def narrow(_batch: Batch, _numbers: list[int]) -> list[int]:
    """No unit without a plural."""
    return []
