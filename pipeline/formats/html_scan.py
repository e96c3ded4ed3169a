"""HTML tokens with their offsets, after the rules of the WHATWG tokenizer.

What browsers repair is accepted (stray `<`, missing quotes, bogus comments). Refused is only what
swallows the rest of the page: a tag or a comment that never ends. Linear time: the expressions
are possessive, and every character is consumed once.
"""

from __future__ import annotations

import html
import html.entities
import re
from collections.abc import Generator
from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["Attribute", "ScanError", "Token", "decode_references", "scan_attributes", "scan_html"]

_TAG = re.compile(
    r"<(/?)([A-Za-z][^\s/>]*+)"
    r"""((?:[\s/]++[^\s"'<>/=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'=<>`]++))?+)*+)[\s/]*+>"""
)
_NAME = re.compile(r"</?([A-Za-z][^\s/>]*+)")
_ATTRIBUTE = re.compile(r"[\s/]*+(=?[^\s/>=]*+)(\s*+=\s*+)?+")
_BARE_VALUE = re.compile(r"[^\s>]*+")
_REFERENCE = re.compile(r"&(#[0-9]++;?|#[xX][0-9a-fA-F]++;?|[A-Za-z][A-Za-z0-9]*+;?)")
_SPELLED = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}


class ScanError(Exception):
    """What starts at `offset` makes the rest of the page unreadable."""

    def __init__(self, offset: int, what: str, *, code: str = "document.syntax") -> None:
        super().__init__(what)
        self.code = code
        self.offset = offset
        self.what = what


class Token(NamedTuple):
    """A tag, comment or declaration; what lies between two tokens is text."""

    start: int
    end: int
    name: str
    """Lower case; `/p` for an end tag, `!--` for a comment, `!` for anything else."""
    attributes_at: int
    """Where the attributes begin; equal to `end` when there can be none."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a tag; `start` and `end` enclose the value without its quotes."""

    name: str
    value: str
    """Message text: references are characters, except `&lt; &gt; &amp;`."""
    start: int
    end: int
    quote: str


def scan_html(text: str, low: int, high: int) -> Generator[Token, int | None]:
    """The tokens of text[low:high]. The contents of script and style are for the caller to skip.

    A caller may `send` the offset to go on from.
    """
    at = low
    while True:
        at = text.find("<", at, high)
        if at < 0 or at + 1 >= high:
            return
        char = text[at + 1]
        if (char.isascii() and char.isalpha()) or char == "/":
            token = _scan_tag(text, at, high)
        elif char == "!":
            token = _scan_declaration(text, at, high)
        elif char == "?":
            token = _until(text, at, high, ">", "!")
        else:
            token = None
        if token is None:
            at += 1
            continue
        moved = yield token
        at = token.end if moved is None else moved


def _scan_tag(text: str, at: int, high: int) -> Token | None:
    match = _TAG.match(text, at, high)
    if match is not None:
        name = match.group(2).lower()
        has_attributes = match.start(3) != match.end(3)
        return Token(
            at,
            match.end(),
            "/" + name if match.group(1) else name,
            match.start(3) if has_attributes else match.end(),
        )
    found = _NAME.match(text, at, high)
    if found is None:  # `</3`: a bogus comment; `</` before the end: text
        return _until(text, at, high, ">", "!")
    pos = found.end()
    while pos < high and text[pos] != ">":
        pos = max(_read_attribute(text, pos, high, at)[3], pos + 1)
    if pos >= high:
        raise ScanError(at, f"the tag {text[at : at + 20]!r} never ends")
    name = found.group(1).lower()
    return Token(at, pos + 1, "/" + name if text[at + 1] == "/" else name, found.end())


def _scan_declaration(text: str, at: int, high: int) -> Token:
    if not text.startswith("<!--", at):
        return _until(text, at, high, ">", "!")
    if text.startswith((">", "->"), at + 4):
        return _until(text, at + 4, high, ">", "!--", start=at)
    end = text.find("-->", at + 4, high)
    other = text.find("--!>", at + 4, end if end >= 0 else high)
    if other >= 0:
        return Token(at, other + 4, "!--", other + 4)
    if end < 0:
        raise ScanError(at, "a comment never ends")
    return Token(at, end + 3, "!--", end + 3)


def _until(
    text: str, at: int, high: int, mark: str, name: str, *, start: int | None = None
) -> Token:
    end = text.find(mark, at, high)
    start = at if start is None else start
    if end < 0:
        raise ScanError(start, f"{text[start : start + 20]!r} never ends")
    return Token(start, end + len(mark), name, end + len(mark))


def _read_attribute(text: str, at: int, high: int, tag: int) -> tuple[str, int, int, int]:
    """(name, start of the value, its end, where to go on); the quotes lie outside the value."""
    match = _ATTRIBUTE.match(text, at, high)
    if match is None:
        return "", at, at, at
    name, at = match.group(1), match.end()
    if match.group(2) is None:
        end = match.end(1)
        return name, end, end, end
    if at < high and text[at] in "\"'":
        end = text.find(text[at], at + 1, high)
        if end < 0:
            raise ScanError(tag, f"the attribute {name!r} never ends")
        return name, at + 1, end, end + 1
    value = _BARE_VALUE.match(text, at, high)
    end = value.end() if value is not None else at
    return name, at, end, end


def scan_attributes(text: str, token: Token) -> list[Attribute]:
    """The attributes of a start tag, the first of each name."""
    found: list[Attribute] = []
    names: set[str] = set()
    at, high = token.attributes_at, token.end - 1
    while at < high:
        name, start, end, behind = _read_attribute(text, at, high, token.start)
        at = max(behind, at + 1)
        name = name.lower()
        if not name or name in names:
            continue
        names.add(name)
        quote = text[end] if behind > end else ""
        value = decode_references(text[start:end], in_attribute=True)
        found.append(Attribute(name, value, start, end, quote))
    return found


def decode_references(raw: str, *, in_attribute: bool = False) -> str:
    """Message text of raw HTML text.

    Character references become characters; `<`, `>` and `&` that are spelled as references stay
    spelled `&lt; &gt; &amp;`. A bare `<` is spelled `&lt;`; a bare `&` or `>` stays.
    """
    if "<" in raw:
        raw = raw.replace("<", "&lt;")
    if "&" not in raw:
        return raw

    def decode(match: re.Match[str]) -> str:
        spelled = match.group()
        if in_attribute and spelled[1] != "#" and not spelled.endswith(";"):
            return spelled if _is_ambiguous(raw, match) else _spell(spelled)
        return _spell(spelled)

    return _REFERENCE.sub(decode, raw)


def _is_ambiguous(raw: str, match: re.Match[str]) -> bool:
    """In an attribute, `&copy=` and `&copyx` are no references."""
    return raw.startswith("=", match.end()) or match.group()[1:] not in html.entities.html5


def _spell(spelled: str) -> str:
    decoded = html.unescape(spelled)
    if decoded == spelled:
        return spelled
    if not decoded:  # a control character: the document's reader refuses it
        number = spelled[2:].rstrip(";")
        return chr(int(number[1:], 16) if number[0] in "xX" else int(number))
    return _SPELLED.get(decoded[0], decoded[0]) + decoded[1:]
