"""`text.capitals`: a target begins with a capital letter where the source does, and the other way.

Implements issue 5. Only where both begin with a letter of a script that has capitals.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, warning
from pipeline.check.plain import bare
from pipeline.model.finding import Finding, IssueType, Span
from pipeline.model.locale import language_of
from pipeline.model.unit import Unit
from pipeline.text.patterns import lazy

__all__ = ["check_capitals", "narrow"]

_FIRST = lazy(r"^[\s\"'“”«»„‘’(\[¡¿\u00a0\u202f]*([^\W\d_])([^\W\d_]+)[ ,.!?:;]")
_CASELESS = frozenset({"ar", "fa", "he", "hi", "ja", "ko", "th", "ur", "zh"})
_LONG = 20


def check_capitals(unit: Unit, forms: tuple[str, ...], context: Context) -> Iterator[Finding]:
    """At most one finding per form; short labels and lists of words are left alone."""
    message = unit.message
    source = message.sources[-1]
    if len(source) < _LONG or language_of(context.locale) in _CASELESS:
        return
    first = _FIRST.match(source)
    if first is None or not first[1].isupper() or not first[2].islower():
        return
    if source.rstrip()[-1:] not in {".", "!", "?"}:
        return
    for number, form in enumerate(forms):
        found = _FIRST.match(form)
        if found is None or not found[1].islower() or bare(form, message.flags)[:1] != form[:1]:
            continue
        if first[1] + first[2] == found[1] + found[2]:
            continue
        text = (
            f"the source begins with “{first[1]}{first[2]}”, the target with “{found[1]}{found[2]}”"
        )
        yield warning(
            "text.capitals",
            IssueType.TYPOGRAPHICAL,
            text,
            Span(found.start(1), found.end(2), number),
        )


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Targets that do not begin with a capital letter, for long sources."""
    if language_of(batch.context.locale) in _CASELESS:
        return []
    sources, targets = batch.sources, batch.targets
    return [n for n in numbers if len(sources[n]) >= _LONG and not targets[n][0].isupper()]
