"""From the bytes of a PO file to its entries, strictly.

The whole file is matched entry by entry with one regular expression that knows no way around a
missing quote; where it does not match, the fault is looked for and named, and the file is
refused. Any wrapping, a byte order mark and CRLF line ends are read; they change nothing.

Most entries have the plain shape that every tool writes: a second, narrower expression takes
those, and what it does not take whole goes the general way. Only the source is decoded here;
comments and targets are, when they are asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, chain
from typing import NamedTuple

from pipeline.errors import Fault, RejectedError
from pipeline.formats.gettext.collector import paused
from pipeline.formats.gettext.diagnose import diagnose
from pipeline.formats.gettext.quoting import (
    check_characters,
    decoded,
    escape_fault,
    pieces,
    unquote,
)
from pipeline.model.policy import Limits

__all__ = [
    "Entry",
    "Scanned",
    "batches",
    "normalized",
    "read_previous",
    "scan",
    "wrapped_end",
]

MAX_FORMS = 100
"""More plural forms than this in one entry are an attack, not a language."""
_BATCH = 1000
_STRING = r'(?:[ \t\n]*+"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+")++'
_ENTRY = re.compile(
    (
        r"[ \t\n]*+((?:#(?!~).*\n[ \t\n]*+)*+)"
        rf"(?:msgctxt({_STRING})[ \t\n]*+)?+"
        rf"msgid(?![_a-z])({_STRING})[ \t\n]*+"
        rf"(?:msgid_plural({_STRING})[ \t\n]*+)?+"
        rf"((?:msgstr(?:\[[0-9]{{1,9}}\])?+{_STRING}(?:[ \t]*+\n[ \t\n]*+(?=msgstr\[))?+)++)"
        r"[ \t]*+\n"
    ).encode()
)
_LINES = r'((?:"[^"\\\n]*+(?:\\[nt"\\][^"\\\n]*+)*+"\n)++)'
_PLAIN = re.compile(
    (
        rf"((?:#(?!~).*\n)*+)(?:msgctxt {_LINES})?+msgid {_LINES}msgstr {_LINES}"
        r"\n*+(?=#|msgid |msgctxt |\Z)"
    ).encode()
)
"""What every tool writes: one space, whole lines, known escapes; no plural, nothing obsolete."""
_BLANK = re.compile(rb"\n*+")
_OBSOLETE = re.compile(rb"[ \t\n]*+((?:#(?!~).*\n[ \t\n]*+)*+)((?:#~.*\n)++)")
_REST = re.compile(rb"(?:[ \t]*+\n)*+[ \t]*+\Z")
_QUOTED = re.compile(rb'"([^"\\\n]*+(?:\\.[^"\\\n]*+)*+)"')
_FORM = re.compile(rf"msgstr(?:\[([0-9]+)\])?+({_STRING})".encode())
_PREVIOUS = re.compile(
    (
        rf"(?:msgctxt({_STRING})[ \t\n]*+)?+"
        rf"msgid({_STRING})[ \t\n]*+(?:msgid_plural({_STRING}))?+\s*+"
    ).encode()
)
_CONFLICT = re.compile(rb"^(?:<{7}|={7}|>{7}|\|{7})(?: .*)?$", re.MULTILINE)
_MARKERS = tuple(sign * 7 for sign in (b"<", b"=", b">", b"|"))
_MSGID = re.compile(rb'^(?:#~ )?msgid[ \t]*"', re.MULTILINE)


class Entry(NamedTuple):
    """One entry as it stands in the file; comments are not yet understood."""

    raw_comments: bytes
    context: str
    source: str
    plural: str | None
    raw_forms: tuple[bytes, ...]
    """What stands between the quotes of each msgstr; its escapes are known to be allowed."""
    obsolete: bool
    start: int
    """Offset of its first line in the data."""

    @property
    def comments(self) -> str:
        """Its comment lines, each with its `#` and its line feed."""
        return self.raw_comments.decode()

    @property
    def forms(self) -> tuple[str, ...]:
        """The strings as written: one, or one per plural index; empty ones included."""
        if self.plural is None:
            return (decoded(self.raw_forms[0]),)
        return tuple([decoded(raw) for raw in self.raw_forms])


_new = tuple.__new__
"""Half the price of calling the class; every field is given, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """A file as UTF-8 with line feeds, and its entries in order. The header is the first."""

    path: str
    data: bytes
    entries: tuple[Entry, ...]
    wrapped_end: bool
    """The file ends in a wrapped string, which could go on: it may have been cut there."""

    def line_of(self, entry: Entry) -> int:
        """The one-based number of the entry's first line."""
        return self.data.count(b"\n", 0, entry.start) + 1

    def lines(self) -> Iterator[tuple[Entry, int]]:
        """Every entry with the number of its first line, in one pass."""
        line, offset = 1, 0
        for entry in self.entries:
            line += self.data.count(b"\n", offset, entry.start)
            offset = entry.start
            yield entry, line


