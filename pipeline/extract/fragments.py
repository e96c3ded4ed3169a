"""What one document gives to a template, as bytes; and fragments joined to a template's bytes.

- A fragment holds the entries of its document as they stand when no other document has their
  messages. Joining copies them, and merges what several documents have.
- The law: joined fragments are byte for byte what `make_template` and `serialize_template` make.
- What cannot be told from text alone (plurals that contradict each other, characters that no
  catalog may hold) gives no fragment: the template is made the long way then, with its faults.
"""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple
from zlib import crc32

from pipeline.formats.gettext.comments import document_line, escaped
from pipeline.formats.gettext.header import Header, header_block
from pipeline.formats.gettext.quoting import check_characters, quote
from pipeline.model.document import HasSegments, Segment

__all__ = ["Fragment", "join_fragments", "make_fragment", "parse_fragment", "serialize_fragment"]

_NO_TARGET = 'msgstr ""\n'
_PATHS = re.compile(r"(?:#\. path: [^\n]*+\n)++")


class Extra(NamedTuple):
    """What an entry has beside paths, role, locks, tags and document."""

    lines: str
    """Role, locks and tags."""
    notes: list[str]
    flags: list[str]
    is_plural: bool
    locales: list[str]
    """The locale filter of each occurrence, `*` where there is none; empty: none has one."""


class Fragment(NamedTuple):
    """The entries of one document."""

    path: str
    text: bytes
    """Each entry behind an empty line; no entry holds one."""
    marks: array[int]
    """One number per entry; those of equal messages are equal."""
    extras: dict[int, Extra]
    """By index, of the entries that have any."""


def make_fragment(
    document: HasSegments, locks_of: Callable[[Segment], Iterable[str]]
) -> Fragment | None:
    """The document's fragment, or None. `locks_of` says which locks a message has, sorted."""
    groups: dict[tuple[str, str], list[Segment]] = {}
    for segment in document.segments:
        groups.setdefault((segment.context, segment.source), []).append(segment)
    texts: list[str] = []
    marks, extras = array("L"), dict[int, Extra]()
    below = document_line(document.path) + "\n"
    for index, group in enumerate(groups.values()):
        first = group[0]
        lines, key = _lines_of(first, locks_of(first)), _key_of(first)
        marks.append(crc32(key.encode("utf-8", "surrogatepass")))
        more = first.notes or first.flags or first.locales or first.plural is not None
        if len(group) == 1 and not more:
            texts.append(f"\n#. path: {escaped(first.path)}\n{lines}{below}{key}")
            continue
        if any(other.plural != first.plural for other in group):
            return None
        extra = _extra_of(group, lines)
        paths = "".join([f"#. path: {escaped(item.path)}\n" for item in group])
        if extra is None:
            texts.append(f"\n{paths}{lines}{below}{key}")
            continue
        extras[index] = extra
        lines = _filter_lines(extra.locales) + lines + "".join(extra.notes)
        texts.append(f"\n{paths}{lines}{below}{_flag_line(extra.flags)}{key}")
    text = "".join(texts).encode("utf-8", "surrogatepass")
    if check_characters(text, path="") or _count(text) != len(marks):
        return None
    return Fragment(document.path, text, marks, extras)


def _extra_of(group: Sequence[Segment], lines: str) -> Extra | None:
    first = group[0]
    notes = dict.fromkeys(f"#. note: {escaped(note)}\n" for item in group for note in item.notes)
    flags = sorted({flag for item in group for flag in item.flags})
    locales = [item.locales or "*" for item in group] if _is_filtered(group) else []
    if not (notes or flags or locales or first.plural is not None):
        return None
    return Extra(lines, list(notes), flags, first.plural is not None, locales)


def _lines_of(segment: Segment, locks: Iterable[str]) -> str:
    made = "" if segment.role == "body" else f"#. role: {escaped(segment.role)}\n"
    made += "".join([f"#. lock: {escaped(lock)}\n" for lock in locks])
    if segment.tags:
        tags = enumerate(segment.tags, 1)
        made += "".join([f"#. tag {number}: {escaped(tag)}\n" for number, tag in tags])
    return made


def _is_filtered(group: Iterable[Segment]) -> bool:
    return any(segment.locales for segment in group)


def _filter_lines(locales: Iterable[str]) -> str:
    return "".join([f"#. locales: {escaped(text)}\n" for text in locales])


def _flag_line(flags: Sequence[str]) -> str:
    return f"#, {', '.join(flags)}\n" if flags else ""


def _key_of(segment: Segment) -> str:
    context = f"msgctxt {quote(segment.context)}\n" if segment.context else ""
    key = f"{context}msgid {quote(segment.source)}\n"
    if segment.plural is None:
        return key + _NO_TARGET
    return f'{key}msgid_plural {quote(segment.plural)}\nmsgstr[0] ""\nmsgstr[1] ""\n'


class _Occurrence(NamedTuple):
    """An entry that may stand in several documents."""

    fragment: Fragment
    number: int
    paths: str
    """The lines of its content paths."""
    lines: str
    """The other comments; kept of the first occurrence alone."""


