"""TMX 1.4b, level 2: translation memories from and for other tools.

- Written: one `tu` per pair, our numbered tags as `bpt`, `ept` and `ph` with the tag as native
  code, properties sorted, no date: same pairs, same bytes.
- Read: any TMX 1.x. Native codes become numbered tags, the same code the same number on every
  side; `hi` is passed over; an isolated code is a tag without text. Elements that TMX has not
  are refused (`tmx.invalid`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.errors import RejectedError
from pipeline.formats.xmlread import escape_xml, read_xml
from pipeline.model.policy import Limits
from pipeline.text.tags import TAG, iter_pieces

__all__ = ["Tmx", "TmxUnit", "parse_tmx", "serialize_tmx"]

_NO_LIMITS = Limits()
_UNITS = 1_000_000
_CODES = frozenset({"bpt", "ept", "ph", "it", "ut"})
_INSIDE: Mapping[str, frozenset[str]] = {
    "": frozenset({"tmx"}),
    "tmx": frozenset({"header", "body"}),
    "header": frozenset({"note", "prop", "ude"}),
    "ude": frozenset({"map"}),
    "body": frozenset({"tu"}),
    "tu": frozenset({"note", "prop", "tuv"}),
    "tuv": frozenset({"note", "prop", "seg"}),
    "seg": _CODES | {"hi"},
    "hi": _CODES | {"hi"},
    "sub": _CODES | {"hi"},
    **dict.fromkeys(_CODES, frozenset({"sub"})),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TmxUnit:
    """One `tu`: a text in one language and its translations."""

    source: str
    targets: tuple[tuple[str, str], ...]
    """(language as written, text), in the file's order."""
    properties: tuple[tuple[str, str], ...] = ()
    """(type, value), of the `tu` alone."""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tmx:
    """A file: its source language as written, and its units."""

    source_language: str
    units: tuple[TmxUnit, ...]


@dataclass(slots=True)
class _Variant:
    language: str
    pieces: list[str | tuple[str, str]] = field(default_factory=list)
    """Text, or (element, identity) of a code."""
    has_segment: bool = False


