"""A domain's documents on their way to a template; those that did not change are not read again.

Per document two things follow from its bytes and the rules in force: its fragment of the template,
and its notes (what is held, found or skipped in it). Both are remembered together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.check.pages.page import PageContext
from pipeline.errors import Fault, ImprimaturError, RejectedError
from pipeline.extract.fragments import (
    Fragment,
    join_fragments,
    make_fragment,
    parse_fragment,
    serialize_fragment,
)
from pipeline.formats.document import ParsedDocument
from pipeline.formats.gettext import serialize_template
from pipeline.formats.gettext.header import Header
from pipeline.locks.passages import PassageIndex, mark_faults
from pipeline.locks.registry import Registry
from pipeline.model.document import Approval, Segment, SourceDocument
from pipeline.model.policy import Domain
from pipeline.workflow.approvals import latest_approval
from pipeline.workflow.documents import in_sources, parse_documents, parse_one, template_of
from pipeline.workflow.notes import Notes, parse_notes, serialize_notes
from pipeline.workflow.pages import page_context, page_findings
from pipeline.workflow.project import Project
from pipeline.workflow.remembered import Memory, code_digest, rules_digest
from pipeline.workspace import layout
from pipeline.workspace.shelf import Shelf

__all__ = ["Extracted", "extract_domain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """A domain's template, and what was noted on the way."""

    pieces: Iterator[bytes]
    """The template's bytes, to be read once."""
    messages: int
    notes: Notes
    read: tuple[str, ...]
    """The documents that were read; the others were remembered."""


def extract_domain(
    project: Project,
    domain: Domain,
    documents: Sequence[SourceDocument],
    *,
    approvals: Mapping[str, Approval],
    registry: Registry,
    memory: Memory,
) -> Extracted:
    """The template of these documents; RejectedError with the faults of all of them."""
    notes, read, is_whole = Notes(), list[str](), True
    heads: list[Fragment] = []
    texts = Shelf()
    faults: list[Fault] = []
    reader = _Reader(project, registry)
    for item in documents:
        key = reader.key_of(item)
        found = _recalled(memory.get(key), item.path)
        if found is None:
            try:
                found = reader.read(item)
            except ImprimaturError as error:
                faults += [in_sources(fault) for fault in error.faults]
                continue
            read.append(item.path)
            memory.put(key, _to_remember(*found))
        fragment = found[0]
        if fragment is None:
            is_whole = False
        else:
            heads.append(fragment._replace(text=b""))
            texts.add(fragment.text)
        notes.add(found[1])
    RejectedError.raise_for(faults)
    header = Header(
        project=project.name,
        domain=domain.name,
        source_locale=project.settings.source_locale,
        created_on=latest_approval(project, documents, approvals).isoformat(),
    )
    joined = join_fragments(heads, header, texts.text) if is_whole else None
    if joined is None:  # what text alone cannot tell, and faults that need their place
        parsed = parse_documents(documents)
        template = template_of(project, domain, parsed, approvals, registry)
        joined = iter((serialize_template(template),)), len(template.messages)
    return Extracted(pieces=joined[0], messages=joined[1], notes=notes, read=tuple(read))


class _Reader:
    """Reads documents under the rules in force."""

    def __init__(self, project: Project, registry: Registry) -> None:
        self.registry = registry
        self.passages = PassageIndex(registry)
        self.pages: PageContext = page_context(project, registry)
        locks = [lock.id for lock in registry.locks]
        lapsed = [f"lapsed {lock.id}" for lock in registry.lapsed]
        self.base = code_digest() + rules_digest(project, [*locks, *lapsed])

    def key_of(self, item: SourceDocument) -> bytes:
        """What a document's fragment and notes follow from."""
        path = item.path.encode("utf-8", "surrogateescape")
        return hashlib.sha256(self.base + bytes.fromhex(item.digest.hex) + path).digest()

    def read(self, item: SourceDocument) -> tuple[Fragment | None, Notes]:
        """The document's fragment and notes; RejectedError `document.*`."""
        parsed = parse_one(item)
        ids = self.registry.ids_in(parsed.segments)

        def locks_of(segment: Segment) -> tuple[str, ...]:
            if segment.plural is not None:
                return ()
            return ids.get((segment.context, segment.source), ())

        return make_fragment(parsed, locks_of if ids else _no_locks), self.notes(parsed)

    def notes(self, parsed: ParsedDocument) -> Notes:
        """What is held, found or skipped in this document."""
        path = f"{layout.SOURCES}/{parsed.path}"
        return Notes(
            held=[
                *mark_faults(parsed.segments, self.registry, path=path),
                *self.passages.faults(path, parsed.segments),
            ],
            findings=page_findings(parsed, self.pages),
            skipped=[(path, item.line, item.kind, item.excerpt) for item in parsed.skipped],
        )


def _no_locks(_segment: Segment) -> tuple[str, ...]:
    return ()


def _to_remember(fragment: Fragment | None, notes: Notes) -> bytes | None:
    values = serialize_notes(notes)
    if fragment is None or values is None:
        return None
    return values.encode("utf-8", "surrogatepass") + b"\n" + serialize_fragment(fragment)


def _recalled(value: bytes | None, path: str) -> tuple[Fragment | None, Notes] | None:
    if value is None:
        return None
    try:
        values, _, data = value.partition(b"\n")
        return parse_fragment(data, path), parse_notes(values.decode("utf-8", "surrogatepass"))
    except (TypeError, ValueError):
        return None