def join_fragments(
    fragments: Sequence[Fragment], header: Header, text_of: Callable[[int], bytes] | None = None
) -> tuple[Iterator[bytes], int] | None:
    """The template's bytes in pieces, and how many messages it has; None when plurals contradict.

    `text_of` gives the text of the fragment at an index, where the fragments do not hold their own.
    """
    texts = text_of or (lambda index: fragments[index].text)
    shared = _shared_marks(fragments)
    if any(extra.is_plural for item in fragments for extra in item.extras.values()):
        shared = {mark for item in fragments for mark in item.marks}
    occurrences: dict[str, list[_Occurrence]] = {}
    for at, item in enumerate(fragments):
        if not shared.isdisjoint(item.marks):
            _note_occurrences(item, texts(at), shared, occurrences)
    if _contradict(occurrences):
        return None
    total = sum(len(item.marks) for item in fragments)
    total -= sum(len(found) - 1 for found in occurrences.values())
    first = {
        (found[0].fragment.path, found[0].number): (key, found)
        for key, found in occurrences.items()
    }

    def pieces() -> Iterator[bytes]:
        yield header_block(header, total).encode()
        for at, item in enumerate(fragments):
            if shared.isdisjoint(item.marks):
                yield texts(at)
            else:
                yield b"".join(_joined(item, texts(at), shared, first))

    return pieces(), total


def _note_occurrences(
    item: Fragment, text: bytes, shared: set[int], occurrences: dict[str, list[_Occurrence]]
) -> None:
    for number, (mark, entry) in enumerate(zip(item.marks, _entries_of(text), strict=True)):
        if mark in shared:
            decoded = entry.decode()
            at = decoded.index("\nmsg") + 1
            matched = _PATHS.match(decoded)
            paths = matched[0] if matched is not None else ""
            found = occurrences.setdefault(decoded[at:], [])
            lines = "" if found else decoded[len(paths) : at]
            found.append(_Occurrence(item, number, paths, lines))


def _shared_marks(fragments: Iterable[Fragment]) -> set[int]:
    """The marks that stand more than once: every message that does, and perhaps a few more."""
    known: set[int] = set()
    shared: set[int] = set()
    for item in fragments:
        own = set(item.marks)
        if len(own) < len(item.marks):
            shared.update(mark for mark in own if item.marks.count(mark) > 1)
        shared |= known & own
        known |= own
    return shared


def _count(text: bytes) -> int:
    """How many entries the text of a fragment has."""
    return text.count(b"\n\n") + 1 if text else 0


def _entries_of(text: bytes) -> list[bytes]:
    """The entries of a fragment's text, each without the empty line before it."""
    entries = text[1:-1].split(b"\n\n") if text else []
    return [entry + b"\n" for entry in entries]


def _contradict(occurrences: dict[str, list[_Occurrence]]) -> bool:
    """Whether two messages with different plurals, or one without, are one entry for gettext."""
    plural = {
        _base_of(key)
        for key, found in occurrences.items()
        for one in found
        if one.number in one.fragment.extras and one.fragment.extras[one.number].is_plural
    }
    if not plural:
        return False
    bases = [base for key in occurrences if (base := _base_of(key)) in plural]
    return len(bases) != len(plural)


def _base_of(key: str) -> str:
    """The lines of context and source."""
    return key.partition("\nmsgid_plural ")[0].removesuffix("\n" + _NO_TARGET)


def _joined(
    item: Fragment,
    text: bytes,
    shared: set[int],
    first: dict[tuple[str, int], tuple[str, list[_Occurrence]]],
) -> Iterator[bytes]:
    """The entries of a document, each where the first document that has it stands."""
    for number, (mark, entry) in enumerate(zip(item.marks, _entries_of(text), strict=True)):
        if mark not in shared:
            yield b"\n" + entry
            continue
        key, found = first.get((item.path, number), ("", ()))
        if len(found) == 1:
            yield b"\n" + entry
        elif found:
            yield f"\n{_merged(found)}{key}".encode()


def _merged(found: Sequence[_Occurrence]) -> str:
    """The comments of a message that several documents have."""
    first = found[0]
    documents = [document_line(name) + "\n" for name in sorted(one.fragment.path for one in found)]
    extras = [extra for one in found if (extra := one.fragment.extras.get(one.number)) is not None]
    own = first.fragment.extras.get(first.number)
    lines = (
        first.lines.removesuffix(document_line(first.fragment.path) + "\n")
        if own is None
        else own.lines
    )
    notes = dict.fromkeys(note for one in extras for note in one.notes)
    flags = sorted({flag for one in extras for flag in one.flags})
    filters = _filter_lines(_filters(found)) if any(one.locales for one in extras) else ""
    paths = (one.paths for one in found)
    return "".join([*paths, filters, lines, *notes, *documents, _flag_line(flags)])


def _filters(found: Iterable[_Occurrence]) -> Iterator[str]:
    """The locale filter of every occurrence, in order."""
    for one in found:
        extra = one.fragment.extras.get(one.number)
        yield from extra.locales if extra and extra.locales else ["*"] * one.paths.count("\n")


def serialize_fragment(fragment: Fragment) -> bytes:
    """The fragment as bytes that this kind of machine reads again."""
    extras = json.dumps(list(fragment.extras.items()), ensure_ascii=False)
    head = f"{len(fragment.marks)}\n{extras}\n".encode("utf-8", "surrogatepass")
    return head + fragment.marks.tobytes() + fragment.text


def parse_fragment(data: bytes, path: str) -> Fragment:
    """The fragment of the document at `path` in these bytes; ValueError when there is none."""
    count, extras, rest = data.split(b"\n", 2)
    found = {int(index): Extra(*extra) for index, extra in json.loads(extras)}
    marks = array("L")
    size = int(count) * marks.itemsize
    marks.frombytes(rest[:size])
    text = rest[size:]
    if len(marks) != int(count):
        raise ValueError("not as many marks as entries")
    return Fragment(path, text, marks, found)
