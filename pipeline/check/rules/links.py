"""`html.link_changed`: the links of the target are those of the source.

Implements acceptance case E03, for web and mail addresses that stand in the text. Addresses in
attributes stay in the document, out of the translator's reach.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.check.batch import Batch
from pipeline.check.context import Context, blocker
from pipeline.check.traits import Trait
from pipeline.model.finding import Finding, IssueType, Span
from pipeline.model.unit import Unit
from pipeline.text.patterns import lazy
from pipeline.text.tags import strip_tags

__all__ = ["check_links", "links_of", "narrow"]

_LINK = lazy(
    r"(?:https?|ftp)://[^\s<>\"'“”«»\u2066-\u2069\u3000-\u303f\uff00-\uff60]+"
    r"|\b(?:mailto|tel|sms):[^\s<>\"'“”«»\u2066-\u2069]+"
    r"|\bwww\.[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?:/[^\s<>\"'“”«»\u2066-\u2069]*)?"
    r"|(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?)]}…"
_HINT = lazy(r"[@:]|www\.", re.IGNORECASE)
_MARK = lazy(r"[@<]|://|(?:mailto|tel|sms):", re.IGNORECASE)


def links_of(text: str) -> list[str]:
    """Addresses in the text, in order, without the punctuation of the sentence around them."""
    if not _HINT.search(text):
        return []
    return [match.group().rstrip(_TRAILING) for match in _LINK.finditer(strip_tags(text))]


def check_links(unit: Unit, forms: tuple[str, ...], _context: Context) -> Iterator[Finding]:
    """Compares multisets; order is free."""
    if not any(map(_HINT.search, (*unit.message.sources, *forms))):
        return
    sources = [Counter(links_of(source)) for source in unit.message.sources]
    for number, form in enumerate(forms):
        found = Counter(links_of(form))
        if found in sources:
            continue
        wanted = sources[0 if number == 0 else -1]
        extra = sorted((found - wanted).elements())
        parts = [f"{link} is missing" for link in sorted((wanted - found).elements())]
        parts += [f"{link} is not in the source" for link in extra]
        at = form.find(extra[0]) if extra else -1
        span = Span(at, at + len(extra[0]), number) if at >= 0 else None
        yield blocker("html.link_changed", IssueType.MARKUP, "; ".join(parts), span)


def narrow(batch: Batch, numbers: list[int]) -> list[int]:
    """Texts with a sign of an address, with tags in between or without."""
    sources, targets, traits = batch.sources, batch.targets, batch.traits
    signs = Trait.ADDRESS | Trait.ANGLE
    return [
        n
        for n in numbers
        if (traits[n] & signs and (_MARK.search(targets[n]) or _MARK.search(sources[n])))
        or "www" in targets[n].lower()
        or "www" in sources[n].lower()
    ]
