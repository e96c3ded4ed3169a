"""`text.whitespace`: white space at the ends, or doubled, where the source has none."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, warning
from pipeline.model.finding import Finding, IssueType
from pipeline.model.unit import Unit

__all__ = ["check_whitespace", "narrow"]


def _edges(text: str) -> tuple[str, str]:
    bare = text.strip()
    start = text.find(bare) if bare else len(text)
    return text[:start], text[start + len(bare) :]


def check_whitespace(unit: Unit, forms: tuple[str, ...], _context: Context) -> Iterator[Finding]:
    """At most one finding per form."""
    sources = unit.message.sources
    for form in forms:
        if _edges(form) not in [_edges(source) for source in sources]:
            message = "white space at the beginning or end differs from the source"
        elif "  " in form and not any("  " in source for source in sources):
            message = "two spaces in a row"
        elif "\n" in form and not any("\n" in source for source in sources):
            message = "a line break that is not in the source"
        else:
            continue
        yield warning("text.whitespace", IssueType.WHITESPACE, message)


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Texts with white space at an end, and targets with two spaces or a line break."""
    sources, targets = batch.sources, batch.targets
    return [
        n
        for n in numbers
        if "  " in (target := targets[n])
        or "\n" in target
        or target.strip() != target
        or (source := sources[n]).strip() != source
    ]
