"""What a tag's own attributes say: marks, and attributes that are segments of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.formats.document_runs import Child, Item, Kind, has_words
from pipeline.formats.document_spans import Slot, Style
from pipeline.formats.html_elements import VOID, role_of_attribute
from pipeline.formats.html_scan import Attribute, Token, scan_attributes
from pipeline.text.localefilter import read_filter
from pipeline.text.space import collapse

__all__ = ["Marks", "inline_item", "marks_of"]

_NOTED = re.compile(
    r"[\s/](?:alt|title|aria-|placeholder|translate|data-|id|role|label|value|content|its-|href)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Marks:
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
    locales: str | None = ""
    """The locale filter, `*` where it lets all in; None: it cannot be read."""


def marks_of(text: str, token: Token) -> Marks | None:
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
    return Marks(
        translate={"no": False, "yes": True, "": True}.get(translate or "")
        if translate is not None
        else None,
        role=role if role in {"tooltip", "button"} else None,
        context=values.get("data-context"),
        note=_note_of(values),
        lock=values.get("data-lock", "").strip(),
        anchor=values.get("id", "").strip(),
        attributes=attributes,
        children=children,
        has_href="href" in values,
        locales=_filter_of(values),
    )


def _note_of(values: Mapping[str, str]) -> str:
    """The author's note, with its type where that is `alert`, and where more is said."""
    note = collapse(values.get("data-note") or values.get("its-loc-note") or "")
    if note and values.get("its-loc-note-type", "").strip().lower() == "alert":
        note = f"ALERT: {note}"
    reference = collapse(values.get("its-loc-note-ref", ""))
    return f"{note} (see {reference})" if note and reference else note or reference


def _filter_of(values: Mapping[str, str]) -> str | None:
    ranges, kind = values.get("its-locale-filter-list"), values.get("its-locale-filter-type")
    if ranges is None:
        return "" if kind is None else None
    found = read_filter(ranges, "include" if kind is None else kind)
    return "*" if found == "" else found


def inline_item(text: str, token: Token) -> Item:
    """The token as an item of a run: unmatched, with its attributes' segments."""
    if token.name.startswith("/"):
        name = token.name[1:]
        return Item(Kind.CLOSE, token.start, token.end, name=name, label=f"</{name}>")
    if token.name.startswith("!"):
        return Item(Kind.VOID, token.start, token.end, name="!--", label="<!-- -->")
    kind = Kind.VOID if token.name in VOID else Kind.OPEN
    marks = marks_of(text, token)
    item = Item(kind, token.start, token.end, name=token.name, label=f"<{token.name}>")
    if marks is not None:
        item.opaque = marks.translate is False
        item.children = () if item.opaque else marks.children
        item.role = marks.role or ""
        item.locales = marks.locales
        item.note, item.lock, item.context = marks.note, marks.lock, marks.context
        if marks.has_href:
            item.label = f"<{token.name} href>"
    return item
