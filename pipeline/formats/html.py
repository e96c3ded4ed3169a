"""HTML pages and fragments: segments by offset.

- Block elements end a segment, inline elements are tags in it; an inline element that holds a
  block acts as a block. Optional end tags are implied. An unknown element is inline.
- `translate="no"` is inherited; inline it makes an opaque tag. script, style, svg, math and pre
  are skipped; attributes that hold text (see html_elements) are segments of their own.
- `data-lock`, `data-context`, `data-note` (or `its-loc-note`) and `id` mark what is inside.
- `its-locale-filter-list` says for which locales an element stands there at all.
- `lang` and `dir` of the root element are the only places besides text that a target changes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.formats.document_outline import Outline, slug_of
from pipeline.formats.document_runs import Item, Kind, Run, has_words
from pipeline.formats.document_spans import ParsedDocument, Place, Slot, Style
from pipeline.formats.html_elements import (
    BLOCK,
    CLOSED_BY,
    HEADINGS,
    RAW_TEXT,
    SKIPPED,
    VOID,
    VOID_INLINE,
)
from pipeline.formats.html_filters import Filters
from pipeline.formats.html_marks import Marks, inline_item, marks_of
from pipeline.formats.html_scan import (
    ScanError,
    Token,
    decode_references,
    scan_attributes,
    scan_html,
)
from pipeline.formats.html_simple import NEXT_BLOCK, SIMPLE_BLOCKS, SimpleBlock, read_simple
from pipeline.text.space import collapse

__all__ = ["HtmlReader", "parse_html"]

MAX_DEPTH = 512
_WHITE = " \t\n\r\f"
_MARKUP = re.compile("<[^>]*>")
_SKIPPED_KINDS = {"pre": "code", "listing": "code", "svg": "drawing", "math": "formula"}


def parse_html(text: str, path: str, *, fast: bool = True) -> ParsedDocument:
    """The document; RejectedError `document.syntax`, `document.limit` with every fault.

    `fast` or not, the result is the same; without it every block is read tag by tag.
    """
    outline = Outline(path)
    reader = HtmlReader(text, outline, fast=fast)
    start = 1 if text.startswith("\ufeff") else 0
    reader.read(start, len(text))
    reader.filters.finish(reader.stack, len(text))
    return outline.finish(text, "text/html", tuple(reader.places))


@dataclass(slots=True)
class _Open:
    """An element that is open."""

    name: str
    is_inline: bool
    item: int = -1
    depth: int = 0
    """The scope to leave, or 0."""
    marks: Marks | None = None
    level: int = 0
    title: str = ""
    """Of a heading: its id, or the text that makes its slug."""
    start: int = 0
    locales: str = ""
    """The locale filter that holds from there to the element's end."""


