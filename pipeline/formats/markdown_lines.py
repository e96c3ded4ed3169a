"""Where the content of a Markdown block stands in the document.

The block parser hands out a block's content with quote marks, list indents and heading marks
removed, and its first and last line; this module finds each content line again in its source
line. Every content line ends where its source line ends (table cells and closed headings apart),
which is what makes the search exact.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from itertools import accumulate

__all__ = ["BlockLines", "SourceLines"]


class SourceLines:
    """The lines of a document, by offset, without their line endings."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.start = start
        self.cursors: dict[int, int] = {}

    @cached_property
    def starts(self) -> list[int]:
        """Where each line starts; made when somebody asks, which most pages do not."""
        lines = self.text[self.start :].split("\n")
        return list(accumulate((len(line) + 1 for line in lines[:-1]), initial=self.start))

    def span(self, line: int) -> tuple[int, int]:
        """The offsets of a line, its ending left outside."""
        start = self.starts[line]
        end = self.starts[line + 1] - 1 if line + 1 < len(self.starts) else len(self.text)
        if end > start and self.text[end - 1] == "\r":
            end -= 1
        return start, end

    def offset(self, line: int) -> int:
        """Where a line starts; the end of the text for the line after the last."""
        return self.starts[line] if line < len(self.starts) else len(self.text)

    def number(self, offset: int) -> int:
        """The line that starts at this offset."""
        return bisect_right(self.starts, offset) - 1

    def find_tail(self, line: int, content: str) -> int:
        """Where content that ends its line starts; -1 when it is not there."""
        start, end = self.span(line)
        end = start + len(self.text[start:end].rstrip())
        at = end - len(content)
        return at if at >= start and self.text.startswith(content, at) else -1

    def find_heading(self, line: int, content: str) -> int:
        """Where the content of a `#` heading starts; -1 when it is not there."""
        start, end = self.span(line)
        raw = self.text[start:end].rstrip()
        bare = raw.rstrip("#")
        if bare != raw and bare != bare.rstrip():
            at = start + len(bare.rstrip()) - len(content)
            if at >= start and self.text.startswith(content, at):
                return at
        return self.find_tail(line, content)

    def find_cell(self, line: int, content: str) -> int:
        """Where the next cell with this content starts, as the table spells it; else -1."""
        start, end = self.span(line)
        at = self.text.find(content, max(start, self.cursors.get(line, 0)), end)
        if at >= 0:
            self.cursors[line] = at + len(content)
        return at


class BlockLines:
    """The content of one block, and the way from its offsets to the document's."""

    def __init__(self, lines: SourceLines, first: int, content: str, kind: str) -> None:
        self.starts: list[int] = []
        """Offset in the content of each line, white space before it left outside."""
        self.places: list[int] = []
        """Offset in the document of the same character."""
        self.pipes: list[int] = []
        """Offsets in the content of the pipes that the table spells with a backslash."""
        self.is_found = True
        at = 0
        for number, line in enumerate(content.split("\n"), first):
            bare = line.strip()
            if kind == "cell":
                spelled = bare.replace("|", "\\|")
                place = lines.find_cell(number, spelled)
                self.pipes = [i for i, char in enumerate(content) if char == "|"]
            elif kind == "heading" and "\n" not in content:
                place = lines.find_heading(number, bare)
            else:
                place = lines.find_tail(number, bare)
            self.is_found = self.is_found and place >= 0
            self.starts.append(at + len(line) - len(line.lstrip()))
            self.places.append(place)
            at += len(line) + 1
        self.end = len(content)

    def __call__(self, at: int) -> int:
        """The document's offset of an offset in the content."""
        index = max(bisect_right(self.starts, at) - 1, 0)
        place = self.places[index] + max(at - self.starts[index], 0)
        return place + bisect_right(self.pipes, at - 1) if self.pipes else place
