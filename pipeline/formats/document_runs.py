"""Runs of inline content become segments: shared by HTML and Markdown.

A run is what stands between two block borders. Its rules:

- Markup at the ends that carries no text (line breaks, comments, empty elements, unmatched tags)
  stays outside the segment.
- A run whose text is all inside links or buttons yields one segment for each of them, without
  the outer tag; otherwise the run is one segment and a link in it is a tag.
- `translate="no"` and elements without text are opaque tags `<n/>`; so is a tooltip, whose text
  is a segment of its own.
- A run without a letter or digit is no segment; the attributes in it still are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from pipeline.formats.document_outline import Outline
from pipeline.formats.document_spans import Slot, Style, Tag
from pipeline.text.space import collapse

__all__ = ["SEPARATOR", "Child", "Item", "Kind", "Run", "has_words", "match_pairs"]

MAX_LABEL = 80
_WORD = re.compile(r"[^\W_]")
_MARKUP = re.compile(r"&(?:lt|gt|amp);|</?[1-9][0-9]{0,3}/?>")
SEPARATOR = re.compile("[\\s|·•/–—>»›→←\u00a0]*")
_WHITE = " \t\n\r\f\v"
_LINKS = frozenset({"a", "button"})
_TRIMMED = frozenset({"br", "wbr", "!--", "script", "style", "template", "svg", "math"})


class Kind(Enum):
    """What an item of a run is."""

    TEXT = 0
    OPEN = 1
    CLOSE = 2
    VOID = 3


@dataclass(frozen=True, slots=True)
class Child:
    """A segment inside a tag: an attribute's value."""

    slot: Slot
    source: str
    role: str


@dataclass(slots=True)
class Item:
    """One piece of a run, in document order."""

    kind: Kind
    start: int
    end: int
    text: str = ""
    """Message text of a TEXT item."""
    name: str = ""
    label: str = ""
    mate: int = -1
    """Index of the closing item of an OPEN item, and the other way round."""
    children: Sequence[Child] = ()
    opaque: bool = False
    """`translate="no"`: nothing inside is text of ours."""
    role: str = ""
    """`tooltip` for text that is a segment of its own, `button` for a link that acts as one."""
    note: str = ""
    lock: str = ""
    context: str | None = None
    locales: str | None = ""
    """The locale filter, `*` where it lets all in; None: it cannot be read."""
    close_text: str | None = None
    after: str = ""
    """Written behind the text of a link that stands alone, where the text is its own label."""
    stop: int = 0
    """Where the slot of such a text ends."""


def has_words(text: str) -> bool:
    """Whether there is a letter or digit in this message text, markup aside."""
    if text[:1].isalnum():  # most text; markup begins otherwise
        return True
    return _WORD.search(_MARKUP.sub("", text) if "<" in text or "&" in text else text) is not None


def match_pairs(items: Sequence[Item]) -> None:
    """Opening and closing items of one name find each other; what crosses stays unmatched."""
    stack: list[int] = []
    for index, item in enumerate(items):
        if item.kind is Kind.OPEN:
            stack.append(index)
        elif item.kind is Kind.CLOSE and item.mate >= 0:
            while stack and stack.pop() != item.mate:
                pass
        elif item.kind is Kind.CLOSE:
            for depth in range(len(stack) - 1, max(-1, len(stack) - 64), -1):
                if items[stack[depth]].mate >= 0:
                    break
                if items[stack[depth]].name == item.name:
                    item.mate, items[stack[depth]].mate = stack[depth], index
                    del stack[depth:]
                    break


@dataclass(slots=True)
class _Sentence:
    """A segment in the making."""

    parts: list[str] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    """Index of a closing item to its tag's number."""


