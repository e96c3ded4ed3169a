"""The plain blocks of a Markdown page, without the library: most of a page is made of them.

- Found here: front matter, and at the left margin paragraphs, `#` headings, fenced code, simple
  bullet or numbered lists, tables between pipes and quotes of one line. Everything else is a
  stretch of lines for the library's block rules.
- A stretch ends where every container is closed for certain: at an empty line before a line at
  the left margin. Only fenced code and raw HTML may stay open over one; the reader looks at what
  the library made of a stretch, and hands it the rest of the page then (`is_open_at_end`).
- The law that keeps it honest: with and without this module a page has the same segments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from markdown_it.common.html_blocks import block_names
from markdown_it.token import Token

from pipeline.text.patterns import lazy

__all__ = [
    "Fenced",
    "Front",
    "Plain",
    "PlainGroup",
    "Raw",
    "Stretch",
    "is_open_at_end",
    "iter_blocks",
]


class Plain(NamedTuple):
    """A paragraph or heading: its content is text[start:end]."""

    start: int
    end: int
    level: int = 0
    """Of a heading."""


class PlainGroup(NamedTuple):
    """The paragraphs of one list, or the cells of one table, in order."""

    items: tuple[Plain, ...]
    hint: str = ""
    """`cell` for a table."""


class Fenced(NamedTuple):
    """Fenced code from offset to offset."""

    start: int
    end: int


class Front(NamedTuple):
    """Front matter: its lines between the marks, from offset to offset."""

    start: int
    end: int


class Raw(NamedTuple):
    """An HTML block at the left margin: whole lines from offset to offset."""

    start: int
    end: int


class Stretch(NamedTuple):
    """Whole lines for the library."""

    start: int
    end: int


Block = Plain | PlainGroup | Fenced | Front | Raw | Stretch

# What begins a paragraph for certain, after white space: no mark of any block rule.
_SAFE = (
    r"(?:[^\W\d_]|[^\x00-\x7f\s]|[\"'($,.;%@/?^{]|\*{1,2}[^\s*]|_{1,2}[^\s_]|`{1,2}[^`\s]"
    r"|!\[|\[(?!\^)|[0-9]++(?![.)0-9]))"
)
_LINES = rf"{_SAFE}[^\n]*+(?:\n[ ]*+{_SAFE}[^\n]*+)*+"
_PARAGRAPH = lazy(_LINES)
_HEADING = lazy(r"(#{1,6})[ ]++([^\n]*+)")
_FENCE = lazy(r"(?:(`{3,})[^`\n]*+|(~{3,})[^\n]*+)(?:\n|\Z)")
_ITEM = lazy(rf"([ ]*+)(?:([-*+])|[0-9]{{1,9}}([.)]))([ ]{{1,4}}+)({_LINES})")
_QUOTE = lazy(rf">[ ]?({_SAFE}[^\n]*+)")
_TABLE_ROW = lazy(r"\|((?:[^|\\\n]*+\|)++)[ \t]*+(?:\n|\Z)")
_TABLE_RULE = lazy(r"\|((?:[ \t]*+:?-++:?[ \t]*+\|)++)[ \t]*+(?:\n|\Z)")
_LIST = lazy(r"(?:[-*+]|[0-9]{1,9}[.)])(?:[ \t]|$)", re.MULTILINE)
_BULLETS = "-*+"
_BLANK = lazy(r"(?:[ \t]*+\n)++")
_BLANK_LINE = lazy(r"\n[ \t]*+\n")
_NOTHING = lazy(r"[ \t]*+(?:\n|\Z)")
_RAW = lazy(rf"</?(?:{'|'.join(block_names)})(?:[ \t\n]|/?>|\Z)", re.IGNORECASE)
"""CommonMark's sixth kind of HTML block, which ends at an empty line."""
_COMMENT = lazy(r"<!--[^\n]*?-->[^\n]*+(?:\n|\Z)")
_RAW_END = lazy(r"\n(?=[ \t]*+(?:\n|\Z))|\Z")
_FRONT_START = lazy(r"---[ \t]*+\n")
_FRONT_END = lazy(r"^[ \t]*+(?:---|\.\.\.)[^\n]*+", re.MULTILINE)
_LAST_LINE = lazy(r"[ \t]{0,3}([`~])\1*+[ \t]*+")
_RAW_ENDS = (
    (
        re.compile(r"<(?:script|pre|style|textarea)(?=[\s>]|\Z)", re.IGNORECASE),
        re.compile(r"</(?:script|pre|style|textarea)>", re.IGNORECASE),
    ),
    (re.compile("<!--"), re.compile("-->")),
    (re.compile(r"<\?"), re.compile(r"\?>")),
    (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
    (re.compile(r"<![A-Za-z]"), re.compile(">")),
)


def is_open_at_end(tokens: list[Token]) -> bool:
    """Whether fenced code or raw HTML at the end of a stretch would take in what follows."""
    last = tokens[-1] if tokens else None
    if last is None or last.level:
        return False
    if last.type == "html_block":
        content = last.content.lstrip()
        return any(begin.match(content) and not end.search(content) for begin, end in _RAW_ENDS)
    # A closed fence has as many lines as its content and two more.
    low, high = last.map or [0, 0]
    return last.type == "fence" and high - low < last.content.count("\n") + 2


def iter_blocks(text: str, start: int) -> Iterator[Block]:
    """The blocks of text[start:] in order; the page's lines end in line feeds alone."""
    scanner = _Scanner(text)
    at, size = start, len(text)
    if text.startswith("---", at):
        block, at = scanner.front_matter(at)
        yield block
    while at < size:
        blank = _BLANK.match(text, at)
        if blank is not None:
            at = blank.end()
            continue
        block, at = scanner.one(at)
        yield block


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text

    def one(self, at: int) -> tuple[Block, int]:
        """The block at `at`, and where to go on."""
        text = self.text
        char = text[at]
        if char == "#":
            match = _HEADING.match(text, at)
            if match is not None and (plain := self.heading(match)) is not None:
                return plain, match.end() + 1
        elif char == "<":
            end = self.raw(at)
            if end:
                return Raw(at, end), end
        elif char in "`~":
            match = _FENCE.match(text, at)
            if match is not None and "|" not in match.group():  # else perhaps a table
                return self.fenced(match)
        elif char in "|>" or _LIST.match(text, at) is not None:
            find = {"|": self.table, ">": self.quote}.get(char, self.items)
            found = find(at)
            if found is not None:
                return found
        match = _PARAGRAPH.match(text, at)
        if match is not None and self.ends_paragraph(match.end()):
            plain = self.plain(at, match.end())
            if plain is not None:
                return plain, match.end() + 1
        end = self.end_of_stretch(at)
        return Stretch(at, end), end

    def front_matter(self, at: int) -> tuple[Block, int]:
        """The front matter, and where to go on; all of the page when its end is not certain."""
        text = self.text
        first = _FRONT_START.match(text, at)
        found = _FRONT_END.search(text, first.end()) if first is not None else None
        if first is None or found is None or found.group().rstrip(" \t") not in {"---", "..."}:
            return Stretch(at, len(text)), len(text)
        end = min(found.end() + 1, len(text))
        return Front(first.end(), found.start()), end

    def heading(self, match: re.Match[str]) -> Plain | None:
        """A heading without closing marks."""
        start, end = match.span(2)
        content = self.text[start:end].rstrip(" \t")
        if not content or content[-1] == "#" or content[0] in "\t#":
            return None
        if "|" in content and _NOTHING.match(self.text, end + 1) is None:
            return None  # perhaps the head of a table
        return self.plain(start, start + len(content), len(match.group(1)))

    def plain(self, start: int, end: int, level: int = 0) -> Plain | None:
        """The block, unless white space of other kinds stands at its ends."""
        content = self.text[start:end].rstrip(" \t")
        if content[0].isspace() or content[-1].isspace() or "]:" in content:
            return None
        if "\n " in content and "`" in content:  # white space in code counts
            return None
        return Plain(start, start + len(content), level)

    def ends_paragraph(self, end: int) -> bool:
        """Whether what follows the line that ends here cannot belong to the paragraph."""
        at = end + 1
        if at >= len(self.text) or _NOTHING.match(self.text, at) is not None:
            return True
        return self.interrupts(at)

    def interrupts(self, at: int) -> bool:
        """Whether a heading or fenced code begins here, which ends anything before it."""
        char = self.text[at]
        if char == "#":
            return _HEADING.match(self.text, at) is not None
        return char in "`~" and _FENCE.match(self.text, at) is not None

    def fenced(self, match: re.Match[str]) -> tuple[Block, int]:
        """Fenced code up to its end, or the page's."""
        marks = match.group(1) or match.group(2)
        found = _fence_end(marks[0], len(marks)).search(self.text, match.end())
        end = len(self.text) if found is None else found.end()
        return Fenced(match.start(), end), end + 1

    def raw(self, at: int) -> int:
        """Where the HTML block that begins here ends, if it is an element or a comment."""
        comment = _COMMENT.match(self.text, at)
        if comment is not None:
            return comment.end()
        if _RAW.match(self.text, at) is None:
            return 0
        found = _RAW_END.search(self.text, at)
        return found.end() if found is not None else 0

    def items(self, at: int) -> tuple[Block, int] | None:
        """A list of which every line is a marked item or the rest of one."""
        text, size = self.text, len(self.text)
        offsets: list[int] = []
        items: list[Plain] = []
        top, is_blank, is_closed = "", True, False
        while not is_closed and (match := _ITEM.match(text, at)) is not None:
            indent = match.end(1) - at
            while offsets and offsets[-1] > indent:
                offsets.pop()
            bullet = match.group(2)
            kind = bullet or match.group(3)
            top = top or kind
            if not offsets and kind != top:  # another list begins; a number cannot end a paragraph
                return (PlainGroup(tuple(items)), at) if bullet or is_blank else None
            base = offsets[-1] if offsets else 0
            if indent - base > 3 or (indent and (not bullet or top not in _BULLETS)):  # noqa: PLR2004 - CommonMark's limit
                return None
            offsets.append(match.end(4) - at)
            plain = self.plain(*match.span(5))
            if plain is None:
                return None
            items.append(plain)
            at = match.end() + 1
            blank = _BLANK.match(text, at)
            is_blank = blank is not None
            if blank is not None:
                at = blank.end()
                is_closed = at < size and text[at] not in " \t" and not _LIST.match(text, at)
        if is_closed or at >= size or (items and self.interrupts(at)):
            return PlainGroup(tuple(items)), at
        return None

    def table(self, at: int) -> tuple[Block, int] | None:
        """A table of which every row has its pipes, as many as the first, and no backslash."""
        text, size = self.text, len(self.text)
        head = _TABLE_ROW.match(text, at)
        rule = _TABLE_RULE.match(text, head.end()) if head is not None else None
        if head is None or rule is None or _pipes(head) != _pipes(rule):
            return None
        row: re.Match[str] | None = head
        cells: list[Plain] = []
        at = rule.end()
        while row is not None:
            start = row.start(1)
            for raw in row.group(1)[:-1].split("|"):
                bare = raw.strip(" \t")
                if bare:
                    place = start + raw.index(bare)
                    plain = self.plain(place, place + len(bare))
                    if plain is None:
                        return None
                    cells.append(plain)
                start += len(raw) + 1
            row = _TABLE_ROW.match(text, at)
            if row is not None:
                at = row.end()
                if _pipes(row) != _pipes(head):
                    return None
        if at >= size or _NOTHING.match(text, at) is not None or self.interrupts(at):
            return PlainGroup(tuple(cells), "cell"), at
        return None

    def quote(self, at: int) -> tuple[Block, int] | None:
        """A quote of one line."""
        match = _QUOTE.match(self.text, at)
        if match is None or _NOTHING.match(self.text, match.end() + 1) is None:
            return None
        plain = self.plain(*match.span(1)) if match.group(1)[0] != "[" else None
        return None if plain is None else (plain, match.end() + 1)

    def end_of_stretch(self, at: int) -> int:
        """Where every container of the lines from `at` on is closed, but for raw text."""
        text, size = self.text, len(self.text)
        while (found := _BLANK_LINE.search(text, at)) is not None:
            blank = _BLANK.match(text, found.start() + 1)
            at = blank.end() if blank is not None else found.end()
            if at >= size:
                break
            if text[at] not in " \t" and _LIST.match(text, at) is None:
                return at
        return size


def _pipes(row: re.Match[str]) -> int:
    return row.group(1).count("|")


@cache
def _fence_end(char: str, count: int) -> re.Pattern[str]:
    return re.compile(rf"^[ ]{{0,3}}{char}{{{count},}}[ \t]*+$", re.MULTILINE)
