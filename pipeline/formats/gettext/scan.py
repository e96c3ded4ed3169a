"""From the bytes of a PO file to its entries, strictly.

The whole file is matched entry by entry with one regular expression that knows no way around a
missing quote; where it does not match, the fault is looked for and named, and the file is
refused. Any wrapping, a byte order mark and CRLF line ends are read; they change nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import NamedTuple

from pipeline.errors import Fault, RejectedError
from pipeline.formats.gettext.diagnose import diagnose
from pipeline.formats.gettext.quoting import check_characters, escape_fault, unquote
from pipeline.model.policy import Limits

__all__ = ["Entry", "Scanned", "read_previous", "scan"]

MAX_FORMS = 100
"""More plural forms than this in one entry are an attack, not a language."""
_STRING = r'(?:[ \t\n]*+"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+")++'
_ENTRY = re.compile(
    r"[ \t\n]*+((?:#(?!~).*\n[ \t\n]*+)*+)"
    rf"(?:msgctxt({_STRING})[ \t\n]*+)?+"
    rf"msgid(?![_a-z])({_STRING})[ \t\n]*+"
    rf"(?:msgid_plural({_STRING})[ \t\n]*+)?+"
    rf"((?:msgstr(?:\[[0-9]{{1,9}}\])?+{_STRING}(?:[ \t]*+\n[ \t\n]*+(?=msgstr\[))?+)++)"
    r"[ \t]*+\n"
)
_OBSOLETE = re.compile(r"[ \t\n]*+((?:#(?!~).*\n[ \t\n]*+)*+)((?:#~.*\n)++)")
_REST = re.compile(r"(?:[ \t]*+\n)*+[ \t]*+\Z")
_QUOTED = re.compile(r'"([^"\\\n]*+(?:\\.[^"\\\n]*+)*+)"')
_FORM = re.compile(rf"msgstr(?:\[([0-9]+)\])?+({_STRING})")
_PREVIOUS = re.compile(
    rf"(?:msgctxt({_STRING})[ \t\n]*+)?+msgid({_STRING})[ \t\n]*+(?:msgid_plural({_STRING}))?+\s*+"
)
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?: .*)?$", re.MULTILINE)
_MARKERS = tuple(sign * 7 for sign in "<=>|")
_MSGID = re.compile(rb'^(?:#~ )?msgid[ \t]*"', re.MULTILINE)


class Entry(NamedTuple):
    """One entry as it stands in the file; comments are not yet understood."""

    comments: str
    """Its comment lines, each with its `#` and its line feed."""
    context: str
    source: str
    plural: str | None
    forms: tuple[str, ...]
    """The strings as written: one, or one per plural index; empty ones included."""
    obsolete: bool
    start: int
    """Offset of its first line in the text."""
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """A file as text with line feeds, and its entries in order. The header is the first."""

    path: str
    text: str
    entries: tuple[Entry, ...]
    wrapped_end: bool
    """The file ends in a wrapped string, which could go on: it may have been cut there."""

    def line_of(self, entry: Entry) -> int:
        """The one-based number of the entry's first line."""
        return self.text.count("\n", 0, entry.start) + 1

    def lines(self) -> Iterator[tuple[Entry, int]]:
        """Every entry with the number of its first line, in one pass."""
        line, offset = 1, 0
        for entry in self.entries:
            line += self.text.count("\n", offset, entry.start)
            offset = entry.start
            yield entry, line


def scan(data: bytes, *, path: str, limits: Limits) -> Scanned:
    """The entries of a PO file, or RejectedError: catalog.charset, .syntax, .truncated, limit."""
    text = _decode(data, path=path, limits=limits)
    faults = check_characters(text, data.replace(b"\r\n", b"\n"), path=path)
    faults += [
        Fault(
            code="catalog.conflict_markers",
            message=f"a merge was left unfinished here: {match[0][:20]}",
            path=path,
            line=text.count("\n", 0, match.start()) + 1,
            hint="choose a side, remove the marker lines",
        )
        for match in (
            _CONFLICT.finditer(text) if any(marker in text for marker in _MARKERS) else ()
        )
    ]
    RejectedError.raise_for(faults)
    scanner = _Scanner(text, path, limits)
    scanner.run()
    RejectedError.raise_for(scanner.faults)
    return Scanned(
        path=path, text=text, entries=tuple(scanner.entries), wrapped_end=_wrapped_end(text)
    )


def _decode(data: bytes, *, path: str, limits: Limits) -> str:
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
    try:
        text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise refuse("catalog.charset", f"not UTF-8: {error.reason}", line) from None
    return text.replace("\r\n", "\n") if "\r" in text else text


def _wrapped_end(text: str) -> bool:
    """Whether the last string of the file is wrapped, and nothing follows it.

    Cut between two lines of a wrapped string, a file is a valid one with a shorter string. An
    empty line after the string says that it is whole; how the string ends says nothing, because
    tools break lines before or after the space, and some anywhere.
    """
    if text.endswith("\n\n"):
        return False
    last = text.rstrip("\n").rpartition("\n")[2]
    return last.removeprefix("#~").lstrip().startswith('"')