def scan(data: bytes, *, path: str, limits: Limits) -> Scanned:
    """The entries of a PO file, or RejectedError: catalog.charset, .syntax, .truncated, limit."""
    data = normalized(data, path=path, limits=limits)
    with paused():
        entries = tuple(chain.from_iterable(batches(data, path=path, limits=limits)))
        return Scanned(path=path, data=data, entries=entries, wrapped_end=wrapped_end(data))


def batches(data: bytes, *, path: str, limits: Limits) -> Iterator[list[Entry]]:
    """The entries of normalized data, some at a time, so that not all need stand in memory.

    RejectedError comes before the first, or after the last: nothing may be used before the end.
    """
    faults = check_characters(data, path=path)
    faults += [
        Fault(
            code="catalog.conflict_markers",
            message=f"a merge was left unfinished here: {match[0].decode()[:20]}",
            path=path,
            line=data.count(b"\n", 0, match.start()) + 1,
            hint="choose a side, remove the marker lines",
        )
        for match in (
            _CONFLICT.finditer(data)
            if data.startswith(_MARKERS) or any(b"\n" + marker in data for marker in _MARKERS)
            else ()
        )
    ]
    RejectedError.raise_for(faults)
    scanner = _Scanner(data, path, limits)
    yield from scanner.run()
    RejectedError.raise_for(scanner.faults)


def normalized(data: bytes, *, path: str, limits: Limits) -> bytes:
    """The data without a byte order mark, with line feeds; refused when too large or not UTF-8."""

    def refuse(code: str, message: str, line: int = 0) -> RejectedError:
        return RejectedError.of(code, message, path=path, line=line)

    if len(data) > limits.file_bytes:
        raise refuse("limit", f"the file has {len(data)} bytes, allowed are {limits.file_bytes}")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0s\0g" in data[:4096]:
        raise refuse("catalog.charset", "the file is UTF-16; catalogs are UTF-8")
    if data.count(b"msgid") > limits.catalog_units:
        found = sum(1 for _ in _MSGID.finditer(data))
        if found > limits.catalog_units + 1:
            raise refuse("limit", f"{found} entries, allowed are {limits.catalog_units}")
    offset = 0
    for piece in pieces(data):
        try:
            piece.decode()
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, offset + error.start) + 1
            if offset + error.end == len(data) and error.reason == "unexpected end of data":
                raise refuse(
                    "catalog.truncated", "the file ends inside a character", line
                ) from None
            raise refuse("catalog.charset", f"not UTF-8: {error.reason}", line) from None
        offset += len(piece)
    data = data.removeprefix(b"\xef\xbb\xbf")
    return data.replace(b"\r\n", b"\n") if b"\r" in data else data


def wrapped_end(data: bytes) -> bool:
    """Whether the last string of the file is wrapped, and nothing follows it.

    Cut between two lines of a wrapped string, a file is a valid one with a shorter string. An
    empty line after the string says that it is whole; how the string ends says nothing, because
    tools break lines before or after the space, and some anywhere.
    """
    if data.endswith(b"\n\n") or not data:
        return False
    last = data[data.rfind(b"\n", 0, len(data) - 1) + 1 :]
    return last.removeprefix(b"#~").lstrip().startswith(b'"')


