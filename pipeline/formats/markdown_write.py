"""Targets as Markdown spells them: escaped so that they read back as the same text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from pipeline.formats.document_spans import Part, Slot
from pipeline.text.patterns import lazy

__all__ = ["write_markdown", "write_title"]

_SPECIAL = lazy(r"[\\`*\[\]]|(?<![^\W_])_|_(?![^\W_])|[\t\n\r\f\v]")
_PIPE = lazy(r"\\?\|")
_BLOCK_START = lazy(r"(#{1,6}(?=\s|$)|>|[-+](?=\s|$)|=|-{2}|~{3}|:)|(\d{1,9})(?=[.)](?:\s|$))")
_DELIMITERS = ("*", "_")
_CODE = {"&lt;": "<", "&amp;": "&"}
_REFERENCE = lazy("&lt;|&amp;")


def write_markdown(slot: Slot, parts: Sequence[Part], careful: bool) -> str:  # noqa: FBT001
    """The raw Markdown of a target.

    `careful` also spells the characters beside emphasis marks as references, so that the marks
    work between any two letters (CommonMark's flanking rules fail on Japanese brackets).
    """
    out: list[str] = []
    in_code = 0
    for index, part in enumerate(parts):
        if part.tag:
            if part.raw.startswith("`"):
                in_code += -1 if part.tag.startswith("</") else 1
            out.append(part.raw)
        elif in_code:
            raw = _REFERENCE.sub(lambda match: _CODE[match.group()], part.raw)
            out.append(raw.replace("|", "\\|") if slot.hint == "cell" else raw)
        else:
            before = parts[index - 1] if index else None
            after = parts[index + 1] if index + 1 < len(parts) else None
            out.append(_text(slot, part.raw, before, after, careful=careful))
    return "".join(out)


def _text(slot: Slot, text: str, before: Part | None, after: Part | None, *, careful: bool) -> str:
    head = tail = ""
    if careful and text and _needs_spelling(text[0], before, is_outside=_closes(before)):
        head, text = _spell(text[0]), text[1:]
    if careful and text and _needs_spelling(text[-1], after, is_outside=not _closes(after)):
        tail, text = _spell(text[-1]), text[:-1]
    raw = _SPECIAL.sub(r"\\\g<0>", text)
    if slot.hint == "cell":
        raw = raw.replace("|", "\\|")
    begins_line = before is None or "\n" in before.raw
    if begins_line and not head and slot.hint != "label" and _BLOCK_START.match(raw):
        raw = _BLOCK_START.sub(_escape_start, raw, count=1)
    if slot.hint == "setext":  # a pipe above a row of hyphens makes a table
        raw = raw.replace("|", "&#124;")
    if slot.hint == "heading" and after is None and raw.endswith("#"):
        raw = raw[:-1] + "\\#"
    if after is not None and raw.endswith("!") and after.raw.startswith("["):
        raw = raw[:-1] + "\\!"
    return head + raw + tail


def _escape_start(match: re.Match[str]) -> str:
    return f"{match.group(2)}\\" if match.group(2) else f"\\{match.group()}"


def _closes(part: Part | None) -> bool:
    return part is not None and part.tag.startswith("</")


def _needs_spelling(char: str, part: Part | None, *, is_outside: bool) -> bool:
    """Whether the character beside this tag could undo it, or be undone by it."""
    if part is None:
        return False
    if "\n" in part.raw:  # a hard break swallows the spaces beside it
        return char == " "
    return part.raw.startswith(_DELIMITERS) and not (is_outside and char == " ")


def _spell(char: str) -> str:
    """The character as a reference, unless it already lets a mark beside it work."""
    if char in "&;<>" or unicodedata.category(char)[0] in "PS":
        return "\\" + char if char in "\\`*[]_" else char
    return f"&#{ord(char)};"


def write_title(slot: Slot, parts: Sequence[Part], careful: bool) -> str:  # noqa: ARG001, FBT001
    """The raw text of a link title between its delimiters."""
    raw = "".join(part.raw for part in parts).replace("\\", "\\\\")
    closing = slot.hint
    raw = raw.replace(closing, "\\" + closing)
    return raw.replace("(", "\\(") if closing == ")" else raw
