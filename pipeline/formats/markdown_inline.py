"""The inline content of one Markdown block as items of a run, with their offsets.

The library's own rules decide what is emphasis, code, a link or text; a recording state notes
where in the content each token begins, which the library does not say.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.helpers import parseLinkDestination, parseLinkLabel, parseLinkTitle
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from pipeline.formats.document_runs import Child, Item, Kind, has_words, match_pairs
from pipeline.formats.document_spans import Slot, Style
from pipeline.formats.html_marks import inline_item
from pipeline.formats.html_scan import ScanError, scan_html
from pipeline.text.patterns import lazy
from pipeline.text.space import collapse

__all__ = ["InlineReader", "find_title", "is_plain", "message_text", "title_text"]

_SPECIAL = ("*", "[", "`", "<", "_", "&", "\\", "]", "  \n")
"""Searched one by one, which takes a tenth of the time of an expression."""
_SPELLED = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
_CODE_REFERENCE = lazy("&(?=(?:amp|lt|gt);)")
_TITLE_SPECIAL = lazy(r"\\[!-/:-@\[-`{-~]|&#?\w{1,31};|<")
_WHITE = " \t\n"


def is_plain(content: str) -> bool:
    """Whether the content is its own text: no inline rule can apply."""
    for mark in _SPECIAL:  # noqa: SIM110 - a generator costs more than the search
        if mark in content:
            return False
    return True


class _RecordingState(StateInline):
    """Notes where each token begins."""

    def __init__(self, src: str, md: MarkdownIt, env: dict[str, Any]) -> None:
        super().__init__(src, md, env, [])
        self.begins: list[int] = []
        """One per token."""
        self.text_at = 0
        self.last_at = -1
        self.repeated = 0

    def append_pending(self, text: str) -> None:
        if not self.pending:
            self.text_at = self.pos
        super().append_pending(text)

    def pushPending(self) -> Token:  # noqa: N802 - the library's name
        self.begins.append(self.text_at)
        return super().pushPending()

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        token = super().push(ttype, tag, nesting)
        at = self.pos
        if ttype == "text":  # one token per delimiter character, all pushed from the first
            self.repeated = self.repeated + 1 if at == self.last_at else 0
            self.last_at = at
            at += self.repeated
        else:
            self.last_at = -1
        self.begins.append(at)
        return token


def message_text(token: Token) -> str:
    """The message text of a text token; a reference to `<`, `>`, `&` stays spelled."""
    content = token.content or " "  # a soft break
    if token.type == "text_special":
        if token.info == "entity" or content in "<&":
            return _SPELLED.get(content, content)
        return content.replace("<", "&lt;")
    return content.replace("<", "&lt;")


def title_text(raw: str) -> str:
    """The message text of a link title, as spelled between its delimiters."""

    def decode(match: re.Match[str]) -> str:
        spelled = match.group()
        plain = unescapeAll(spelled)
        if spelled.startswith("&"):
            return spelled if plain == spelled else _SPELLED.get(plain, plain)
        return _SPELLED.get(plain, plain) if plain in "<&" else plain

    return collapse(_TITLE_SPECIAL.sub(decode, raw))


def find_title(content: str, at: int, end: int) -> tuple[int, int] | None:
    """Between its delimiters, the title behind a link destination that starts near `at`."""
    at = _skip_white(content, at, end)
    destination = parseLinkDestination(content, at, end)
    if not destination.ok:
        return None
    at = _skip_white(content, destination.pos, end)
    title = parseLinkTitle(content, at, end)
    return (at + 1, title.pos - 1) if title.ok else None


def _skip_white(content: str, at: int, end: int) -> int:
    while at < end and content[at] in _WHITE:
        at += 1
    return at


class InlineReader:
    """Reads the inline content of blocks of one document."""

    def __init__(self, text: str, parser: MarkdownIt, env: dict[str, Any]) -> None:
        self.text = text
        self.parser = parser
        self.env = env

    def items(
        self, content: str, place: Callable[[int], int], shift: int = 0, end: int | None = None
    ) -> list[Item]:
        """The content's items, matched; `place` maps content offsets to the document's."""
        stop = len(content) if end is None else end
        inner = content[shift:stop]
        state = _RecordingState(inner, self.parser, self.env)
        self.parser.inline.tokenize(state)
        for rule in self.parser.inline.ruler2.getRules(""):
            rule(state)
        if state.pending:
            state.pushPending()
        tokens = state.tokens
        begins = zip(tokens, state.begins, strict=True)
        starts = [_start_of(token, at, inner) + shift for token, at in begins]
        starts.append(stop)
        builder = _Builder(self, content, place)
        index = 0
        while index < len(tokens):
            index = builder.add(tokens, starts, index)
        match_pairs(builder.items)
        return builder.items

    def alternative(
        self,
        content: str,
        place: Callable[[int], int],
        low: int,
        high: int,
        *,
        after: str,
        stop: int,
    ) -> list[Child]:
        """The alternative text of an image: one segment, its markup without meaning."""
        raw = content[low:high]
        items = [] if is_plain(raw) else self.items(content, place, low, high)
        source = collapse("".join(item.text for item in items) if items else raw)
        slot = Slot(place(low), place(stop), Style.MARKDOWN, "label", (), after)
        return [Child(slot, source, "alt")] if has_words(source) else []

    def label_end(self, content: str, low: int) -> int:
        """Where the label of the image that starts at `low` ends."""
        state = StateInline(content, self.parser, self.env, [])
        return parseLinkLabel(state, low + 1, False)  # noqa: FBT003 - the library's signature


def _start_of(token: Token, at: int, content: str) -> int:
    if token.type == "link_open" and token.info != "auto":
        return at - 1
    if token.type == "hardbreak" and content[at] == "\n":
        while at and content[at - 1] == " ":
            at -= 1
    return at


class _Builder:
    """Turns tokens into items."""

    def __init__(self, reader: InlineReader, content: str, place: Callable[[int], int]) -> None:
        self.reader = reader
        self.content = content
        self.place = place
        self.items: list[Item] = []
        self.links: list[int] = []

    def put(self, kind: Kind, low: int, high: int, name: str = "", text: str = "") -> Item:
        label = f"<{name}>" if name else ""
        item = Item(kind, self.place(low), self.place(high), text=text, name=name, label=label)
        self.items.append(item)
        return item

    def add(self, tokens: list[Token], starts: list[int], index: int) -> int:
        """Adds the token at `index`; returns the index of the next one."""
        token, low, high = tokens[index], starts[index], starts[index + 1]
        kind = token.type
        if kind == "text" and not token.content:
            # The outer half of `**`: the library turns the inner half into the tag.
            if index + 1 < len(tokens) and tokens[index + 1].type == "strong_open":
                self.put(Kind.OPEN, low, starts[index + 2], "strong")
                return index + 2
        elif kind in {"text", "text_special", "softbreak"}:
            self.put(Kind.TEXT, low, high, text=message_text(token))
        elif kind == "strong_close":
            self.put(Kind.CLOSE, low, starts[index + 2], "strong")
            return index + 2
        elif kind == "link_open" and token.info == "auto":
            self.put(Kind.VOID, low, starts[index + 3], "url").opaque = True
            return index + 3
        else:
            self.markup(token, low, high)
        return index + 1

    def markup(self, token: Token, low: int, high: int) -> None:
        """Adds a token that is no text."""
        kind = token.type
        if kind in {"em_open", "em_close"}:
            self.put(Kind.OPEN if token.nesting > 0 else Kind.CLOSE, low, high, "em")
        elif kind == "link_open":
            self.links.append(len(self.items))
            self.put(Kind.OPEN, low, high, "a").label = "<a href>"
        elif kind == "link_close":
            self.close_link(low, high)
        elif kind == "code_inline":
            self.code(token, low, high)
        elif kind == "html_inline":
            self.html(low, high)
        elif kind == "image":
            self.image(low, high)
        else:
            self.put(Kind.VOID, low, high, {"hardbreak": "br"}.get(kind, kind.replace("_", "-")))

    def code(self, token: Token, low: int, high: int) -> None:
        """A code span: a pair around its text."""
        start, end = low + len(token.markup), high - len(token.markup)
        if len(token.content) < end - start:
            start, end = start + 1, end - 1
        text = _CODE_REFERENCE.sub("&amp;", token.content).replace("<", "&lt;")
        opening = self.put(Kind.OPEN, low, start, "code")
        self.put(Kind.TEXT, start, end, text=text)
        closing = self.put(Kind.CLOSE, end, high, "code")
        opening.mate, closing.mate = len(self.items) - 1, len(self.items) - 3

    def html(self, low: int, high: int) -> None:
        """A raw HTML tag or comment."""
        start, end = self.place(low), self.place(high)
        try:
            token = next(scan_html(self.reader.text, start, end), None)
        except ScanError:
            token = None
        if token is None or token.end != end:
            self.put(Kind.VOID, low, high, "!--")
        else:
            self.items.append(inline_item(self.reader.text, token))

    def close_link(self, low: int, high: int) -> None:
        mate, index = self.links.pop(), len(self.items)
        opening = self.items[mate]
        item = self.put(Kind.CLOSE, low, high, "a")
        item.mate, opening.mate = mate, index
        item.children, extra = self.tail(low, high)
        if extra is not None:
            opening.after = f"][{collapse(self.reader.text[opening.end : item.start])}"
            opening.close_text = opening.after + "]"
            opening.stop = item.start + extra

    def tail(self, low: int, high: int) -> tuple[list[Child], int | None]:
        """What follows a link's text: the title's segment, and where shortcut brackets end."""
        raw = self.content[low:high]
        if raw.startswith("]("):
            found = find_title(self.content, low + 2, high)
            return (self.title(*found) if found else []), None
        if raw in {"]", "][]"}:
            return [], len(raw) - 1
        return [], None

    def title(self, low: int, high: int) -> list[Child]:
        source = title_text(self.content[low:high])
        if not has_words(source):
            return []
        slot = Slot(self.place(low), self.place(high), Style.TITLE, self.content[high])
        return [Child(slot, source, "tooltip")]

    def image(self, low: int, high: int) -> None:
        label_end = self.reader.label_end(self.content, low)
        children, extra = self.tail(label_end, high)
        after = ""
        if extra is not None:
            after = f"][{collapse(self.content[low + 2 : label_end])}"
        stop = label_end + (extra or 0)
        alt = self.reader.alternative(
            self.content, self.place, low + 2, label_end, after=after, stop=stop
        )
        item = self.put(Kind.VOID, low, high, "img")
        item.children = [*alt, *children]