class _Scanner:
    def __init__(self, data: bytes, path: str, limits: Limits) -> None:
        self.data, self.path, self.limits = data, path, limits
        self.entries: list[Entry] = []
        self.faults: list[Fault] = []

    def run(self) -> Iterator[list[Entry]]:
        data, position, count = self.data, 0, 0
        while True:
            position = self._plain(_BLANK.match(data, position).end())  # type: ignore[union-attr]
            if len(self.entries) >= _BATCH:
                count += len(self.entries)
                yield self.entries
                self.entries = []
                if count > self.limits.catalog_units + 1:
                    self._fault("limit", f"more than {self.limits.catalog_units} entries", position)
                    return
                continue
            match = _ENTRY.match(data, position)
            if match is not None:
                self._add(match.groups(), match.start(1), obsolete=False)
                position = match.end()
            elif (match := _OBSOLETE.match(data, position)) is not None:
                if not self._add_obsolete(match):
                    return
                position = match.end()
            else:
                break
        if count + len(self.entries) > self.limits.catalog_units + 1:
            self._fault("limit", f"more than {self.limits.catalog_units} entries", position)
            return
        yield self.entries
        if not _REST.match(data, position):
            self.faults.append(self._diagnosed(data, position))
        elif not data.endswith(b"\n") and data:
            self._fault("catalog.truncated", "the last line does not end", len(data))

    def _plain(self, position: int) -> int:
        """Takes entries of the usual shape, up to a batch; where the next entry begins."""
        longest = self.limits.string_characters
        match, add, new = _PLAIN.match, self.entries.append, _new
        for _ in range(_BATCH - len(self.entries)):
            found = match(self.data, position)
            if found is None:
                break
            end = found.end()
            if end - position > longest:  # one of its strings may be too long
                break
            comments, context, source, target = found.groups()
            text = source[1:-2].replace(b'"\n"', b"").decode()
            name = "" if context is None else decoded(context[1:-2].replace(b'"\n"', b""))
            raw = target[1:-2].replace(b'"\n"', b"")
            add(
                new(
                    Entry,
                    (
                        comments,
                        name,
                        unquote(text, []) if "\\" in text else text,
                        None,
                        (raw,),
                        False,
                        position,
                    ),
                )
            )
            position = end
        return position

    def _diagnosed(self, data: bytes, position: int) -> Fault:
        return diagnose(data.decode(), len(data[:position].decode()), path=self.path)

    def _fault(self, code: str, message: str, offset: int, hint: str = "") -> None:
        line = self.data.count(b"\n", 0, offset) + 1
        self.faults.append(Fault(code=code, message=message, path=self.path, line=line, hint=hint))

    def _checked(self, raw: bytes, start: int) -> tuple[bytes, str]:
        """What stands between the quotes, and its text; bad escapes and lengths are faults."""
        one = raw.count(b'"') == 2  # noqa: PLR2004 - no escaped quote either: the usual case
        inner = raw[raw.index(b'"') + 1 : -1] if one else b"".join(_QUOTED.findall(raw))
        escapes: list[str] = []
        found = unquote(inner.decode(), escapes)
        if escapes:
            line = self.data.count(b"\n", 0, start) + 1
            self.faults += [escape_fault(item, path=self.path, line=line) for item in escapes]
        if len(found) > self.limits.string_characters:
            allowed = self.limits.string_characters
            self._fault("limit", f"a string of {len(found)} characters, allowed {allowed}", start)
        return inner, found

    def _add(self, groups: tuple[bytes | None, ...], start: int, *, obsolete: bool) -> None:
        comments, context, source, plural, strings = groups
        assert comments is not None and source is not None and strings is not None  # noqa: PT018, S101
        if strings.startswith(b"msgstr["):
            forms = self._plural_forms(strings, start)
        elif strings.count(b"msgstr") > 1 and len(_FORM.findall(strings)) > 1:
            self._fault("catalog.syntax", "an entry has msgstr twice", start)
            return
        else:
            forms = (self._checked(strings[6:], start)[0],)
        if (plural is None) is strings.startswith(b"msgstr["):
            self._fault("catalog.syntax", "msgid_plural and msgstr[0] belong together", start)
        self.entries.append(
            Entry(
                comments,
                "" if context is None else self._checked(context, start)[1],
                self._checked(source, start)[1],
                None if plural is None else self._checked(plural, start)[1],
                forms,
                obsolete,
                start,
            )
        )

    def _plural_forms(self, strings: bytes, start: int) -> tuple[bytes, ...]:
        if strings.count(b"msgstr") > MAX_FORMS:
            found = _FORM.findall(strings)
            if len(found) > MAX_FORMS:
                self._fault("limit", f"an entry has {len(found)} plural forms", start)
                return ()
        found = _FORM.findall(strings)
        if [index for index, _ in found] != [b"%d" % number for number in range(len(found))]:
            self._fault("catalog.syntax", "the plural forms are not numbered 0, 1, 2 …", start)
        return tuple(self._checked(raw, start)[0] for _, raw in found)

    def _add_obsolete(self, match: re.Match[bytes]) -> bool:
        """Adds the entries of a block of `#~` lines; False when the block is not whole."""
        comments, block = match.groups()
        lines = [line + b"\n" for line in block[:-1].split(b"\n")]  # splitlines knows U+2028
        bare = b"".join(
            b"#" + line[2:] if line.startswith(b"#~|") else line[2:].removeprefix(b" ")
            for line in lines
        )
        # `bare` has as many lines as the block: offsets are carried over by line.
        begins = list(accumulate(map(len, lines), initial=0))
        line = position = 0
        while inner := _ENTRY.match(bare, position):
            previous, *rest = inner.groups()
            first = line + bare.count(b"\n", position, inner.start(1))
            line += bare.count(b"\n", position, inner.end())
            start = match.start(1) if position == 0 else begins[first] + match.start(2)
            self._add((comments + (previous or b""), *rest), start, obsolete=True)
            comments, position = b"", inner.end()
        if not _REST.match(bare, position):
            fault = self._diagnosed(bare, position)
            line = fault.line + self.data.count(b"\n", 0, match.start(2))
            self.faults.append(replace(fault, line=line))
            return False
        return True


def read_previous(lines: list[str]) -> tuple[str, str, str | None] | None:
    """(context, source, plural) of the `#|` lines without their mark; None when malformed."""
    match = _PREVIOUS.fullmatch("\n".join(lines).encode())
    if match is None:
        return None
    escapes: list[str] = []
    context, source, plural = (
        None if raw is None else unquote(b"".join(_QUOTED.findall(raw)).decode(), escapes)
        for raw in match.groups()
    )
    return None if escapes or source is None else (context or "", source, plural)
