"""XML from outside, read without trust.

Refused before any parser sees it: what is not plainly UTF-8 (or UTF-16 with its mark), and every
DOCTYPE, so that no entity is ever expanded and nothing is ever fetched. Then depth, elements,
attributes and texts are limited while reading. Includes, schema locations and processing
instructions are text like any other: nobody follows them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from pipeline.errors import RejectedError
from pipeline.model.policy import Limits

__all__ = ["XmlNode", "decode_xml", "parse_xml"]

MAX_DEPTH = 100
MAX_ELEMENTS = 2_000_000
MAX_ATTRIBUTES = 200
_DECLARED = re.compile(r"""<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_DOCTYPE = re.compile(r"<!\s*(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


@dataclass(slots=True, kw_only=True)
class XmlNode:
    """One element. Names are local, with their namespace beside them."""

    tag: str
    namespace: str
    attributes: dict[str, str]
    """`xml:lang` under that name; others without their namespace."""
    line: int
    parts: list[str | XmlNode] = field(default_factory=list)
    """Text and elements in order."""

    @property
    def text(self) -> str:
        """The text directly inside, without that of inner elements."""
        return "".join(part for part in self.parts if isinstance(part, str))

    @property
    def children(self) -> list[XmlNode]:
        """The inner elements, in order."""
        return [part for part in self.parts if isinstance(part, XmlNode)]

    def all(self, *tags: str) -> Iterator[XmlNode]:
        """Inner elements of these names at any depth, in document order."""
        for child in self.children:
            if child.tag in tags:
                yield child
            yield from child.all(*tags)


def decode_xml(data: bytes, *, path: str, limits: Limits | None = None) -> str:
    """The document's text. RejectedError `limit`, `xml.encoding`, `xml.doctype`."""
    most = (limits or Limits()).file_bytes
    if len(data) > most:
        raise RejectedError.of("limit", f"{len(data)} bytes are more than {most}", path=path)
    encoding, body = "utf-8", data
    for mark, name in _MARKS:
        if data.startswith(mark):
            encoding, body = name, data[len(mark) :]
            break
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        raise RejectedError.of(
            "xml.encoding", f"not {encoding}: {error.reason} at byte {error.start}", path=path
        ) from None
    if "\0" in text:
        message = "the file holds NUL: UTF-16 or UTF-32 without its byte order mark"
        raise RejectedError.of("xml.encoding", message, path=path)
    declared = _DECLARED.match(text.lstrip())
    plain = declared[1].lower().replace("_", "-") if declared else encoding
    if plain not in {encoding, encoding.removesuffix("-le").removesuffix("-be")}:
        message = f"the declaration says {plain[:40]}, the bytes are {encoding}"
        raise RejectedError.of("xml.encoding", message, path=path)
    found = _DOCTYPE.search(text)
    if found is not None:
        raise RejectedError.of(
            "xml.doctype",
            "a document type declaration is not read",
            path=path,
            line=text.count("\n", 0, found.start()) + 1,
            hint="take the line <!DOCTYPE …> out",
        )
    return text


class _Builder:
    def __init__(self, path: str, limits: Limits) -> None:
        self.path, self.limits = path, limits
        self.parser = expat.ParserCreate("utf-8", namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.data
        self.stack: list[XmlNode] = []
        self.root: XmlNode | None = None
        self.elements = 0
        self.characters = [0]

    def refuse(self, message: str) -> RejectedError:
        line = self.parser.CurrentLineNumber
        return RejectedError.of("limit", message, path=self.path, line=line)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if len(self.stack) >= MAX_DEPTH:
            raise self.refuse(f"elements lie deeper than {MAX_DEPTH}")
        if self.elements > MAX_ELEMENTS:
            raise self.refuse(f"more than {MAX_ELEMENTS} elements")
        if len(attributes) > MAX_ATTRIBUTES:
            raise self.refuse(f"an element has more than {MAX_ATTRIBUTES} attributes")
        namespace, _, tag = name.rpartition("}")
        node = XmlNode(
            tag=tag,
            namespace=namespace,
            attributes={_attribute(key): value for key, value in attributes.items()},
            line=self.parser.CurrentLineNumber,
        )
        if self.stack:
            self.stack[-1].parts.append(node)
        else:
            self.root = node
        self.stack.append(node)
        self.characters.append(0)

    def end(self, _name: str) -> None:
        self.stack.pop()
        self.characters.pop()

    def data(self, text: str) -> None:
        self.characters[-1] += len(text)
        if self.characters[-1] > self.limits.string_characters and text.strip():
            most = self.limits.string_characters
            raise self.refuse(f"a text is longer than {most} characters")
        if self.stack:
            self.stack[-1].parts.append(text)


def _attribute(name: str) -> str:
    namespace, _, local = name.rpartition("}")
    return f"xml:{local}" if namespace == "http://www.w3.org/XML/1998/namespace" else local


def parse_xml(data: bytes, *, path: str, limits: Limits | None = None) -> XmlNode:
    """The root element. RejectedError `xml.*` and `limit`; nothing is fetched or expanded."""
    bounds = limits or Limits()
    text = decode_xml(data, path=path, limits=bounds)
    builder = _Builder(path, bounds)
    try:
        builder.parser.Parse(text.lstrip("\ufeff").encode("utf-8"), True)  # noqa: FBT003
    except expat.ExpatError as error:
        line = error.lineno
        raise RejectedError.of("xml.syntax", f"not XML: {error}", path=path, line=line) from None
    except UnicodeEncodeError:
        raise RejectedError.of("xml.encoding", "a lone surrogate", path=path) from None
    assert builder.root is not None  # noqa: S101 - expat refuses a document without one
    return builder.root
