r"""The comment lines of an entry: what each kind says, read and written.

# origin: engine apertium/eng-spa 1a2b3c4d5e6f      where the target came from
# held: placeholder.mismatch engine x 1a2b3c4d5e6f  what was refused
# anything else                                     a translator's comment, kept
#. path: role: lock: tag 1: note:                   the message
#: page.md                                          its documents
#, fuzzy, read-only, i18next-format                 flags
#| msgid "…"                                        the source the target was made for
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.formats.gettext.quoting import quote
from pipeline.formats.gettext.scan import read_previous
from pipeline.model.message import Message
from pipeline.model.unit import Held, Origin, Unit

__all__ = ["Comments", "message_lines", "previous_lines", "read_comments", "unit_lines_of"]

_NAME = re.compile(r"\u2068([^\u2069]*)\u2069|([^\s\u2068]\S*)")
_PLAIN_NAME = re.compile(r"[^\s\u2068\u2069]+")
_TAG = re.compile(r"tag [0-9]+: (.*)")
_ESCAPE = re.compile(r"\\([\\n])")
_MARKS = frozenset({"fuzzy", "read-only"})


@dataclass(slots=True)
class Comments:
    """What the comments of one entry say."""

    translator: list[str] = field(default_factory=list)
    origin: Origin | None = None
    held: Held | None = None
    paths: list[str] = field(default_factory=list)
    role: str = "body"
    locks: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    previous: list[str] = field(default_factory=list)

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
        return tuple(sorted({flag for flag in self.flags if flag not in _MARKS}))

    def read_previous(self) -> tuple[str, str, str | None] | None:
        """(context, source, plural) of the previous source; None when malformed."""
        return read_previous(self.previous)


def read_comments(text: str) -> Comments:
    """What these comment lines say."""
    found = Comments()
    for line in text.split("\n"):
        kind = line[:2]
        if kind == "#.":
            _read_extracted(found, line[2:].removeprefix(" "))
        elif kind == "#:":
            found.documents += [one or other for one, other in _NAME.findall(line[2:])]
        elif kind in {"#,", "#="}:
            found.flags += [flag for part in line[2:].split(",") if (flag := part.strip())]
        elif kind == "#|":
            found.previous.append(line[2:].strip())
        elif kind:
            _read_translator(found, line.strip(" \t") if kind[0] != "#" else line)
    return found


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
    found.translator.append(text)


def _read_extracted(found: Comments, text: str) -> None:
    name, _, value = text.partition(": ")
    if name == "path":
        found.paths.append(_plain(value))
    elif name == "role":
        found.role = _plain(value)
    elif name == "lock":
        found.locks.append(_plain(value))
    elif name == "note":
        found.notes.append(_plain(value))
    elif match := _TAG.fullmatch(text):
        found.tags.append(_plain(match[1]))
    elif text:
        found.notes.append(_plain(text))


def _plain(text: str) -> str:
    return _ESCAPE.sub(lambda match: "\n" if match[1] == "n" else "\\", text)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n") if "\\" in text or "\n" in text else text


def unit_lines_of(unit: Unit) -> Iterator[str]:
    """The translator's comment lines of a unit: theirs, then ours."""
    for text in unit.comments:
        yield f"# {text}" if text else "#"
    if unit.origin is not None:
        yield f"# origin: {unit.origin}"
    if unit.held is not None:
        yield f"# held: {unit.held}"


def message_lines(
    message: Message, *, fuzzy: bool = False, read_only: bool = False
) -> Iterator[str]:
    """The extracted comments, documents and flags of a message."""
    for path in message.paths:
        yield f"#. path: {_escaped(path)}"
    if message.role != "body":
        yield f"#. role: {_escaped(message.role)}"
    for lock in message.locks:
        yield f"#. lock: {_escaped(lock)}"
    for number, tag in enumerate(message.tags, 1):
        yield f"#. tag {number}: {_escaped(tag)}"
    for note in message.notes:
        yield f"#. note: {_escaped(note)}"
    for name in message.documents:
        yield f"#: {name}" if _PLAIN_NAME.fullmatch(name) else f"#: \u2068{name}\u2069"
    flags = ["fuzzy"] * fuzzy + list(message.flags) + ["read-only"] * read_only
    if flags:
        yield f"#, {', '.join(flags)}"


def previous_lines(unit: Unit) -> Iterator[str]:
    """The source this target was made for, without the mark before each line."""
    if unit.previous is None:
        return
    if unit.previous.context:
        yield f"msgctxt {quote(unit.previous.context)}"
    yield f"msgid {quote(unit.previous.source)}"
    if unit.previous_plural is not None:
        yield f"msgid_plural {quote(unit.previous_plural)}"