class _Scanner:
    def __init__(self, text: str, path: str, limits: Limits) -> None:
        self.text, self.path, self.limits = text, path, limits
        self.entries: list[Entry] = []
        self.faults: list[Fault] = []

    def run(self) -> None:
        text, position = self.text, 0
        while True:
            match = _ENTRY.match(text, position)
            if match is not None:
                self._add(match.groups(), match.start(1), match.end(), obsolete=False)
                position = match.end()
            elif (match := _OBSOLETE.match(text, position)) is not None:
                if not self._add_obsolete(match):
                    return
                position = match.end()
            else:
                break
            if len(self.entries) > self.limits.catalog_units + 1:
                self._fault("limit", f"more than {self.limits.catalog_units} entries", position)
                return
        if not _REST.match(text, position):
            self.faults.append(diagnose(text, position, path=self.path))
        elif not text.endswith("\n") and text:
            self._fault("catalog.truncated", "the last line does not end", len(text))

    def _fault(self, code: str, message: str, offset: int, hint: str = "") -> None:
        line = self.text.count("\n", 0, offset) + 1
        self.faults.append(Fault(code=code, message=message, path=self.path, line=line, hint=hint))

    def _unquote(self, raw: str, start: int) -> str:
        escapes: list[str] = []
        one = raw.count('"') == 2  # noqa: PLR2004 - no escaped quote either: the usual case
        inner = raw[raw.index('"') + 1 : -1] if one else "".join(_QUOTED.findall(raw))
        found = unquote(inner, escapes)
        if escapes:
            line = self.text.count("\n", 0, start) + 1
            self.faults += [escape_fault(item, path=self.path, line=line) for item in escapes]
        if len(found) > self.limits.string_characters:
            allowed = self.limits.string_characters
            self._fault("limit", f"a string of {len(found)} characters, allowed {allowed}", start)
        return found

    def _add(self, groups: tuple[str | None, ...], start: int, end: int, *, obsolete: bool) -> None:
        comments, context, source, plural, strings = groups
        assert comments is not None and source is not None and strings is not None  # noqa: PT018, S101
        unquote_at = self._unquote
        if strings.startswith("msgstr["):
            forms = self._plural_forms(strings, start)
        elif strings.count("msgstr") > 1 and len(_FORM.findall(strings)) > 1:
            self._fault("catalog.syntax", "an entry has msgstr twice", start)
            return
        else:
            forms = (unquote_at(strings[6:], start),)
        if (plural is None) is strings.startswith("msgstr["):
            self._fault("catalog.syntax", "msgid_plural and msgstr[0] belong together", start)
        self.entries.append(
            Entry(
                comments,
                "" if context is None else unquote_at(context, start),
                unquote_at(source, start),
                None if plural is None else unquote_at(plural, start),
                forms,
                obsolete,
                start,
                end,
            )
        )

    def _plural_forms(self, strings: str, start: int) -> tuple[str, ...]:
        if strings.count("msgstr") > MAX_FORMS:
            found = _FORM.findall(strings)
            if len(found) > MAX_FORMS:
                self._fault("limit", f"an entry has {len(found)} plural forms", start)
                return ()
        found = _FORM.findall(strings)
        if [index for index, _ in found] != [str(number) for number in range(len(found))]:
            self._fault("catalog.syntax", "the plural forms are not numbered 0, 1, 2 …", start)
        return tuple(self._unquote(raw, start) for _, raw in found)

    def _add_obsolete(self, match: re.Match[str]) -> bool:
        """Adds the entries of a block of `#~` lines; False when the block is not whole."""
        comments, block = match.groups()
        lines = [line + "\n" for line in block[:-1].split("\n")]  # splitlines knows U+2028
        bare = "".join(
            "#" + line[2:] if line.startswith("#~|") else line[2:].removeprefix(" ")
            for line in lines
        )
        # `bare` has as many lines as the block: offsets are carried over by line.
        begins = list(accumulate(map(len, lines), initial=0))
        line = position = 0
        while inner := _ENTRY.match(bare, position):
            previous, *rest = inner.groups()
            first = line + bare.count("\n", position, inner.start(1))
            line += bare.count("\n", position, inner.end())
            start = match.start(1) if position == 0 else begins[first] + match.start(2)
            end = begins[line] + match.start(2)
            self._add((comments + (previous or ""), *rest), start, end, obsolete=True)
            comments, position = "", inner.end()
        if not _REST.match(bare, position):
            fault = diagnose(bare, position, path=self.path)
            line = fault.line + self.text.count("\n", 0, match.start(2))
            self.faults.append(replace(fault, line=line))
            return False
        return True


def read_previous(lines: list[str]) -> tuple[str, str, str | None] | None:
    """(context, source, plural) of the `#|` lines without their mark; None when malformed."""
    match = _PREVIOUS.fullmatch("\n".join(lines))
    if match is None:
        return None
    escapes: list[str] = []
    context, source, plural = (
        None if raw is None else unquote("".join(_QUOTED.findall(raw)), escapes)
        for raw in match.groups()
    )
    return None if escapes or source is None else (context or "", source, plural)
