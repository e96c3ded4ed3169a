"""Markdown pages (CommonMark, tables, footnotes, front matter): segments by offset.

- Only the block rules run over the page; inline content is read where it holds a character that
  can mean something. Emphasis, strong, code, links, images and raw HTML are tags.
- HTML blocks go through the HTML reader; what they leave open (`<div data-lock="…">`) applies to
  the Markdown up to its end tag.
- `<!-- lock: id -->`, `<!-- note: … -->`, `<!-- context: … -->` and `<!-- translate: no -->` apply
  to the next block, or up to `<!-- /lock -->` and so on when that follows.
- Code blocks are not translated; the box of a task (`- [x] …`) stays outside its segment.
- A page with a carriage return alone as line ending is refused.
"""

from __future__ import annotations

import re
from functools import cache
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
from pipeline.formats.markdown_front import read_front_matter
from pipeline.formats.markdown_inline import InlineReader, find_title, is_plain, title_text
from pipeline.formats.markdown_lines import BlockLines, SourceLines
from pipeline.text.space import collapse

__all__ = ["parse_markdown"]

_COMMENT = re.compile(
    r"\s*<!--\s*(/?)(lock|note|context|translate)\b(?:\s*:\s*)?(.*?)\s*-->\s*", re.DOTALL
)
_QUOTE_MARK = re.compile(r"(?<=\n)(?:[ \t]*+>)++")
_TASK = re.compile(r"\[[ xX]\][ \t]+(?=\S)")
_LONE_RETURN = re.compile("\r(?!\n)")


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table")
    parser.use(front_matter_plugin)
    parser.use(footnote_plugin, inline=False, move_to_end=False)
    parser.core.ruler.disable(["inline", "text_join"])
    parser.inline.ruler2.disable("fragments_join")
    return parser


def parse_markdown(text: str, path: str) -> ParsedDocument:
    """The document; RejectedError `document.syntax`, `document.limit` with every fault."""
    found = _LONE_RETURN.search(text)
    if found is not None:
        line = text.count("\n", 0, found.start()) + 1
        message = "a carriage return without a line feed"
        raise RejectedError.of("document.syntax", message, path=path, line=line)
    outline = Outline(path)
    reader = _Reader(text, outline)
    reader.read()
    return outline.finish(text, "text/markdown", tuple(reader.places))


class _Reader:
    def __init__(self, text: str, outline: Outline) -> None:
        self.text = text
        self.outline = outline
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
        tokens = _parser().parse(self.text[self.start :], self.env)
        closers = _closers(tokens)
        self.html = HtmlReader(_masked(self.text, self.lines, tokens), self.outline)
        for index, token in enumerate(tokens):
            kind = token.type
            if kind == "html_block":
                self.html_block(token, index, closers)
            elif kind == "front_matter":
                low, high = (token.map or [0, 0])[0], (token.map or [0, 0])[1]
                start, end = self.lines.offset(low + 1), self.lines.offset(high - 1)
                self.places += read_front_matter(self.text, start, end, self.outline)
            elif kind == "inline":
                self.block(token, tokens[index - 1])
            elif token.nesting > 0 or token.nesting == 0:
                self.open(token)
            if token.nesting <= 0:
                self.close(token)
        self.definitions()

    def open(self, token: Token) -> None:
        """A block begins: marks that wait for one apply to it."""
        if self.pending:
            depth = self.outline.enter(
                lock=self.pending.get("lock", ""),
                note=self.pending.get("note", ""),
                context=self.pending.get("context"),
                translate=False if self.pending.get("translate") == "no" else None,
            )
            self.pending = {}
            self.waiting.append((token.level, depth))
        if token.type == "heading_open":
            level = int(token.tag[1:])
            self.outline.begin_heading(level)

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
        if is_plain(content[start:]):
            source = collapse(content[start:])
            if self.outline.scope.translate and has_words(source):
                end = place(len(content.rstrip()))
                self.outline.add(Slot(place(start), end, Style.MARKDOWN, hint), source)
            return source
        items = self.inline.items(content, place, start)
        return Run(self.text, items, self.outline, Style.MARKDOWN, hint).flush()

    def html_block(self, token: Token, index: int, closers: dict[int, bool]) -> None:
        """A comment mark, or HTML for the HTML reader."""
        match = _COMMENT.fullmatch(token.content)
        if match is not None:
            self.comment(match, is_range=closers.get(index, False))
            return
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


def _masked(text: str, lines: SourceLines, tokens: list[Token]) -> str:
    """The text with quote marks and list marks before lines of HTML blocks made spaces."""
    out, at = [], 0
    for token in tokens:
        if token.type != "html_block" or not token.level:
            continue
        first = (token.map or [0])[0]
        for number, line in enumerate(token.content.split("\n"), first):
            tail = lines.find_tail(number, line.strip()) if line.strip() else -1
            start = lines.offset(number)
            if tail > start >= at:
                out += [text[at:start], " " * (tail - start)]
                at = tail
    return "".join(out) + text[at:] if out else text


def _closers(tokens: list[Token]) -> dict[int, bool]:
    """For each opening comment mark, whether its closing form follows before the next opening."""
    found: dict[int, bool] = {}
    opened: dict[str, int] = {}
    for index, token in enumerate(tokens):
        match = _COMMENT.fullmatch(token.content) if token.type == "html_block" else None
        if match is None:
            continue
        if match.group(1):
            at = opened.pop(match.group(2), None)
            if at is not None and tokens[at].level == token.level:
                found[at] = True
        else:
            opened[match.group(2)] = index
    return found
