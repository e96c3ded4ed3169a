"""`markdown.mismatch`: Markdown that stands in the text itself is kept.

Implements issue 5: emphasis, code spans, links and headings, counted, and the targets of links
compared. Inline elements that `extract` turned into numbered tags are judged by `tag.mismatch`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, warning
from pipeline.model.finding import Finding, IssueType
from pipeline.model.unit import Unit
from pipeline.text.patterns import lazy

__all__ = ["check_markdown", "narrow"]

_PIECES = {
    "**": lazy(r"\*\*(?=\S)[^*\n]{1,400}\*\*"),
    "code": lazy(r"(`{1,2})[^`\n]{1,400}\1"),
    "heading": lazy(r"^#{1,6} ", re.MULTILINE),
    "link": lazy(r"\[[^\]\n]{1,400}\]\([^()\n]{1,400}\)"),
}
_HINT = lazy(r"[*`#]|\]\(")


def _count(text: str) -> Counter[str]:
    return Counter(
        {name: found for name, piece in _PIECES.items() if (found := len(piece.findall(text)))}
    )


def check_markdown(unit: Unit, forms: tuple[str, ...], _context: Context) -> Iterator[Finding]:
    """At most one finding per form."""
    sources = [_count(text) for text in unit.message.sources]
    if not any(sources):
        return
    for form in forms:
        found = _count(form)
        if found in sources:
            continue
        wanted = sources[-1]
        lost = sorted((wanted - found).elements())
        if lost:
            text = f"Markdown of the source that is not in the target: {', '.join(lost)}"
            yield warning("markdown.mismatch", IssueType.MARKUP, text)


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Sources with a mark of Markdown."""
    sources = batch.sources
    return [n for n in numbers if _HINT.search(sources[n])]
