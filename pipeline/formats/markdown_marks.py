"""Comment marks between the blocks of a Markdown page, and HTML blocks inside others.

`<!-- lock: id -->` and its kin apply to the next block, or up to `<!-- /lock -->` if it stands.
"""

from __future__ import annotations

import re

from markdown_it.token import Token

from pipeline.formats.markdown_lines import SourceLines
from pipeline.text.patterns import lazy

__all__ = ["COMMENT_MARK", "find_closers", "masked"]

COMMENT_MARK = lazy(
    r"\s*<!--\s*(/?)(lock|note|context|translate)\b(?:\s*:\s*)?(.*?)\s*-->\s*", re.DOTALL
)


def masked(text: str, lines: SourceLines, tokens: list[Token]) -> str:
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


def find_closers(tokens: list[Token]) -> dict[int, bool]:
    """For each opening comment mark (by id), whether its closing form follows before the next."""
    found: dict[int, bool] = {}
    opened: dict[str, int] = {}
    for index, token in enumerate(tokens):
        match = COMMENT_MARK.fullmatch(token.content) if token.type == "html_block" else None
        if match is None:
            continue
        if match.group(1):
            at = opened.pop(match.group(2), None)
            if at is not None and tokens[at].level == token.level:
                found[id(tokens[at])] = True
        else:
            opened[match.group(2)] = index
    return found
