"""XML from elsewhere, read as events: nothing is fetched, nothing expanded, nothing nested deep.

- A DOCTYPE is refused (`xml.doctype`), unless it is exactly the one named and has no internal
  subset. So there are no entities but the five of XML; any other reference is refused.
- Encodings: UTF-8, or UTF-16 with its byte order mark, and the declaration must say the same
  (`xml.encoding`): a wrong one would change letters without an error.
- Depth, attributes and the length of a text are bounded (`limit`). Processing instructions and
  comments are passed over. What is no XML is `xml.syntax`, with the line.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from typing import Protocol
from xml.parsers import expat

from pipeline.errors import RejectedError

__all__ = ["XmlHandler", "escape_xml", "read_xml"]

_DECLARED = re.compile(r"""<\?xml\s[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DEPTH = 100
_ATTRIBUTES = 50
_MARKS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_TOO_LONG = 1 << 16


class XmlHandler(Protocol):
    """What a reader of one vocabulary does with the events."""

    def start(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """It ends."""

    def text(self, data: str) -> None:
        """Characters; one run may come in several pieces."""


def _decoded(data: bytes, path: str) -> str:
    def wrong(message: str) -> RejectedError:
        return RejectedError.of("xml.encoding", message, path=path, line=1)

    name = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    if name == "utf-8" and b"\0" in data[:_TOO_LONG]:
        raise wrong("UTF-16 without a byte order mark, or no text at all")
    try:
        text = data.decode(name).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise wrong(f"byte {error.start} is not {name.upper()}") from None
    declared = _DECLARED.match(text)
    allowed = {"utf-8": ("utf-8", "utf8", "us-ascii")}.get(name, ("utf-16", name))
    if declared and declared[1].lower() not in allowed:
        raise wrong(f"declared as {declared[1][:20]!r}, but the bytes are {name.upper()}")
    if declared and declared[1].lower() == "us-ascii" and not text.isascii():
        raise wrong("declared as US-ASCII, but it holds other characters")
    return text


def read_xml(
    data: bytes, handler: XmlHandler, *, path: str, doctype: tuple[str, str] | None = None
) -> None:
    """Gives the document's events to the handler. `doctype`: (root, file name) that may stand."""
    text = _decoded(data, path)
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.buffer_size = _TOO_LONG
    depth = 0

    def refuse(code: str, message: str) -> RejectedError:
        return RejectedError.of(code, message, path=path, line=parser.CurrentLineNumber)

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEPTH:
            raise refuse("limit", f"more than {_DEPTH} elements inside each other")
        if len(attributes) > _ATTRIBUTES:
            raise refuse("limit", f"an element with more than {_ATTRIBUTES} attributes")
        handler.start(name, attributes, parser.CurrentLineNumber)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end(name)

    def declare(name: str, system: str | None, public: str | None, subset: int) -> None:  # noqa: ARG001
        file = (system or "").rpartition("/")[2]
        if doctype is None or subset or (name, file) != doctype:
            raise refuse("xml.doctype", "a DOCTYPE is not accepted")

    def entity(*_: object) -> None:
        raise refuse("xml.doctype", "an entity is declared or used")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = declare
    parser.EntityDeclHandler = entity
    parser.SkippedEntityHandler = entity
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        parser.Parse(text.encode(), True)  # noqa: FBT003 - the last piece
    except expat.ExpatError as error:
        what = expat.errors.messages[error.code]
        raise RejectedError.of("xml.syntax", what, path=path, line=error.lineno) from None


def escape_xml(text: str) -> str:
    """The text as XML character data; RejectedError `text.control` where XML cannot hold it."""
    bad = _FORBIDDEN.search(text)
    if bad:
        raise RejectedError.of("text.control", f"XML cannot hold U+{ord(bad[0]):04X}")
    for char, reference in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;")):
        text = text.replace(char, reference)
    return text