class HtmlReader:
    """Reads stretches of HTML into an outline; elements stay open from one to the next."""

    def __init__(self, text: str, outline: Outline, *, fast: bool = True) -> None:
        self.text = text
        self.outline = outline
        self.fast = fast
        self.filters = Filters(text, outline)
        self.places: list[Place] = []
        self.stack: list[_Open] = []
        self.items: list[Item] = []

    def read(self, low: int, high: int) -> None:
        """Segments of text[low:high] are in the outline; a run ends at the end."""
        at = low
        tokens = scan_html(self.text, low, high)
        moved: int | None = None
        try:
            while True:
                token = tokens.send(moved)
                if token.start > at:
                    self.add_text(at, token.start)
                at = self.token(token, high)
                moved = at
        except StopIteration:
            self.add_text(at, high)
        except ScanError as error:
            line = self.text.count("\n", 0, error.offset) + 1
            self.outline.fault(error.code, error.what, line=line)
        self.flush()

    def add_text(self, low: int, high: int) -> None:
        """The raw text low..high joins the run."""
        if low < high:
            raw = self.text[low:high]
            if self.items or raw.strip(_WHITE):
                self.items.append(Item(Kind.TEXT, low, high, decode_references(raw)))

    def token(self, token: Token, high: int) -> int:
        """The token is dealt with; returns where to go on."""
        name = token.name
        self.filters.at = token.start
        if name.startswith("!"):
            if name == "!--":
                self.note_skipped("comment", token.start + 4, token.end - 3)
            if self.items and name == "!--":
                self.items.append(inline_item(self.text, token))
            return token.end
        if name.startswith("/"):
            self.end(token)
            return token.end
        if name in SKIPPED or name in RAW_TEXT:
            return self.skip(token, high)
        if name in {"title", "textarea"}:
            return self.plain(token, high)
        if name in BLOCK:
            if self.fast and name in SIMPLE_BLOCKS and token.attributes_at >= token.end:
                behind = self.simple_blocks(name, token.end, high)
                if behind:
                    return behind
            self.block(token)
        elif name in VOID_INLINE:
            item = inline_item(self.text, token)
            self.filters.stretch(token, token.end, item.locales)
            self.items.append(item)
        else:
            item = inline_item(self.text, token)
            element = _Open(name, is_inline=True, item=len(self.items))
            self.filters.begin(element, token, item.locales)
            self.push(element, token)
            self.items.append(item)
        return token.end

    def push(self, element: _Open, token: Token) -> None:
        """The element is open."""
        if len(self.stack) >= MAX_DEPTH:
            message = f"elements are nested deeper than {MAX_DEPTH}"
            raise ScanError(token.start, message, code="document.limit")
        self.stack.append(element)

    def block(self, token: Token) -> None:
        """A block begins: the run ends, and inline elements around it act as blocks."""
        self.flush()
        self.imply_ends(token.name)
        marks = marks_of(self.text, token)
        if token.name == "html":
            self.root(token)
        element = _Open(token.name, is_inline=False)
        level = HEADINGS.get(token.name, 0)
        if level:
            self.outline.begin_heading(level)
            element.level = level
        if marks is not None or level:
            marks = marks or Marks()
            if level:
                element.title, marks.anchor, marks.role = marks.anchor, "", marks.role or "heading"
            self.enter(element, marks)
            self.filters.begin(element, token, marks.locales)
        if token.name in VOID:
            self.filters.end(element, token.end)
            self.outline.leave(element.depth)
        else:
            self.push(element, token)

    def simple_blocks(self, name: str, at: int, high: int) -> int:
        """Simple blocks, the first behind its start tag; where the last ends, 0 without any."""
        behind = 0
        if any(element.level for element in self.stack):  # what is inside may be its title
            return behind
        while len(self.stack) < MAX_DEPTH:
            block = read_simple(self.text, name, at, high)
            if block is None:
                break
            self.simple(name, block)
            behind = block.behind
            following = NEXT_BLOCK.match(self.text, behind, high)
            if following is None:
                break
            name, at = following[1], following.end()
            self.filters.at = following.start(1) - 1
        return behind

    def simple(self, name: str, block: SimpleBlock) -> None:
        """A block that is one segment, from its start tag to its end tag."""
        self.flush()
        self.imply_ends(name)
        outline, level = self.outline, HEADINGS.get(name, 0)
        if level:
            outline.begin_heading(level)
        if block.source and outline.scope.translate:
            slot = Slot(block.start, block.end, Style.MARKUP, "", block.tags)
            depth = outline.enter(role="heading") if level else 0
            outline.add(slot, block.source, tags=block.labels)
            outline.leave(depth)
            if level:
                outline.end_heading(level, slug_of(block.source))

    def enter(self, element: _Open, marks: Marks) -> None:
        """The element's marks apply from here; its attributes' segments are in the outline."""
        element.depth = self.outline.enter(
            translate=marks.translate,
            role=marks.role if marks.role != "button" else None,
            context=marks.context,
            note=marks.note,
            lock=marks.lock,
            anchor=marks.anchor,
        )
        if self.outline.scope.translate:
            for child in marks.children:
                self.outline.add(child.slot, child.source, role=child.role, is_attribute=True)

    def imply_ends(self, name: str) -> None:
        """Elements whose end tag may be left out before this start tag are closed."""
        for index in range(len(self.stack) - 1, -1, -1):
            element = self.stack[index]
            closers = CLOSED_BY.get(element.name)
            if closers is not None and name in closers:
                self.close_to(index)
            elif element.name in BLOCK:
                return

    def end(self, token: Token) -> None:
        """An end tag: of an inline element in this run, of a block, or of nothing."""
        name = token.name[1:]
        found = self.find(name)
        if found >= 0 and self.stack[found].is_inline and self.stack[found].item >= 0:
            opening = self.stack[found].item
            self.filters.end_all(self.stack[found:], token.end)
            del self.stack[found:]
            item = inline_item(self.text, token)
            item.mate, self.items[opening].mate = opening, len(self.items)
            self.items.append(item)
        elif found >= 0:
            self.flush()
            self.close_to(found, token.end)
        elif name in BLOCK:
            self.flush()
        else:
            self.items.append(inline_item(self.text, token))

    def find(self, name: str) -> int:
        """The open element an end tag closes; an inline one only inside its block."""
        is_block = name in BLOCK
        for index in range(len(self.stack) - 1, -1, -1):
            element = self.stack[index]
            if element.name == name:
                return index
            if not is_block and element.name in BLOCK:
                return -1
        return -1

    def close_to(self, index: int, end: int | None = None) -> None:
        """This element and all inside it are closed; `end`: by an end tag of its own."""
        self.filters.end_all(self.stack[index:], end)
        for element in reversed(self.stack[index:]):
            self.outline.leave(element.depth)
            if element.level and element.title:
                self.outline.end_heading(element.level, slug_of(element.title))
        del self.stack[index:]

    def flush(self) -> None:
        """The run so far becomes segments; inline elements still open act as blocks from here."""
        items, self.items = self.items, []
        if items:
            first = Run(self.text, items, self.outline, Style.MARKUP).flush()
            heading = next((e for e in reversed(self.stack) if e.level), None)
            if heading is not None and not heading.title:
                heading.title = first
        for element in self.stack:
            if element.is_inline:
                item = items[element.item] if element.item < len(items) else None
                element.is_inline = False
                if item is not None and (
                    item.opaque or item.role or item.lock or item.note or item.context is not None
                ):
                    marks = Marks(
                        translate=False if item.opaque else None,
                        role=item.role if item.role == "tooltip" else None,
                        context=item.context,
                        note=item.note,
                        lock=item.lock,
                    )
                    self.enter(element, marks)

    def skip(self, token: Token, high: int) -> int:
        """Where the skipped element ends; inline it is one opaque tag."""
        name = token.name
        end = self.end_of(token, high, nested=name in SKIPPED)
        item = inline_item(self.text, token)
        if name in BLOCK:
            self.flush()
            self.imply_ends(name)
            item.kind, item.name = Kind.VOID, "script"
        else:
            item.kind, item.name = Kind.VOID, name
        item.end = end
        self.filters.skipped(token, end, item.locales)
        if name in _SKIPPED_KINDS and self.outline.scope.translate and not item.opaque:
            inner = _MARKUP.sub(" ", self.text[token.end : end])
            self.note_skipped(_SKIPPED_KINDS[name], token.start, token.end, inner)
        self.items.append(item)
        if name in BLOCK:
            self.flush()
        return end

    def note_skipped(self, kind: str, start: int, end: int, words: str | None = None) -> None:
        """These words stay as they are."""
        self.outline.skip(kind, self.text[start:end] if words is None else words, at=start)

    def end_of(self, token: Token, high: int, *, nested: bool) -> int:
        """Behind the end tag that belongs to this start tag; the end if there is none."""
        if nested and self.text[token.end - 2] == "/":
            return token.end
        depth = 1
        pattern = re.compile(rf"<(/?){re.escape(token.name)}(?=[\s/>])", re.IGNORECASE)
        for match in pattern.finditer(self.text, token.end, high):
            if not match.group(1):
                depth += nested
                continue
            depth -= 1
            if not depth:
                end = self.text.find(">", match.end(), high)
                return high if end < 0 else end + 1
        return high

    def plain(self, token: Token, high: int) -> int:
        """A `title` or `textarea`: text without markup, a segment of its own."""
        self.block(token)
        pattern = re.compile(rf"</{token.name}(?=[\s/>])", re.IGNORECASE)
        match = pattern.search(self.text, token.end, high)
        end = match.start() if match else high
        raw = self.text[token.end : end]
        source = collapse(decode_references(raw))
        if has_words(source) and self.outline.scope.translate:
            start = token.end + len(raw) - len(raw.lstrip(_WHITE))
            slot = Slot(start, token.end + len(raw.rstrip(_WHITE)), Style.MARKUP)
            self.outline.add(slot, source, role="title" if token.name == "title" else "")
        return end

    def root(self, token: Token) -> None:
        """The places of `lang` and `dir` on the root element."""
        if self.places:
            return
        found = {item.name: item for item in scan_attributes(self.text, token)}
        behind = token.start + len("<html")
        for name in ("lang", "xml:lang", "dir"):
            item = found.get(name)
            if item is not None:
                quote = '"' if not item.quote else ""
                is_bare = item.start == item.end and not item.quote
                before = "=" + quote if is_bare and self.text[item.start - 1] != "=" else quote
                self.places.append(Place(item.start, item.end, name, before, quote))
            elif name != "xml:lang":
                self.places.append(Place(behind, behind, name, f' {name}="', '"'))