class Run:
    """One run on its way into an outline."""

    def __init__(
        self, text: str, items: Sequence[Item], outline: Outline, style: Style, hint: str = ""
    ) -> None:
        self.text = text
        self.items = items
        self.outline = outline
        self.style = style
        self.hint = hint

    def flush(self) -> str:
        """All segments of the run are in the outline; returns the first text added."""
        if not self.outline.scope.translate:
            return ""
        return self.segment(0, len(self.items), "")

    def segment(self, low: int, high: int, role: str, link: Item | None = None) -> str:
        """The segments of items low..high; what is trimmed still yields its children."""
        first, last = self.trim(low, high)
        self.add_children(low, first)
        source = ""
        if first < last:
            source = self.inner(first, last, role, link)
        self.add_children(last, high)
        return source

    def inner(self, first: int, last: int, role: str, link: Item | None) -> str:
        """The segments of a trimmed range: one per link, or one for all."""
        items, outline = self.items, self.outline
        opening = items[first]
        if opening.mate == last - 1 and (opening.lock or opening.context is not None):
            depth = outline.enter(lock=opening.lock, context=opening.context, note=opening.note)
            opening.lock, opening.context, opening.note = "", None, ""
            source = self.inner(first, last, role, link)
            outline.leave(depth)
            return source
        links = self.links(first, last) if link is None else []
        if not links:
            return self.sentence(first, last, role, link)
        source, at = "", first
        for index in links:
            item = items[index]
            self.add_children(at, index + 1)
            at = item.mate
            inner_role = role or outline.scope.role or item.role or "link"
            if item.name == "button" and inner_role == "link":
                inner_role = "button"
            source = self.segment(index + 1, item.mate, inner_role, item) or source
        self.add_children(at, last)
        return source

    def trim(self, low: int, high: int) -> tuple[int, int]:
        """The range without what carries no text at its ends."""
        items = self.items
        while low < high and (step := self.bare(low, items[low].mate, low, high)):
            low += step
        while low < high:
            step = self.bare(items[high - 1].mate, high - 1, low, high)
            if not step:
                break
            high -= step
        return low, high

    def bare(self, opening: int, closing: int, low: int, high: int) -> int:
        """How many items at the edge carry no text: the pair, or the single item."""
        items = self.items
        index = low if opening == low else high - 1
        item = items[index]
        if item.kind is Kind.TEXT:
            return 1 if not item.text.strip(_WHITE) else 0
        if item.kind is Kind.VOID:
            return 1 if item.name in _TRIMMED else 0
        if item.mate < 0 or not low <= item.mate < high:
            return 1
        if item.kind is Kind.CLOSE:
            opening, closing = item.mate, index
        inside = range(opening + 1, closing)
        if items[opening].opaque or any(
            items[i].text.strip(_WHITE)
            or (items[i].kind is Kind.VOID and items[i].name not in _TRIMMED)
            for i in inside
        ):
            return 0
        return closing - opening + 1

    def links(self, low: int, high: int) -> list[int]:
        """The links and buttons that hold all text of this range, or nothing."""
        items, found, index = self.items, [], low
        while index < high:
            item = items[index]
            is_pair = item.kind is Kind.OPEN and item.mate > 0
            if is_pair and (item.opaque or item.role == "tooltip"):
                return []
            if is_pair and item.name in _LINKS:
                if any(has_words(items[i].text) for i in range(index, item.mate)):
                    found.append(index)
                index = item.mate
            elif item.kind is Kind.TEXT and not SEPARATOR.fullmatch(item.text):
                return []
            index += 1
        return found

    def sentence(self, low: int, high: int, role: str, link: Item | None) -> str:
        """One segment of the whole range, and what its tags hold."""
        items = self.items
        made = _Sentence()
        index = low
        while index < high:
            item = items[index]
            if item.note:
                made.notes.append(item.note)
            if item.lock:
                self.refuse_mark(item)
            if item.kind is Kind.TEXT:
                made.parts.append(item.text)
            elif item.kind is Kind.CLOSE and index in made.numbers:
                made.parts.append(f"</{made.numbers.pop(index)}>")
            else:
                index = self.tag(index, high, made)
            index += 1
        source = collapse("".join(made.parts))
        if not has_words(source):
            self.add_children(low, high)
            return ""
        start, end = self.bounds(low, high)
        after = ""
        if link is not None and link.after:
            after, end = link.after, link.stop
        hint = self.hint or self.break_behind(low, high)
        slot = Slot(start, end, self.style, hint, tuple(made.tags), after)
        labels, notes = tuple(made.labels), tuple(made.notes)
        self.outline.add(slot, source, role=role, tags=labels, notes=notes)
        self.add_children(low, high)
        return source

    def refuse_mark(self, item: Item) -> None:
        """A mark on words of a sentence: a lock covers whole segments, so it cannot be checked."""
        line = self.text.count("\n", 0, item.start) + 1
        message = f"{item.lock!r} marks a part of a sentence; a mark covers whole segments"
        hint = "mark the block, or leave the mark out: names and terms are found by their text"
        self.outline.fault("lock.mark", message, line=line, hint=hint)

    def tag(self, index: int, high: int, made: _Sentence) -> int:
        """A numbered tag for the item; returns the last item it covers."""
        items = self.items
        item = items[index]
        number = len(made.tags) + 1
        mate = item.mate if item.kind is Kind.OPEN and index < item.mate < high else -1
        if mate >= 0 and self.keeps_text(index, mate):
            close = items[mate].start, items[mate].end
            made.tags.append(Tag(item.start, item.end, close, item.close_text))
            made.labels.append(item.label)
            made.parts.append(f"<{number}>")
            made.numbers[mate] = number
            return index
        last = max(index, mate)
        made.tags.append(Tag(item.start, items[last].end))
        raw = collapse(self.text[item.start : items[last].end]) if item.opaque else ""
        made.labels.append(raw if raw and len(raw) <= MAX_LABEL else item.label)
        made.parts.append(f"<{number}/>")
        return last

    def keeps_text(self, index: int, mate: int) -> bool:
        """Whether the pair is two tags around text, rather than one opaque tag."""
        item = self.items[index]
        if item.opaque or item.role == "tooltip":
            return False
        return any(i.text.strip(_WHITE) or i.kind is Kind.VOID for i in self.items[index:mate])

    def break_behind(self, low: int, high: int) -> str:
        """White space with a line break behind the tag that the range begins with, if any.

        In a Markdown page a tag alone on its line begins an HTML block; with text it does not.
        """
        if self.style is not Style.MARKUP or low + 1 >= high or self.items[low].kind is Kind.TEXT:
            return ""
        item = self.items[low + 1]
        raw = self.text[item.start : item.end]
        white = raw[: len(raw) - len(raw.lstrip(_WHITE))]
        return white if item.kind is Kind.TEXT and "\n" in white else ""

    def bounds(self, low: int, high: int) -> tuple[int, int]:
        """The range's offsets, white space at its ends left outside."""
        start, end = self.items[low].start, self.items[high - 1].end
        if self.items[low].kind is Kind.TEXT:
            raw = self.text[start : self.items[low].end]
            start += len(raw) - len(raw.lstrip(_WHITE))
        if self.items[high - 1].kind is Kind.TEXT:
            raw = self.text[self.items[high - 1].start : end]
            end -= len(raw) - len(raw.rstrip(_WHITE))
        return start, end

    def add_children(self, low: int, high: int) -> None:
        """The attributes of these items, and the texts of tooltips among them."""
        index = low
        while index < high:
            item = self.items[index]
            for child in item.children:
                self.outline.add(child.slot, child.source, role=child.role, is_attribute=True)
            if item.kind is Kind.OPEN and item.mate > index:
                if item.opaque:
                    index = item.mate
                elif item.role == "tooltip":
                    self.segment(index + 1, item.mate, "tooltip")
                    index = item.mate
            index += 1
