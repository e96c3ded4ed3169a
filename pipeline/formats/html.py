"""HTML pages and fragments: segments by offset.

- Block elements end a segment, inline elements are tags in it; an inline element that holds a
  block acts as a block. Optional end tags are implied. An unknown element is inline.
- `translate="no"` is inherited; inline it makes an opaque tag. script, style, svg, math and pre
  are skipped; attributes that hold text (see html_elements) are segments of their own.
- `data-lock`, `data-context`, `data-note` (or `its-loc-note`) and `id` mark what is inside.
- `lang` and `dir` of the root element are the only places besides text that a target changes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.formats.document_outline import Outline, slug_of
from pipeline.formats.document_runs import Child, Item, Kind, Run, has_words
from pipeline.formats.document_spans import ParsedDocument, Place, Slot, Style
from pipeline.formats.html_elements import (
    BLOCK,
    CLOSED_BY,
    HEADINGS,
    RAW_TEXT,
    SKIPPED,
    VOID,
    VOID_INLINE,
    role_of_attribute,
)
from pipeline.formats.html_scan import (
    Attribute,
    ScanError,
    Token,
    decode_references,
    scan_attributes,
    scan_html,
)
from pipeline.text.space import collapse

__all__ = ["HtmlReader", "inline_item", "parse_html"]

MAX_DEPTH = 512
_NOTED = re.compile(
    r"[\s/](?:alt|title|aria-|placeholder|translate|data-|id|role|label|value|content|its-|href)",
    re.IGNORECASE,
)
_WHITE = " \t\n\r\f"


def parse_html(text: str, path: str) -> ParsedDocument:
    """The document; RejectedError `document.syntax`, `document.limit` with every fault."""
    outline = Outline(path)
    reader = HtmlReader(text, outline)
    start = 1 if text.startswith("\ufeff") else 0
    reader.read(start, len(text))
    return outline.finish(text, "text/html", tuple(reader.places))


@dataclass(slots=True)
class _Open:
    """An element that is open."""

    name: str
    is_inline: bool
    item: int = -1
    depth: int = 0
    """The scope to leave, or 0."""
    marks: _Marks | None = None
    level: int = 0
    title: str = ""
    """Of a heading: its id, or the text that makes its slug."""


@dataclass(slots=True)
class _Marks:
    """What an element's attributes say about it."""

    translate: bool | None = None
    role: str | None = None
    context: str | None = None
    note: str = ""
    lock: str = ""
    anchor: str = ""
    attributes: list[Attribute] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)
    has_href: bool = False


def _marks_of(text: str, token: Token) -> _Marks | None:
    """The marks of a start tag; None when it has none."""
    if token.attributes_at >= token.end or not _NOTED.search(text, token.attributes_at, token.end):
        return None
    attributes = scan_attributes(text, token)
    values = {attribute.name: attribute.value for attribute in attributes}
    children = []
    for attribute in attributes:
        role = role_of_attribute(token.name, attribute.name, values)
        source = collapse(attribute.value) if role else ""
        if has_words(source):
            slot = Slot(attribute.start, attribute.end, Style.ATTRIBUTE, attribute.quote)
            children.append(Child(slot, source, role))
    translate = values.get("translate", "").strip().lower() if "translate" in values else None
    role = values.get("role", "").strip().lower()
    return _Marks(
        translate={"no": False, "yes": True, "": True}.get(translate or "")
        if translate is not None
        else None,
        role=role if role in {"tooltip", "button"} else None,
        context=values.get("data-context"),
        note=collapse(values.get("data-note") or values.get("its-loc-note") or ""),
        lock=values.get("data-lock", "").strip(),
        anchor=values.get("id", "").strip(),
        attributes=attributes,
        children=children,
        has_href="href" in values,
    )


def inline_item(text: str, token: Token) -> Item:
    """The token as an item of a run: unmatched, with its attributes' segments."""
    if token.name.startswith("/"):
        name = token.name[1:]
        return Item(Kind.CLOSE, token.start, token.end, name=name, label=f"</{name}>")
    if token.name.startswith("!"):
        return Item(Kind.VOID, token.start, token.end, name="!--", label="<!-- -->")
    kind = Kind.VOID if token.name in VOID else Kind.OPEN
    marks = _marks_of(text, token)
    item = Item(kind, token.start, token.end, name=token.name, label=f"<{token.name}>")
    if marks is not None:
        item.opaque = marks.translate is False
        item.children = () if item.opaque else marks.children
        item.role = marks.role or ""
        item.note, item.lock, item.context = marks.note, marks.lock, marks.context
        if marks.has_href:
            item.label = f"<{token.name} href>"
    return item


class HtmlReader:
    """Reads stretches of HTML into an outline; elements stay open from one to the next."""

    def __init__(self, text: str, outline: Outline) -> None:
        self.text = text
        self.outline = outline
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
        if name.startswith("!"):
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
            self.block(token)
        elif name in VOID_INLINE:
            self.items.append(inline_item(self.text, token))
        else:
            item = inline_item(self.text, token)
            self.push(_Open(name, is_inline=True, item=len(self.items)), token)
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
        marks = _marks_of(self.text, token)
        if token.name == "html":
            self.root(token)
        element = _Open(token.name, is_inline=False)
        level = HEADINGS.get(token.name, 0)
        if level:
            self.outline.begin_heading(level)
            element.level = level
        if marks is not None or level:
            marks = marks or _Marks()
            if level:
                element.title, marks.anchor, marks.role = marks.anchor, "", marks.role or "heading"
            self.enter(element, marks)
        if token.name in VOID:
            self.outline.leave(element.depth)
        else:
            self.push(element, token)

    def enter(self, element: _Open, marks: _Marks) -> None:
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
            del self.stack[found:]
            item = inline_item(self.text, token)
            item.mate, self.items[opening].mate = opening, len(self.items)
            self.items.append(item)
        elif found >= 0:
            self.flush()
            self.close_to(found)
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

    def close_to(self, index: int) -> None:
        """This element and all inside it are closed."""
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
                    marks = _Marks(
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
        self.items.append(item)
        if name in BLOCK:
            self.flush()
        return end

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
