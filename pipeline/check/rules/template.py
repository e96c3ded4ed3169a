"""`text.template`: template syntax that is not in the source.

Implements acceptance case E11: a site's template engine must not run what a translator typed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, blocker
from pipeline.model.finding import Finding, IssueType, Span
from pipeline.model.unit import Unit
from pipeline.text.patterns import lazy

__all__ = ["check_template", "narrow"]

_TEMPLATE = lazy(
    r"\{\{.{0,200}?\}\}|\{%.{0,200}?%\}|\{#.{0,200}?#\}|[$#@*~]\{.{0,200}?\}|<%.{0,200}?%>|\[\[.{0,200}?\]\]|\$t\([^()]{0,200}\)"
    r"|\{\{|\{%|<%|[$#]\{",
    re.DOTALL,
)
_HINT = lazy(r"\{|<%|\[\[|\$t\(")


def _pieces(text: str) -> Counter[str]:
    return Counter(_TEMPLATE.findall(text)) if _HINT.search(text) else Counter()


def check_template(unit: Unit, forms: tuple[str, ...], _context: Context) -> Iterator[Finding]:
    """Only additions: what is lost of a placeholder is `placeholder.mismatch`."""
    if not any(map(_HINT.search, forms)):
        return
    allowed: Counter[str] = Counter()
    for source in unit.message.sources:
        allowed |= _pieces(source)
    for number, form in enumerate(forms):
        extra = sorted((_pieces(form) - allowed).elements())
        if extra:
            at = form.find(extra[0])
            yield blocker(
                "text.template",
                IssueType.MARKUP,
                f"template syntax that is not in the source: {', '.join(extra)}",
                Span(at, at + len(extra[0]), number),
            )


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Targets with template syntax."""
    targets = batch.targets
    return [n for n in numbers if _HINT.search(targets[n]) and _TEMPLATE.search(targets[n])]
