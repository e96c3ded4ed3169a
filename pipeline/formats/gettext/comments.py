r"""The comment lines of an entry: what each kind says, read and written.

# origin: engine apertium/eng-spa 1a2b3c4d5e6f      where the target came from
# held: placeholder.mismatch engine x 1a2b3c4d5e6f  what was refused
# anything else                                     a translator's comment, kept
#. path: locales: role: lock: tag 1: note:              the message
#: page.md                                          its documents
#, fuzzy, read-only, i18next-format                 flags
#| msgid "…"                                        the source the target was made for

GNU's tools join a line that ends in a backslash to the next one, even a comment: a `#, fuzzy` below
it would be lost to them. So such a line is written with one more space, which is taken off again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.formats.gettext.quoting import quote
from pipeline.formats.gettext.scan import read_previous
from pipeline.model.message import Message
from pipeline.model.unit import Held, Origin, Unit

__all__ = [
    "Comments",
    "message_lines",
    "names_of",
    "previous_lines",
    "read_comments",
    "sealed_ends",
    "unit_lines_of",
    "usual_comments",
]

_NAME = re.compile(r"\u2068([^\u2069]*)\u2069|([^\s\u2068]\S*)")
_PLAIN_NAME = re.compile(r"[^\s\u2068\u2069]+")
_TAG = re.compile(r"tag [0-9]+: (.*)")
_ESCAPE = re.compile(r"\\([\\n])")
_USUAL = re.compile(
    r"(?:# origin: ([^\\\n]*+)\n)?+(?:#\. path: ([^\\\n]*+)\n)?+(?:#\. role: ([^\\\n]++)\n)?+"
    r"(?:(#: [!-~]++)\n)?+(#, fuzzy\n)?+"
)
"""How the comments of most entries begin, and for most of them all there is."""
_OPEN_END = re.compile(r"\\ *+$", re.MULTILINE)
_FUZZY = ("fuzzy",)
_MARKS = frozenset({"fuzzy", "read-only"})


class Comments:
    """What the comments of one entry say. What they do not say stays with the class."""

    translator: tuple[str, ...] = ()
    origin: Origin | None = None
    held: Held | None = None
    paths: tuple[str, ...] = ()
    locales: tuple[str, ...] = ()
    role: str = "body"
    locks: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()

    @property
    def fuzzy(self) -> bool:
        """Whether the entry is marked fuzzy."""
        return "fuzzy" in self.flags

    @property
    def read_only(self) -> bool:
        """Whether the entry is marked as locked as a whole."""
        return "read-only" in self.flags

    @property
    def format_flags(self) -> tuple[str, ...]:
        """All other flags, sorted."""
        if self.flags == _FUZZY:
            return ()
        return tuple(sorted({flag for flag in self.flags if flag not in _MARKS}))

    def read_previous(self) -> tuple[str, str, str | None] | None:
        """(context, source, plural) of the previous source; None when malformed."""
        return read_previous(list(self.previous))


def usual_comments(text: str) -> tuple[str | None, ...] | None:
    """(origin, path, role, document line, fuzzy) when the comments say nothing else."""
    usual = _USUAL.match(text)
    assert usual is not None  # noqa: S101 - every part of the expression is optional
    return usual.groups() if usual.end() == len(text) else None


def read_comments(text: str) -> Comments:
    """What these comment lines say."""
    found = Comments()
    for line in text.split("\n"):
        if line.endswith(" ") and _OPEN_END.search(line):
            line = line[:-1]  # noqa: PLW2901
        kind = line[:2]
        if kind == "#.":
            _read_extracted(found, line[2:].removeprefix(" "))
        elif kind == "#:":
            found.documents += names_of(line)
        elif kind in {"#,", "#="}:
            found.flags += _flags(line)
        elif kind == "#|":
            found.previous += (line[2:].strip(),)
        elif kind:
            _read_translator(found, line.strip(" \t") if kind[0] != "#" else line)
    return found


@lru_cache(maxsize=4096)
def names_of(line: str) -> tuple[str, ...]:
    """The documents of a `#:` line; few lines stand in many entries."""
    return tuple([one or other for one, other in _NAME.findall(line[2:])])


@lru_cache(maxsize=256)
def _flags(line: str) -> tuple[str, ...]:
    return tuple([flag for part in line[2:].split(",") if (flag := part.strip())])


def _read_translator(found: Comments, line: str) -> None:
    text = line.lstrip(" \t")[1:].removeprefix(" ")
    if text.startswith("origin: ") and found.origin is None:
        found.origin = Origin.parse(text[8:])
        if found.origin is not None:
            return
    if text.startswith("held: ") and found.held is None:
        found.held = Held.parse(text[6:])
        if found.held is not None:
            return
    found.translator += (text,)


def _read_extracted(found: Comments, text: str) -> None:
    name, _, value = text.partition(": ")
    if name == "path":
        found.paths += (_plain(value),)
    elif name == "locales":
        found.locales += (_plain(value),)
    elif name == "role":
        found.role = _plain(value)
    elif name == "lock":
        found.locks += (_plain(value),)
    elif name == "note":
        found.notes += (_plain(value),)
    elif match := _TAG.fullmatch(text):
        found.tags += (_plain(match[1]),)
    elif text:
        found.notes += (_plain(text),)


def _plain(text: str) -> str:
    return _ESCAPE.sub(lambda match: "\n" if match[1] == "n" else "\\", text)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n") if "\\" in text or "\n" in text else text


def unit_lines_of(unit: Unit) -> list[str]:
    """The translator's comment lines of a unit: theirs, then ours."""
    lines = [f"# {text}" if text else "#" for text in unit.comments]
    if unit.origin is not None and any(unit.forms):
        lines.append(f"# origin: {unit.origin}")
    if unit.held is not None:
        lines.append(f"# held: {unit.held}")
    return lines


def message_lines(message: Message, *, fuzzy: bool = False, read_only: bool = False) -> list[str]:
    """The extracted comments, documents and flags of a message."""
    lines = [f"#. path: {_escaped(path)}" for path in message.paths]
    lines += [f"#. locales: {_escaped(locales)}" for locales in message.locales]
    if message.role != "body":
        lines.append(f"#. role: {_escaped(message.role)}")
    if message.locks:
        lines += [f"#. lock: {_escaped(lock)}" for lock in message.locks]
    if message.tags:
        lines += [f"#. tag {n}: {_escaped(tag)}" for n, tag in enumerate(message.tags, 1)]
    if message.notes:
        lines += [f"#. note: {_escaped(note)}" for note in message.notes]
    lines += map(_document_line, message.documents)
    if fuzzy or read_only or message.flags:
        flags = ["fuzzy"] * fuzzy + list(message.flags) + ["read-only"] * read_only
        lines.append(f"#, {', '.join(flags)}")
    return lines


@lru_cache(maxsize=4096)
def _document_line(name: str) -> str:
    return f"#: {name}" if _PLAIN_NAME.fullmatch(name) else f"#: \u2068{name}\u2069"


def sealed_ends(block: str) -> str:
    """Entries of which no line ends in a backslash; strings end in a quote anyway."""
    return _OPEN_END.sub(lambda end: end[0] + " ", block) if "\\" in block else block


def previous_lines(unit: Unit) -> Iterator[str]:
    """The source this target was made for, without the mark before each line."""
    if unit.previous is None:
        return
    if unit.previous.context:
        yield f"msgctxt {quote(unit.previous.context)}"
    yield f"msgid {quote(unit.previous.source)}"
    if unit.previous_plural is not None:
        yield f"msgid_plural {quote(unit.previous_plural)}"
