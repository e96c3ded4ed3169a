"""What one document gives to a template, as text; and fragments joined to a template's bytes.

- A fragment holds, per message of its document, the lines of the entry as they stand when no
  other document has the message. Joining merges what several documents have.
- The law: joined fragments are byte for byte what `make_template` and `serialize_template` make.
- What cannot be told from text alone (plurals that contradict each other, characters that no
  catalog may hold) gives no fragment: the template is made the long way then, with its faults.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from pipeline.formats.gettext.comments import document_line, escaped
from pipeline.formats.gettext.header import Header, header_block
from pipeline.formats.gettext.quoting import check_characters, quote
from pipeline.model.document import HasSegments, Segment

__all__ = ["Fragment", "join_fragments", "make_fragment", "parse_fragment", "serialize_fragment"]

_BETWEEN, _PARTS = "\x01", "\x02"
"""Characters that no fragment holds."""
_NO_TARGET = 'msgstr ""\n'


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
    """The entries of one document; three texts each, which joined are the entry."""

    path: str
    paths: Sequence[str]
    """The empty line before the entry, and the content paths."""
    lines: Sequence[str]
    """The other comments."""
    keys: Sequence[str]
    """From msgctxt or msgid to the end of the entry."""
    extras: dict[int, Extra]
    """By index, of the entries that have any."""


def make_fragment(
    document: HasSegments, locks_of: Callable[[Segment], Iterable[str]]
) -> Fragment | None:
    """The document's fragment, or None. `locks_of` says which locks a message has, sorted."""
    groups: dict[tuple[str, str], list[Segment]] = {}
    for segment in document.segments:
        groups.setdefault((segment.context, segment.source), []).append(segment)
    made = Fragment(document.path, [], [], [], {})
    below = document_line(document.path) + "\n"
    for index, group in enumerate(groups.values()):
        first = group[0]
        if any(other.plural != first.plural for other in group):
            return None
        notes = [f"#. note: {escaped(note)}\n" for item in group for note in item.notes]
        flags = sorted({flag for item in group for flag in item.flags})
        lines = _lines_of(first, locks_of(first))
        locales = [item.locales or "*" for item in group] if _is_filtered(group) else []
        if notes or flags or locales or first.plural is not None:
            notes = list(dict.fromkeys(notes))
            made.extras[index] = Extra(lines, notes, flags, first.plural is not None, locales)
        made.paths.append("\n" + "".join([f"#. path: {escaped(item.path)}\n" for item in group]))  # type: ignore[attr-defined]
        lines = _filter_lines(locales) + lines
        made.lines.append(lines + "".join(notes) + below + _flag_line(flags))  # type: ignore[attr-defined]
        made.keys.append(_key_of(first))  # type: ignore[attr-defined]
    whole = "".join(chain(made.paths, made.lines, made.keys))
    return None if check_characters(whole.encode("utf-8", "surrogatepass"), path="") else made


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


def join_fragments(fragments: Sequence[Fragment], header: Header) -> tuple[bytes, int] | None:
    """The template's bytes and how many messages it has; None when plurals contradict."""
    known: set[str] = set()
    shared: set[str] = set()
    for item in fragments:
        own = set(item.keys)
        shared |= known & own
        known |= own
    if _contradict(fragments, known):
        return None
    texts = [header_block(header, len(known))]
    occurrences = _occurrences(fragments, shared)
    for item in fragments:
        if shared.isdisjoint(item.keys):
            texts.extend(chain.from_iterable(zip(item.paths, item.lines, item.keys, strict=True)))
        else:
            texts.extend(_entries(item, shared, occurrences))
    return "".join(texts).encode(), len(known)


def _contradict(fragments: Iterable[Fragment], known: Iterable[str]) -> bool:
    """Whether two messages with different plurals, or one without, are one entry for gettext."""
    plural = {
        _base_of(item.keys[index])
        for item in fragments
        for index, extra in item.extras.items()
        if extra.is_plural
    }
    if not plural:
        return False
    bases = [base for key in known if (base := _base_of(key)) in plural]
    return len(bases) != len(plural)


def _base_of(key: str) -> str:
    """The lines of context and source."""
    return key.partition("\nmsgid_plural ")[0].removesuffix("\n" + _NO_TARGET)


def _occurrences(
    fragments: Iterable[Fragment], shared: set[str]
) -> dict[str, list[tuple[Fragment, int]]]:
    found: dict[str, list[tuple[Fragment, int]]] = {key: [] for key in shared}
    if shared:
        for item in fragments:
            for index, key in enumerate(item.keys):
                if key in shared:
                    found[key].append((item, index))
    return found


def _entries(
    item: Fragment, shared: set[str], occurrences: dict[str, list[tuple[Fragment, int]]]
) -> Iterator[str]:
    """The entries of a document, each where the first document that has it stands."""
    for paths, lines, key in zip(item.paths, item.lines, item.keys, strict=True):
        if key not in shared:
            yield paths
            yield lines
            yield key
        elif occurrences[key][0][0] is item:
            yield _merged(occurrences[key])
            yield key


def _merged(found: Sequence[tuple[Fragment, int]]) -> str:
    """The comments of an entry that several documents have."""
    first, index = found[0]
    paths = [first.paths[index], *(item.paths[at][1:] for item, at in found[1:])]
    documents = [document_line(name) + "\n" for name in sorted(item.path for item, _ in found)]
    extras = [item.extras[at] for item, at in found if at in item.extras]
    extra = first.extras.get(index)
    lines = (
        first.lines[index].removesuffix(document_line(first.path) + "\n")
        if extra is None
        else extra.lines
    )
    notes = dict.fromkeys(note for one in extras for note in one.notes)
    flags = sorted({flag for one in extras for flag in one.flags})
    filters = _filter_lines(_filters(found)) if any(one.locales for one in extras) else ""
    return "".join([*paths, filters, lines, *notes, *documents, _flag_line(flags)])


def _filters(found: Iterable[tuple[Fragment, int]]) -> Iterator[str]:
    """The locale filter of every occurrence, in order."""
    for item, at in found:
        extra = item.extras.get(at)
        occurrences = item.paths[at].count("\n") - 1
        yield from (extra.locales if extra and extra.locales else ["*"] * occurrences)


def serialize_fragment(fragment: Fragment) -> str:
    """The fragment as one text."""
    extras = json.dumps(list(fragment.extras.items()), ensure_ascii=False)
    lists = (fragment.paths, fragment.lines, fragment.keys)
    return _PARTS.join((*(_BETWEEN.join(texts) for texts in lists), extras))


def parse_fragment(text: str, path: str) -> Fragment:
    """The fragment of the document at `path` in this text; ValueError when there is none."""
    *parts, extras = text.split(_PARTS)
    paths, lines, keys = (part.split(_BETWEEN) if part else [] for part in parts)
    found = {int(index): Extra(*extra) for index, extra in json.loads(extras)}
    if not len(paths) == len(lines) == len(keys):
        raise ValueError("lists of different lengths")
    return Fragment(path, paths, lines, keys, found)
