"""Markdown pages (CommonMark, tables, footnotes, front matter): segments by offset.

- Only the block rules run over the page; inline content is read where it holds a character that
  can mean something. Emphasis, strong, code, links, images and raw HTML are tags.
- HTML blocks go through the HTML reader; what they leave open (`<div data-lock="…">`) applies to
  the Markdown up to its end tag.
- `<!-- lock: id -->`, `<!-- note: … -->`, `<!-- context: … -->` and `<!-- translate: no -->` apply
  to the next block, or up to `<!-- /lock -->` and so on when that follows.
- `<!-- locales: es-US -->` says for which locales the next block, or what stands up to
  `<!-- /locales -->`, is there at all; only between blocks of the page itself.
- Code blocks are not translated; the box of a task (`- [x] …`) stays outside its segment.
- A page with a carriage return alone as line ending is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from operator import add
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from pipeline.errors import RejectedError
from pipeline.formats.document_outline import Outline, slug_of
from pipeline.formats.document_runs import Run, has_words
from pipeline.formats.document_spans import ParsedDocument, Place, Slot, Style
from pipeline.formats.html import HtmlReader
from pipeline.formats.markdown_blocks import (
    Fenced,
    Front,
    Plain,
    PlainGroup,
    Raw,
    Stretch,
    is_open_at_end,
    iter_blocks,
)
from pipeline.formats.markdown_filters import (
    FILTER_MARK,
    filter_items,
    has_filters,
    read_filters,
    refuse_loose_locks,
)
from pipeline.formats.markdown_front import read_front_matter
from pipeline.formats.markdown_inline import InlineReader, find_title, is_plain, title_text
from pipeline.formats.markdown_lines import BlockLines, SourceLines
from pipeline.formats.markdown_marks import COMMENT_MARK, find_closers, masked
from pipeline.formats.markdown_simple import Simple, place_tags, read_simple
from pipeline.text.patterns import lazy
from pipeline.text.space import collapse

__all__ = ["parse_markdown"]

_QUOTE_MARK = lazy(r"(?<=\n)(?:[ \t]*+>)++")
_TASK = lazy(r"\[[ xX]\][ \t]+(?=\S)")
_FENCES = ("```", "~~~")
_LONE_RETURN = lazy("\r(?!\n)")


@cache
def _parser(*, front: bool = False) -> MarkdownIt:
    """The library: its block rules, and its inline rules for whoever calls them.

    `front`: front matter may begin here. The plugin would see it in the item of a list, too.
    """
    parser = MarkdownIt("commonmark").enable("table")
    if front:
        parser.use(front_matter_plugin)
    parser.use(footnote_plugin, inline=False, move_to_end=False)
    parser.core.ruler.disable(["inline", "text_join"])
    parser.inline.ruler2.disable("fragments_join")
    return parser


def parse_markdown(text: str, path: str, *, fast: bool = True) -> ParsedDocument:
    """The document; RejectedError `document.syntax`, `document.limit` with every fault.

    `fast` or not, the result is the same; without it the library reads every block.
    """
    found = _LONE_RETURN.search(text)
    if found is not None:
        line = text.count("\n", 0, found.start()) + 1
        message = "a carriage return without a line feed"
        raise RejectedError.of("document.syntax", message, path=path, line=line)
    outline = Outline(path)
    fast = fast and "\r" not in text and "\f" not in text and not has_filters(text)
    reader = _Reader(text, outline, fast=fast)
    reader.read()
    return outline.finish(text, "text/markdown", tuple(reader.places))


class _Reader:
    def __init__(self, text: str, outline: Outline, *, fast: bool) -> None:
        self.text = text
        self.outline = outline
        self.fast = fast
        self.start = 1 if text.startswith("\ufeff") else 0
        self.lines = SourceLines(text, self.start)
        self.env: dict[str, Any] = {}
        self.inline = InlineReader(text, _parser(), self.env)
        self.html = HtmlReader(text, outline)
        """Its text has the same offsets."""
        self.places: list[Place] = []
        self.pending: dict[str, str] = {}
        """Comment marks that wait for the next block."""
        self.ranges: dict[str, int] = {}
        """Open comment ranges: word to the scope to leave."""
        self.waiting: list[tuple[int, int]] = []
        """(token level, scope) of blocks that comment marks apply to."""

    def read(self) -> None:
        blocks = list(self.blocks())
        tokens = [block for block in blocks if isinstance(block, Token)]
        closers = find_closers(tokens)
        self.html = HtmlReader(masked(self.text, self.lines, tokens), self.outline)
        read_filters(tokens, self.lines, self.outline)
        opening = None
        for block in blocks:
            if isinstance(block, Token):
                self.token(block, opening, closers)
                opening = block
            elif isinstance(block, Fenced):
                self.code(self.text[block.start : block.end], block.start)
                self.outline.leave(self.enter_pending() if self.pending else 0)
            elif isinstance(block, Front):
                self.places += read_front_matter(self.text, block.start, block.end, self.outline)
            else:
                self.plain_blocks(block)
        self.html.filters.finish(self.html.stack, len(self.text), implied=False)
        self.definitions()

    def blocks(self) -> Iterator[Plain | PlainGroup | Fenced | Front | Token]:
        """The page's blocks in order: plain ones, and the library's tokens of the others."""
        if not self.fast:
            yield from self.parse(self.start, len(self.text))
            return
        for block in iter_blocks(self.text, self.start):
            if isinstance(block, Raw):
                yield self.raw_block(block)
                continue
            if not isinstance(block, Stretch):
                yield block
                continue
            tokens = self.parse(block.start, block.end)
            if block.end < len(self.text) and is_open_at_end(tokens):
                yield from self.parse(block.start, len(self.text))
                return
            yield from tokens

    def raw_block(self, block: Raw) -> Token:
        """An HTML block as the library's token."""
        content = self.text[block.start : block.end]
        low = self.lines.number(block.start)
        lines = content.count("\n") + (not content.endswith("\n"))
        return Token("html_block", "", 0, map=[low, low + lines], content=content)

    def parse(self, start: int, end: int) -> list[Token]:
        """The library's tokens of these lines, with the line numbers of the page."""
        first = self.lines.number(start)
        known = set(self.env.get("references", ()))
        parser = _parser(front=start == self.start and self.text.startswith("---", start))
        tokens = parser.parse(self.text[start:end], self.env)
        if first:
            for token in tokens:
                if token.map is not None:
                    token.map = [token.map[0] + first, token.map[1] + first]
            for label, reference in self.env.get("references", {}).items():
                if label not in known:
                    reference["map"] = [line + first for line in reference["map"]]
        return tokens

    def token(self, token: Token, opening: Token | None, closers: dict[int, bool]) -> None:
        """One token of the library."""
        kind = token.type
        if kind == "html_block":
            self.html_block(token, closers)
        elif kind == "front_matter":
            low, high = (token.map or [0, 0])[0], (token.map or [0, 0])[1]
            start, end = self.lines.offset(low + 1), self.lines.offset(high - 1)
            self.places += read_front_matter(self.text, start, end, self.outline)
        elif kind in {"fence", "code_block"}:
            low, high = token.map or [0, 0]
            self.open(token)
            raw = self.text[self.lines.offset(low) : self.lines.offset(high)]
            self.code(raw if kind == "fence" else token.content, self.lines.offset(low))
        elif kind == "inline" and opening is not None:
            self.block(token, opening)
        elif token.nesting >= 0:
            self.open(token)
        if token.nesting <= 0:
            self.close(token)

    def plain_blocks(self, block: Plain | PlainGroup) -> None:
        """Plain blocks, with the marks that wait for them."""
        depth = self.enter_pending() if self.pending else 0
        if isinstance(block, PlainGroup):
            for item in block.items:
                start = item.start
                if not block.hint and self.text[start] == "[":
                    task = _TASK.match(self.text, start, item.end)
                    start += task.end() - start if task is not None else 0
                self.plain(start, item.end, block.hint)
        elif block.level:
            self.outline.begin_heading(block.level)
            inner = self.outline.enter(role="heading")
            source = self.plain(block.start, block.end, "heading")
            self.outline.leave(inner)
            if source:
                self.outline.end_heading(block.level, slug_of(source))
        else:
            self.plain(block.start, block.end, "")
        self.outline.leave(depth)

    def plain(self, start: int, end: int, hint: str) -> str:
        """The segments of text[start:end]; returns the text of the first."""
        content = self.text[start:end]
        if self.outline.scope.translate:
            if is_plain(content):
                source = collapse(content)
                if has_words(source):
                    self.outline.add(Slot(start, end, Style.MARKDOWN, hint), source)
                return source
            simple = read_simple(content, start)
            if simple is not None:
                return self.simple(simple, None, hint)
        items = self.inline.items(content, partial(add, start))
        filter_items(items, self.text, self.outline)
        return Run(self.text, items, self.outline, Style.MARKDOWN, hint).flush()

    def open(self, token: Token) -> None:
        """A block begins: marks that wait for one apply to it."""
        if self.pending:
            self.waiting.append((token.level, self.enter_pending()))
        if token.type == "heading_open":
            level = int(token.tag[1:])
            self.outline.begin_heading(level)

    def enter_pending(self) -> int:
        """The marks that wait apply from here; returns the scope to leave."""
        depth = self.outline.enter(
            lock=self.pending.get("lock", ""),
            note=self.pending.get("note", ""),
            context=self.pending.get("context"),
            translate=False if self.pending.get("translate") == "no" else None,
        )
        self.pending = {}
        return depth

    def code(self, raw: str, at: int) -> None:
        """Code from this offset on, fences included, is noted as skipped."""
        body = raw.strip().partition("\n")[2] if raw.lstrip(" \t>").startswith(_FENCES) else raw
        self.outline.skip("code", body.strip(" \t\n\r`~"), at=at)

    def close(self, token: Token) -> None:
        while self.waiting and token.level <= self.waiting[-1][0]:
            self.outline.leave(self.waiting.pop()[1])

    def block(self, token: Token, opening: Token) -> None:
        """The inline content of a paragraph, heading or table cell."""
        content = token.content
        if not content:
            return
        kind = opening.type.removesuffix("_open")
        kind = {"th": "cell", "td": "cell"}.get(kind, kind)
        if kind == "heading" and opening.markup in {"=", "-"}:
            kind = "setext"
        first = (token.map or [0])[0]
        place = BlockLines(self.lines, first, content, kind)
        if not place.is_found:
            message = "this block cannot be found in the page again"
            self.outline.fault("document.unsupported", message, line=first + 1)
            return
        is_heading = kind in {"heading", "setext"}
        depth = self.outline.enter(role="heading") if is_heading else 0
        hint = kind if kind in {"cell", "heading", "setext"} else ""
        task = _TASK.match(content) if kind == "paragraph" and opening.level else None
        source = self.segments(content, place, hint, task.end() if task is not None else 0)
        self.outline.leave(depth)
        if is_heading and source:
            self.outline.end_heading(int(opening.tag[1:]), slug_of(source))

    def segments(self, content: str, place: BlockLines, hint: str, start: int) -> str:
        """The segments of content from `start` on; returns the text of the first."""
        if self.outline.scope.translate and is_plain(content[start:]):
            source = collapse(content[start:])
            if has_words(source):
                end = place(len(content.rstrip()))
                self.outline.add(Slot(place(start), end, Style.MARKDOWN, hint), source)
            return source
        if self.fast and self.outline.scope.translate:
            inner = content[start:]
            bare = inner.rstrip(" \t\n")
            simple = None if bare[:1].isspace() or bare[-1:].isspace() else read_simple(bare)
            if simple is not None:
                return self.simple(simple, (lambda at: place(at + start)) if start else place, hint)
        items = self.inline.items(content, place, start)
        filter_items(items, self.text, self.outline)
        return Run(self.text, items, self.outline, Style.MARKDOWN, hint).flush()

    def simple(self, found: Sequence[Simple], place: Callable[[int], int] | None, hint: str) -> str:
        """What the simple reader found; returns the text of the last. None: offsets are placed."""
        source = ""
        for source, start, end, tags, labels, role in found:
            if place is None:
                slot = Slot(start, end, Style.MARKDOWN, hint, tags)
            else:
                slot = Slot(place(start), place(end), Style.MARKDOWN, hint, place_tags(tags, place))
            own = self.outline.scope.role or role if role else ""
            self.outline.add(slot, source, role=own, tags=labels)
        return source

    def html_block(self, token: Token, closers: dict[int, bool]) -> None:
        """A comment mark, or HTML for the HTML reader."""
        if FILTER_MARK.fullmatch(token.content) is not None:
            return
        match = COMMENT_MARK.fullmatch(token.content)
        if match is not None and "-->" in match.group(3):
            message = "only one mark can stand on a line: give each comment a line of its own"
            self.outline.fault("document.syntax", message, line=(token.map or [0])[0] + 1)
        elif match is not None:
            self.comment(match, is_range=closers.get(id(token), False))
        if match is not None:
            return
        refuse_loose_locks(token.content, (token.map or [0])[0] + 1, self.outline)
        self.open(token)
        first, last = token.map or [0, 0]
        self.html.read(self.lines.offset(first), self.lines.offset(last))

    def comment(self, match: re.Match[str], *, is_range: bool) -> None:
        word, value = match.group(2), match.group(3)
        if match.group(1):
            depth = self.ranges.pop(word, 0)
            self.outline.leave(depth)
        elif is_range:
            self.ranges[word] = self.outline.enter(
                lock=value if word == "lock" else "",
                note=collapse(value) if word == "note" else "",
                context=value if word == "context" else None,
                translate=False if (word, value) == ("translate", "no") else None,
            )
        else:
            self.pending[word] = collapse(value)

    def definitions(self) -> None:
        """The titles of link definitions."""
        for reference in self.env.get("references", {}).values():
            if not reference["title"] or not has_words(reference["title"]):
                continue
            first, last = reference["map"]
            low, high = self.lines.offset(first), self.lines.offset(last)
            raw = _QUOTE_MARK.sub(lambda match: " " * len(match.group()), self.text[low:high])
            raw = raw.replace("\r", " ")
            colon = raw.find("]:")
            found = find_title(raw, colon + 2, len(raw)) if colon >= 0 else None
            source = title_text(raw[found[0] : found[1]]) if found else ""
            if found is None or not source:
                message = "the title of this link definition cannot be found again"
                self.outline.fault("document.unsupported", message, line=first + 1)
                continue
            slot = Slot(low + found[0], low + found[1], Style.TITLE, raw[found[1]])
            self.outline.add(
                slot, source, role="tooltip", section=self.outline.path, is_attribute=True
            )
