"""Stretches of a document that stand there for some locales only: checked, and left out.

- A segment in such a stretch has its locale filter; the innermost one counts.
- Refused (`document.filter`): a filter on a part of a sentence, stretches that cross, a stretch
  inside another one that lets in what the outer one keeps out.
- A document without its stretches must read as it does with them, those segments apart. Otherwise
  it is refused: a list that lost its first half, a link whose definition went away.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.errors import Fault, RejectedError
from pipeline.formats.document_spans import Cut, ParsedDocument, Slot
from pipeline.model.document import Segment
from pipeline.model.locale import LocaleTag
from pipeline.text.localefilter import filter_admits, is_narrower

__all__ = ["cut_faults", "document_in", "locales_of", "refuse_unsafe_cuts", "sort_cuts"]

_CODE = "document.filter"
_MANY = 16

Parse = Callable[[str, str], ParsedDocument]


def sort_cuts(cuts: Sequence[Cut]) -> tuple[Cut, ...]:
    """In order of the text, outer ones first."""
    return tuple(sorted(cuts, key=lambda cut: (cut.start, -cut.end)))


def locales_of(cuts: Sequence[Cut], starts: Sequence[int]) -> list[str]:
    """The filter that holds at each of these ascending offsets; empty for all locales."""
    if not cuts:
        return [""] * len(starts)
    found, stack, at = [], list[Cut](), 0
    for start in starts:
        while at < len(cuts) and cuts[at].start <= start:
            stack.append(cuts[at])
            at += 1
        while stack and stack[-1].end <= start:
            stack.pop()
        found.append(stack[-1].locales if stack else "")
    return found


def cut_faults(cuts: Sequence[Cut], slots: Sequence[Slot], text: str, path: str) -> Iterator[Fault]:
    """Filters that say something nobody can decide, or that cannot be honoured."""

    def fault(cut: Cut, message: str, hint: str) -> Fault:
        line = text.count("\n", 0, cut.start) + 1
        return Fault(code=_CODE, message=message, path=path, line=line, hint=hint)

    is_inside = _Ranges((slot.start, slot.end) for slot in slots)
    stack: list[Cut] = []
    for cut in cuts:
        while stack and stack[-1].end <= cut.start:
            stack.pop()
        if stack and cut.end > stack[-1].end:
            yield fault(cut, "two locale filters cross", "end the inner one first")
        elif stack and not is_narrower(cut.locales, stack[-1].locales):
            message = (
                f"“{cut.locales or '*'}” stands inside “{stack[-1].locales}”, and may let in "
                "a locale that is kept out there"
            )
            yield fault(cut, message, "name fewer locales inside, in the same form")
        stack.append(cut)
        if is_inside(cut.start, strictly=True) or is_inside(cut.end, strictly=True):
            message = "a locale filter on a part of a sentence"
            yield fault(cut, message, "write the sentence once for each group of locales")


class _Ranges:
    """Ranges by ascending start, each disjoint from the others or inside one."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        for start, end in ranges:
            if not self.ends or start >= self.ends[-1]:
                self.starts.append(start)
                self.ends.append(end)

    def __call__(self, at: int, *, strictly: bool = False) -> bool:
        """Whether the offset lies in a range; strictly: at its start it does not."""
        index = bisect_left(self.starts, at) if strictly else bisect_right(self.starts, at)
        return index > 0 and at < self.ends[index - 1]


def document_in(document: ParsedDocument, locale: LocaleTag, parse: Parse) -> ParsedDocument:
    """The document as this locale has it; itself where nothing is kept out.

    Content paths and lines are those of the whole document. RejectedError `document.filter` when
    the rest reads differently.
    """
    gone = [cut for cut in document.cuts if not filter_admits(cut.locales, locale)]
    return document if not gone else _without(document, gone, parse, f"in {locale}")


def refuse_unsafe_cuts(document: ParsedDocument, parse: Parse) -> None:
    """RejectedError when the document reads differently without all it keeps from some locale.

    Tried: each filter alone, up to a number, and all of them. What a locale leaves out otherwise
    is tried when it is left out.
    """
    cuts = [cut for cut in document.cuts if cut.locales]
    filters = sorted({cut.locales for cut in cuts})
    for locales in filters[:_MANY]:
        _without(document, [cut for cut in cuts if cut.locales == locales], parse, locales)
    if len(filters) > 1:
        _without(document, cuts, parse, "all of them")


def _without(
    document: ParsedDocument, gone: Sequence[Cut], parse: Parse, which: str
) -> ParsedDocument:
    ranges = _Ranges((cut.start, cut.end) for cut in gone)
    pieces = zip([0, *ranges.ends], [*ranges.starts, len(document.text)], strict=True)
    text = "".join(document.text[start:end] for start, end in pieces)
    kept = [
        segment
        for segment, slot in zip(document.segments, document.slots, strict=True)
        if not ranges(slot.start)
    ]
    line = document.text.count("\n", 0, gone[0].start) + 1
    try:
        found = parse(text, document.path)
    except RejectedError as error:
        raise _differs(document, line, which, error.faults[0].message) from None
    if [_meaning(item) for item in found.segments] != [_meaning(item) for item in kept]:
        before, after = {s.source for s in kept}, {s.source for s in found.segments}
        other = min(before ^ after, default="the order or role of what is left")
        raise _differs(document, line, which, repr(other[:60]))
    segments = tuple(
        new._replace(path=old.path, line=old.line)
        for new, old in zip(found.segments, kept, strict=True)
    )
    return replace(found, segments=segments)


def _meaning(segment: Segment) -> tuple[object, ...]:
    return (
        segment.source,
        segment.plural,
        segment.context,
        segment.role,
        segment.tags,
        segment.lock_mark,
        segment.locales,
    )


def _differs(document: ParsedDocument, line: int, which: str, what: str) -> RejectedError:
    return RejectedError.of(
        _CODE,
        f"without what is filtered ({which}) the rest of the page reads differently: {what}",
        path=document.path,
        line=line,
        hint="put the filter on a whole block that nothing else depends on",
    )