class _Reader:
    """Takes the events; `units` and `language` are the result."""

    def __init__(self, path: str, limits: Limits) -> None:
        self.units: list[TmxUnit] = []
        self.language = ""
        self._path, self._limits = path, limits
        self._open: list[str] = []
        self._line = self._unit_line = 0
        self._unit_language = ""
        self._variants: list[_Variant] = []
        self._properties: list[tuple[str, str]] = []
        self._type = ""
        self._text: list[str] = []
        self._size = 0
        self._code: tuple[str, str] | None = None
        self._code_depth = 0

    def _refuse(self, code: str, message: str) -> RejectedError:
        return RejectedError.of(code, message, path=self._path, line=self._line)

    def start(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        """An element begins."""
        self._line = line
        parent = self._open[-1] if self._open else ""
        if name not in _INSIDE.get(parent, frozenset()):
            raise self._refuse("tmx.invalid", f"<{name[:40]}> does not belong in <{parent}>")
        self._open.append(name)
        if name == "tmx" and not attributes.get("version", "").startswith("1."):
            raise self._refuse("tmx.invalid", "not TMX version 1")
        if name == "header":
            self.language = self._unit_language = attributes.get("srclang", "")
        elif name == "tu":
            self._variants, self._properties, self._unit_line = [], [], line
            self._unit_language = attributes.get("srclang", self.language)
        elif name == "tuv":
            language = attributes.get("xml:lang") or attributes.get("lang") or ""
            if not language:
                raise self._refuse("tmx.invalid", "<tuv> does not say its language")
            self._variants.append(_Variant(language))
        elif name == "prop":
            self._type = attributes.get("type", "")
        self._begin_text(name, attributes)

    def _begin_text(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in ("prop", "seg"):
            self._text, self._size = [], 0
        if name == "seg":
            if self._variants[-1].has_segment:
                raise self._refuse("tmx.invalid", "a second <seg> in one <tuv>")
            self._variants[-1].has_segment = True
        if name in _CODES:
            if self._code is None:
                self._flush()
                identity = attributes.get("i" if name in ("bpt", "ept") else "x", "")
                self._code = name, identity[:50]
            self._code_depth += 1

    def text(self, data: str) -> None:
        """Characters of a segment, a code or a property; between elements only space."""
        name = self._open[-1] if self._open else ""
        if name in ("prop", "seg", "hi", "sub") or name in _CODES:
            self._size += len(data)
            if self._size > self._limits.string_characters:
                most = self._limits.string_characters
                raise self._refuse("limit", f"a text of more than {most} characters")
            self._text.append(data)
        elif name not in ("note", "map") and data.strip():
            raise self._refuse("tmx.invalid", f"text does not belong in <{name}>")

    def _flush(self) -> None:
        if self._text:
            self._variants[-1].pieces.append("".join(self._text))
            self._text = []

    def end(self, name: str) -> None:
        """An element ends."""
        self._open.pop()
        if name in _CODES:
            self._end_code()
        elif name == "seg":
            self._flush()
        elif name == "prop" and self._open[-1] == "tu":
            self._properties.append((self._type, "".join(self._text)))
            self._text = []
        elif name == "tuv" and not self._variants[-1].has_segment:
            raise self._refuse("tmx.invalid", "<tuv> without <seg>")
        elif name == "tu":
            self._end_unit()

    def _end_code(self) -> None:
        self._code_depth -= 1
        if self._code_depth or self._code is None:
            return
        native = "".join(self._text)
        self._text = []
        pieces = self._variants[-1].pieces
        pieces.append(native if TAG.fullmatch(native) else self._code)
        self._code = None

    def _end_unit(self) -> None:
        if len(self.units) >= _UNITS:
            raise self._refuse("limit", f"more than {_UNITS} units")
        source = _find_source(self._variants, self._unit_language)
        if source is None:
            raise self._refuse(
                "tmx.invalid", f"<tu> has no text in {self._unit_language or 'its language'}"
            )
        numbers: dict[tuple[str, str], int] = {}
        text = _numbered(source.pieces, numbers)
        targets = tuple(
            (variant.language, _numbered(variant.pieces, numbers))
            for variant in self._variants
            if variant is not source
        )
        self.units.append(
            TmxUnit(
                source=text,
                targets=targets,
                properties=tuple(self._properties),
                line=self._unit_line,
            )
        )


def _find_source(variants: Sequence[_Variant], language: str) -> _Variant | None:
    """The source's variant: the same language tag, else the same language; `*all*`: the first."""
    wanted = language.lower().replace("_", "-")
    if wanted in ("", "*all*"):
        return variants[0] if variants else None
    tags = [(variant.language.lower().replace("_", "-"), variant) for variant in variants]
    main = wanted.partition("-")[0]
    same = [variant for tag, variant in tags if tag == wanted]
    near = [variant for tag, variant in tags if tag.partition("-")[0] == main]
    return next(iter((*same, *near)), None)


def _numbered(pieces: Iterable[str | tuple[str, str]], numbers: dict[tuple[str, str], int]) -> str:
    """The text with numbered tags; `numbers` is shared by all variants of a unit."""
    used = {piece for piece in pieces if isinstance(piece, str) and TAG.fullmatch(piece)}
    taken = max((int(piece.strip("</>")) for piece in used), default=0)
    found = []
    singles = 0
    for piece in pieces:
        if isinstance(piece, str):
            found.append(piece)
            continue
        name, identity = piece
        paired = name in ("bpt", "ept")
        if not paired:
            singles += 1
        key = ("pair", identity) if paired else ("single", identity or f"#{singles}")
        number = numbers.setdefault(key, taken + len(numbers) + 1)
        found.append(
            f"<{number}>" if name == "bpt" else f"</{number}>" if name == "ept" else f"<{number}/>"
        )
    return "".join(found)


def parse_tmx(data: bytes, *, path: str, limits: Limits = _NO_LIMITS) -> Tmx:
    """The memory in these bytes. RejectedError xml.*, tmx.invalid, limit."""
    reader = _Reader(path, limits)
    read_xml(data, reader, path=path, doctype=("tmx", "tmx14.dtd"))
    return Tmx(source_language=reader.language, units=tuple(reader.units))


def _segment(text: str) -> str:
    found = []
    for is_tag, piece in iter_pieces(text):
        native = escape_xml(piece)
        if not is_tag:
            found.append(native)
        elif piece.endswith("/>"):
            found.append(f'<ph x="{piece[1:-2]}">{native}</ph>')
        elif piece.startswith("</"):
            found.append(f'<ept i="{piece[2:-1]}">{native}</ept>')
        else:
            found.append(f'<bpt i="{piece[1:-1]}">{native}</bpt>')
    return "".join(found)


def serialize_tmx(
    units: Iterable[TmxUnit], *, source_language: str, tool_version: str
) -> Iterator[bytes]:
    """The file's bytes in pieces, one per unit and some around them."""
    language = escape_xml(source_language)
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
        '<tmx version="1.4">\n'
        f'<header creationtool="imprimatur" creationtoolversion="{escape_xml(tool_version)}" '
        f'segtype="block" o-tmf="imprimatur" adminlang="en" srclang="{language}" '
        'datatype="plaintext"/>\n<body>\n'
    ).encode()
    for unit in units:
        lines = ["<tu>"]
        lines += [
            f'<prop type="{escape_xml(name)}">{escape_xml(value)}</prop>'
            for name, value in sorted(unit.properties)
        ]
        for tag, text in ((source_language, unit.source), *unit.targets):
            lines.append(f'<tuv xml:lang="{escape_xml(tag)}"><seg>{_segment(text)}</seg></tuv>')
        yield ("\n".join(lines) + "\n</tu>\n").encode()
    yield b"</body>\n</tmx>\n"
