"""Text as HTML for a reviewer's eyes: nothing is executed, nothing is hidden.

Tags become numbered chips. Spaces that do not break and characters that nobody can see are
marked; those that could reorder or break what is shown are replaced by their code. Isolates stay
in force, because a right-to-left reviewer must see what the site's readers will see.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterable

from pipeline.review.words import Change, ChangeKind
from pipeline.text.tags import iter_pieces

__all__ = ["changed_html", "escaped", "text_html"]

_OPENING = {"\u2066": "left", "\u2067": "right", "\u2068": "left"}
_CLOSING = "\u2069"
_SEEN_AS_SPACE = frozenset("\u00a0\u202f\u2007\u2009\u3000")
_KEPT = {"\u200c": "ZWNJ", "\u200d": "ZWJ", "\u00ad": "SHY"}


def escaped(text: str) -> str:
    """The text as HTML text or attribute value."""
    return html.escape(text, quote=True)


def text_html(text: str) -> str:
    """Message text with its tags, spaces and invisible characters made visible."""
    sides: list[str] = []
    return "".join(_tag(piece) if tag else _plain(piece, sides) for tag, piece in iter_pieces(text))


def changed_html(changes: Iterable[Change]) -> str:
    """Changes as `<del>` and `<ins>`."""
    parts = []
    for change in changes:
        inner = text_html(change.text)
        if change.kind is ChangeKind.REMOVED:
            parts.append(f"<del>{inner}</del>")
        elif change.kind is ChangeKind.ADDED:
            parts.append(f"<ins>{inner}</ins>")
        else:
            parts.append(inner)
    return "".join(parts)


def _tag(tag: str) -> str:
    number = tag.strip("</>")
    kind = "shut" if tag.startswith("</") else "void" if tag.endswith("/>") else "open"
    name = {"open": "start of tag", "shut": "end of tag", "void": "tag"}[kind]
    return f'<span class="tag {kind}" title="{name} {number}">{escaped(tag)}</span>'


def _plain(text: str, sides: list[str]) -> str:
    if text.isascii() and text.isprintable():
        return escaped(text)
    return "".join(_isolate(char, sides) or _char(char) for char in text)


def _isolate(char: str, sides: list[str]) -> str:
    """An isolate in force, with half a bracket inside its two ends; empty for other characters."""
    if char in _OPENING:
        sides.append(_OPENING[char])
        return f'{char}<span class="iso {sides[-1]}" title="{_code(char)}"></span>'
    if char != _CLOSING:
        return ""
    side = "left" if sides and sides.pop() == "right" else "right"
    return f'<span class="iso {side}" title="{_code(char)}"></span>{char}'


def _char(char: str) -> str:
    if char in _KEPT:
        return f'<span class="mark" title="{_code(char)}">{_KEPT[char]}</span>{char}'
    if char in _SEEN_AS_SPACE:
        return f'<span class="space" title="{_code(char)}">{char}</span>'
    if char == "\n":
        return '<span class="mark" title="line feed">↵</span>\n'
    if unicodedata.category(char)[0] == "C" or char in "\u2028\u2029":
        return f'<span class="bad">{_code(char)}</span>'
    return escaped(char)


def _code(char: str) -> str:
    return f"U+{ord(char):04X}"
