"""Where in a document we are: sections, inherited marks, content paths.

- A content path is document / section / role / ordinal in that section. A section is the nearest
  id an author set, followed by the slugs of the headings since; two headings of one slug under
  the same parent are told apart by `~2`. Edits in other sections do not move a path.
- `translate`, a lock mark, a context and notes are inherited; a context and notes of an author
  apply to text, not to attributes.
- Segments may be added in any order; they come out in document order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipeline.errors import Fault, RejectedError
from pipeline.formats.document_cuts import cut_faults, locales_of, sort_cuts
from pipeline.formats.document_spans import Cut, ParsedDocument, Place, Slot
from pipeline.model.document import Segment, Skipped
from pipeline.text.space import collapse
from pipeline.text.tags import strip_tags

__all__ = ["Outline", "Scope", "slug_of"]

MAX_CHARACTERS = 20_000
MAX_EXCERPT = 60
MAX_SLUG = 60
_SLUG = re.compile(r"[^\W_]+")
_LETTER = re.compile(r"[^\W\d_]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")


def slug_of(text: str) -> str:
    """The words of a heading in lower case, joined by hyphens; at most 60 characters."""
    slug = ""
    for word in _SLUG.finditer(strip_tags(text).lower()):
        slug = f"{slug}-{word[0]}" if slug else word[0]
        if len(slug) >= MAX_SLUG:
            break
    return slug[:MAX_SLUG].strip("-") or "section"


@dataclass(slots=True)
class Scope:
    """What an element passes on to what is inside it."""

    translate: bool = True
    role: str = ""
    """The role of text here; empty means `body`."""
    context: str | None = None
    notes: tuple[str, ...] = ()
    lock: str = ""
    lock_serial: int = 0
    """Tells two passages marked with the same id apart."""
    base: str = ""
    headings: list[tuple[int, str]] = field(default_factory=list)


_Found = tuple[
    int,  # where it starts
    int,  # minus where it ends: what holds others comes first
    int,  # its number
    Slot,
    str,  # path
    str,  # role
    str,  # context
    str,  # source
    str | None,  # plural
    tuple[str, ...],  # tags
    tuple[str, ...],  # notes
    tuple[str, ...],  # flags
    str,  # lock mark
    int,  # serial of the lock mark
]
"""A segment on its way; a bare tuple, for there are a hundred thousand of them."""


class Outline:
    """Collects the segments of one document."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.scopes: list[Scope] = [Scope(base=path)]
        self.faults: list[Fault] = []
        self.cuts: list[Cut] = []
        """Stretches with a locale filter."""
        self._found: list[_Found] = []
        self._ordinals: dict[tuple[str, str], int] = {}
        self._sections: dict[str, int] = {}
        self._skipped: list[tuple[int, str, str]] = []
        self._serial = 0
        self._section = ""
        """The section's path while it is known."""

    @property
    def scope(self) -> Scope:
        """What applies here."""
        return self.scopes[-1]

    def enter(
        self,
        *,
        translate: bool | None = None,
        role: str | None = None,
        context: str | None = None,
        note: str = "",
        lock: str = "",
        anchor: str = "",
    ) -> int:
        """Opens a scope; returns the depth that `leave` wants."""
        above = self.scope
        self._section = self._section if not anchor else ""
        if lock:
            self._serial += 1
        self.scopes.append(
            Scope(
                translate=above.translate if translate is None else translate,
                role=above.role if role is None else role,
                context=above.context if context is None else context,
                notes=(*above.notes, note) if note else above.notes,
                lock=lock or above.lock,
                lock_serial=self._serial if lock else above.lock_serial,
                base=f"{self.path}/#{anchor}" if anchor else above.base,
                headings=[] if anchor else above.headings,
            )
        )
        return len(self.scopes) - 1

    def leave(self, depth: int) -> None:
        """Closes the scope opened at this depth, and all inside it."""
        if 0 < depth < len(self.scopes):
            del self.scopes[depth:]
            self._section = ""

    def begin_heading(self, level: int) -> None:
        """A heading of this level follows: it belongs to the section above it."""
        headings = self.scope.headings
        self._section = ""
        while headings and headings[-1][0] >= level:
            headings.pop()

    def end_heading(self, level: int, slug: str) -> None:
        """What follows belongs to the heading just read."""
        parent = f"{self.section}/{slug}"
        count = self._sections[parent] = self._sections.get(parent, 0) + 1
        self._section = ""
        self.scope.headings.append((level, slug if count == 1 else f"{slug}~{count}"))

    @property
    def section(self) -> str:
        """The content path of the section we are in."""
        if not self._section:
            scope = self.scopes[-1]
            self._section = "/".join((scope.base, *(slug for _, slug in scope.headings)))
        return self._section

    def add(
        self,
        slot: Slot,
        source: str,
        *,
        role: str = "",
        context: str | None = None,
        tags: tuple[str, ...] = (),
        notes: tuple[str, ...] = (),
        plural: str | None = None,
        flags: tuple[str, ...] = (),
        section: str = "",
        is_attribute: bool = False,
    ) -> None:
        """A segment here. The context follows from the role unless the author set one."""
        scope = self.scope
        role = role or scope.role or "body"
        if context is None and not is_attribute:
            context = scope.context
        if context is None:
            context = "" if role == "body" else role
        section = section or self.section
        key = (section, role)
        ordinal = self._ordinals[key] = self._ordinals.get(key, 0) + 1
        found = self._found
        found.append(
            (
                slot.start,
                -slot.end,
                len(found),
                slot,
                f"{section}/{role}/{ordinal}",
                role,
                context,
                source,
                plural,
                tags,
                notes if is_attribute else scope.notes + notes,
                flags,
                "" if is_attribute else scope.lock,
                scope.lock_serial,
            )
        )

    def finish(self, text: str, media: str, places: tuple[Place, ...] = ()) -> ParsedDocument:
        """The document, or RejectedError with every fault found."""
        found = sorted(self._found)
        slots = tuple([item[3] for item in found])
        cuts: tuple[Cut, ...] = ()
        locales = [""] * len(found)
        if self.cuts:
            cuts = sort_cuts(self.cuts)
            self.faults += cut_faults(cuts, slots, text, self.path)
            locales = locales_of(cuts, [slot.start for slot in slots])
        segments = tuple(self._segments(found, locales, text))
        RejectedError.raise_for(sorted(self.faults, key=lambda fault: fault.line))
        return ParsedDocument(
            path=self.path,
            media=media,
            segments=segments,
            text=text,
            slots=slots,
            places=places,
            skipped=self._skipped_of(text),
            cuts=cuts,
        )

    def _segments(
        self, found: Iterable[_Found], locales: Iterable[str], text: str
    ) -> Iterator[Segment]:
        """The segments, with the faults of their characters."""
        line, at, serials, count = 1, 0, {0}, text.count
        for item, meant_for in zip(found, locales, strict=True):
            (
                start,
                _,
                _,
                _,
                path,
                role,
                context,
                source,
                plural,
                tags,
                notes,
                flags,
                lock,
                serial,
            ) = item
            line += count("\n", at, start)
            at = start
            if not source.isprintable() or len(source) > MAX_CHARACTERS or plural is not None:
                self._check(source, line)
                self._check(plural or "", line)
            begins = bool(lock) and serial not in serials
            if lock:
                serials.add(serial)
            yield Segment(
                path,
                role,
                context,
                source,
                plural,
                tags,
                notes,
                flags,
                lock,
                line,
                begins,
                meant_for,
            )

    def cut(self, start: int, end: int, locales: str) -> None:
        """This stretch is for some locales; `*`: for all."""
        if end > start:
            self.cuts.append(Cut(start, end, "" if locales == "*" else locales))

    def skip(self, kind: str, raw: str, *, at: int) -> None:
        """Words from offset `at` on that no segment holds; without a letter nothing is noted."""
        if _LETTER.search(raw) is None:
            return
        excerpt = collapse(raw[: 4 * MAX_EXCERPT])
        short = excerpt if len(excerpt) <= MAX_EXCERPT else excerpt[: MAX_EXCERPT - 1] + "…"
        self._skipped.append((at, kind, short))

    def _skipped_of(self, text: str) -> tuple[Skipped, ...]:
        made, line, at = [], 1, 0
        for start, kind, excerpt in sorted(self._skipped):
            line += text.count("\n", at, start)
            at = start
            made.append(Skipped(line=line, kind=kind, excerpt=excerpt))
        return tuple(made)

    def fault(self, code: str, message: str, *, line: int, hint: str = "") -> None:
        """Something is wrong here; reading goes on."""
        self.faults.append(Fault(code=code, message=message, path=self.path, line=line, hint=hint))

    def _check(self, text: str, line: int) -> None:
        if len(text) > MAX_CHARACTERS:
            message = f"a segment of {len(text)} characters; {MAX_CHARACTERS} are allowed"
            self.fault("document.limit", message, line=line)
        control = _CONTROL.search(text) if not text.isprintable() else None
        if control is not None:
            message = f"U+{ord(control.group()):04X} is a control character"
            self.fault("document.control", message, line=line)
