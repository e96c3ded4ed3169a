"""`page.reread`: the rendered page, read again, does not hold the targets that went in.

A translation that reorders its tags may reorder what stands inside them, so texts are counted;
the order that matters is judged by `page.passage`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.check.pages.page import Page, PageContext, blocker
from pipeline.model.finding import Finding, IssueType

__all__ = ["check_reread"]

_SHOWN = 60


def check_reread(page: Page, _context: PageContext) -> Iterator[Finding]:
    """One finding per text that is missing, and per text that nobody put there."""
    wanted = Counter(page.expected or ())
    found = Counter(text.text for text in page.texts)
    for text in wanted - found:
        yield blocker(
            "page.reread",
            IssueType.OMISSION,
            f"“{text[:_SHOWN]}” went into the page and does not read back",
        )
    for text in found - wanted:
        yield blocker(
            "page.reread",
            IssueType.ADDITION,
            f"“{text[:_SHOWN]}” is on the page and is the target of no unit",
        )
