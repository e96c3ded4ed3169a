"""A parsed document: its text, and where in it each segment stands.

The contract every document format keeps:

- Segments are found by offset. What lies outside a slot is never written again, so an untouched
  document renders to its own bytes.
- Slots are sorted by where they start; one slot may lie inside a tag of another (the alternative
  text of an image in a sentence), never across its border.
- A slot's tags say where the raw markup of `<1>`, `</1>` and `<2/>` stands, so that a target may
  move it but not change it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from pipeline.errors import RejectedError
from pipeline.model.document import Segment, Skipped
from pipeline.text.tags import iter_pieces

__all__ = [
    "Cut",
    "ParsedDocument",
    "Part",
    "Place",
    "Slot",
    "Style",
    "Tag",
    "decode_document",
    "splice",
]

MAX_BYTES = 20_000_000
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_CONTROL_BYTES = bytes({*range(9), 0x0B, *range(0x0E, 0x20), 0x7F})
_CONTROL_SEQUENCES = (re.compile(rb"\xc2[\x80-\x9f]"), re.compile(rb"\xef\xbf[\xbe\xbf]"))
"""The same as _CONTROL in UTF-8: bytes are searched ten times as fast as text."""


class Style(StrEnum):
    """How a target is spelled where it stands."""

    MARKUP = "markup"
    """HTML text: references stay as the message spells them."""
    ATTRIBUTE = "attribute"
    """A quoted HTML attribute value; the hint is the quote, or empty."""
    MARKDOWN = "markdown"
    """Markdown text; the hint is `cell`, `heading`, `label` or empty."""
    TITLE = "title"
    """A Markdown link title; the hint is its closing delimiter."""
    SCALAR = "scalar"
    """A YAML scalar on one line; the hint is its quote, or empty."""
    LINE = "line"
    """Plain text."""
    STRING = "string"
    """A JSON string; the slot is the value with its quotes."""


class Tag(NamedTuple):
    """Where the raw markup of one numbered tag stands in the document."""

    start: int
    end: int
    close: tuple[int, int] | None = None
    """The closing piece of a pair; None for a tag without text."""
    close_text: str | None = None
    """Written instead of the closing piece (a shortcut link needs its label spelled out)."""


class Slot(NamedTuple):
    """Where one segment stands."""

    start: int
    end: int
    style: Style
    hint: str = ""
    tags: tuple[Tag, ...] = ()
    after: str = ""
    """Written behind the target."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the page says its language (`lang`) or direction (`dir`)."""

    start: int
    end: int
    name: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """What stands there for some locales only."""

    start: int
    end: int
    locales: str
    """The locale filter, as `text.localefilter` spells it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedDocument:
    """A document as read: its segments in order, and what rendering needs."""

    path: str
    """Relative to `source_content/`, with `/`."""
    media: str
    segments: tuple[Segment, ...]
    text: str
    slots: tuple[Slot, ...]
    """One per segment, in the same order."""
    places: tuple[Place, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    """Words that stay as they are, by line."""
    cuts: tuple[Cut, ...] = ()
    """Stretches with a locale filter, outer ones first."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a target on its way into the document."""

    tag: str
    """The numbered tag, or empty for text."""
    raw: str
    """The tag's markup as the document spells it, or the message text."""


Writer = Callable[[Slot, Sequence[Part], bool], str]
"""(slot, parts, careful) -> raw text. `careful` asks for the spelling that survives anything."""


def decode_document(data: bytes, path: str) -> str:
    """The document's text, a byte order mark included.

    Refused: what is not UTF-8 (`document.encoding`), control characters (`document.control`),
    more than 20 million bytes (`document.limit`).
    """
    if len(data) > MAX_BYTES:
        message = f"the document has {len(data)} bytes; {MAX_BYTES} are allowed"
        raise RejectedError.of("document.limit", message, path=path)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RejectedError.of(
            "document.encoding",
            f"byte {error.start} is not UTF-8",
            path=path,
            line=data.count(b"\n", 0, error.start) + 1,
            hint="save the document as UTF-8",
        ) from None
    found = _CONTROL.search(text) if _is_suspect(data) else None
    if found is not None:
        raise RejectedError.of(
            "document.control",
            f"U+{ord(found.group()):04X} is a control character",
            path=path,
            line=text.count("\n", 0, found.start()) + 1,
        )
    return text


def _is_suspect(data: bytes) -> bool:
    """Whether a control character may stand in this UTF-8."""
    if len(data.translate(None, _CONTROL_BYTES)) < len(data):
        return True
    return not data.isascii() and any(item.search(data) for item in _CONTROL_SEQUENCES)


def splice(
    document: ParsedDocument,
    targets: Sequence[str | None],
    places: Sequence[str | None],
    write: Writer,
    careful: frozenset[int],
) -> tuple[str, list[int]]:
    """(the document with these targets, the segments' indexes in the order they now stand in)."""
    return _Splicer(document, targets, places, write, careful).run()


class _Splicer:
    def __init__(
        self,
        document: ParsedDocument,
        targets: Sequence[str | None],
        places: Sequence[str | None],
        write: Writer,
        careful: frozenset[int],
    ) -> None:
        self.text = document.text
        entries: list[tuple[int, int, int, Slot | None, str | None]] = [
            (slot.start, slot.end, index, slot, target)
            for index, (slot, target) in enumerate(zip(document.slots, targets, strict=True))
        ]
        entries += [
            (place.start, place.end, -1, None, None if value is None else value)
            for place, value in zip(document.places, places, strict=True)
        ]
        entries.sort(key=lambda entry: (entry[0], -entry[1]))
        self.entries = entries
        self.starts = [entry[0] for entry in entries]
        self.write = write
        self.careful = careful
        self.order: list[int] = []

    def run(self) -> tuple[str, list[int]]:
        return self.emit(0, len(self.text), 0), self.order

    def emit(self, start: int, end: int, first: int) -> str:
        """The text from `start` to `end`, with the entries from index `first` on that lie there."""
        entries, out, at = self.entries, [], start
        index = bisect_left(self.starts, start, first)
        while index < len(entries) and entries[index][0] < end:
            entry_start, entry_end, segment, slot, target = entries[index]
            if segment >= 0:
                self.order.append(segment)
            if target is None:
                index += 1
                continue
            out.append(self.text[at:entry_start])
            if slot is None:
                out.append(target)
                index += 1
            else:
                out.append(self.fill(index, slot, target, careful=segment in self.careful))
                index = bisect_left(self.starts, entry_end, index + 1)
            at = entry_end
        out.append(self.text[at:end])
        return "".join(out)

    def fill(self, index: int, slot: Slot, target: str, *, careful: bool) -> str:
        parts = []
        for is_tag, piece in iter_pieces(target) if slot.tags else ((False, target),):
            if not is_tag:
                parts.append(Part("", piece))
                continue
            tag = slot.tags[int(piece.strip("</>")) - 1]
            if not piece.startswith("</"):
                raw = self.emit(tag.start, tag.end, index + 1)
            elif tag.close_text is not None:
                raw = tag.close_text
            else:
                raw = self.emit(*(tag.close or (0, 0)), index + 1)
            parts.append(Part(piece, raw))
        return self.write(slot, parts, careful) + slot.after
