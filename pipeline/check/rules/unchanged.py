"""`target.unchanged`: the target is the source, word for word."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, warning
from pipeline.model.finding import Finding, IssueType
from pipeline.model.locale import language_of
from pipeline.model.unit import Unit
from pipeline.text.patterns import lazy
from pipeline.text.placeholders import without_placeholders
from pipeline.text.tags import strip_tags

__all__ = ["check_unchanged", "narrow"]

_WORD = lazy(r"[^\W\d_]{2,}")
_MANY = 2


def check_unchanged(unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """Judged from two words on, not counting what locks and placeholders cover."""
    message = unit.message
    if not set(forms) & set(message.sources):
        return
    if language_of(context.locale) == language_of(context.source_locale):
        return
    locks = context.registry.match(message)
    if locks.passage:
        return
    text = strip_tags(message.source)
    for hit in reversed(locks.hits):
        text = text[: hit.span.start] + " " + text[hit.span.end :]
    if len(_WORD.findall(without_placeholders(text, message.flags))) >= _MANY:
        yield warning("target.unchanged", IssueType.UNTRANSLATED, "the target is the source")


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Targets that are their source."""
    sources, targets = batch.sources, batch.targets
    return [n for n in numbers if sources[n] == targets[n]]
