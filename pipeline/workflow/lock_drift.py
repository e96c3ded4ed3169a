"""`lock drift`: what in the sources is nearly a lock and is not, with file and line.

And forms of terms that the source itself is not to use.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.errors import Fault
from pipeline.formats.document import ParsedDocument
from pipeline.locks.passages import mark_faults, passage_faults
from pipeline.locks.registry import Registry
from pipeline.model.finding import Finding, IssueType, Severity
from pipeline.model.locale import LocaleTag
from pipeline.model.lock import FormStatus
from pipeline.model.message import Message, MessageKey
from pipeline.text.characters import difference, fold
from pipeline.text.tags import strip_tags
from pipeline.workflow.documents import parse_documents
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.project import Project, read_documents
from pipeline.workflow.registry import read_registry
from pipeline.workspace import layout

__all__ = ["drift"]


def drift(project: Project) -> Outcome:
    """Every marked, copied or cut piece of a lock in the documents that is not what it seems."""
    registry = read_registry(project, sealed=False)
    findings: list[Finding] = []
    segments = documents = 0
    for domain in project.domains:
        for parsed in parse_documents(read_documents(project, domain)):
            documents += 1
            segments += len(parsed.segments)
            findings += _in_document(parsed, registry)
            findings += _unwanted(parsed, registry, project.settings.source_locale)
    findings.sort(key=lambda finding: (finding.path, finding.line, finding.code))
    return Outcome(
        verb="lock drift",
        findings=tuple(findings),
        data={"documents": documents, "segments": segments, "locks": len(registry.locks)},
        talk=(f"{segments} segments of {documents} documents, {len(findings)} findings",),
        next="imprimatur explain lock.drift" if findings else "imprimatur lock seal",
    )


def _in_document(parsed: ParsedDocument, registry: Registry) -> Iterator[Finding]:
    path = f"{layout.SOURCES}/{parsed.path}"
    marked = mark_faults(parsed.segments, registry, path=path)
    for fault in (*marked, *passage_faults({path: parsed.segments}, registry)):
        yield _finding(fault)
    lines = {fault.line for fault in marked}
    for segment in parsed.segments:
        key = MessageKey(segment.context, segment.source)
        message = Message(key=key, plural=segment.plural, role=segment.role)
        hit = None if segment.line in lines and segment.lock_mark else registry.drift(message)
        if hit is None:
            continue
        lock = next(lock for lock in (*registry.locks, *registry.lapsed) if lock.id == hit.lock_id)
        source, text = strip_tags(lock.source[hit.index]), strip_tags(segment.source)
        same = fold(source) == fold(text)
        detail = difference(source, text) if same else str(hit)
        said = f"“{text[:60]}” is {hit.similarity:.0%} like {hit.lock_id}/{hit.index + 1}: {detail}"
        yield _finding(Fault(code="lock.drift", message=said, path=path, line=segment.line))


def _unwanted(parsed: ParsedDocument, registry: Registry, locale: LocaleTag) -> Iterator[Finding]:
    """Forms of terms that the source itself is not to use."""
    for segment in parsed.segments:
        key = MessageKey(segment.context, segment.source)
        message = Message(key=key, plural=segment.plural, role=segment.role)
        for hit in registry.unwanted_source(message, locale):
            forbidden = hit.form.status is FormStatus.FORBIDDEN
            yield Finding(
                code=f"term.{hit.form.status}",
                type=IssueType.TERMINOLOGY,
                severity=Severity.BLOCKER if forbidden else Severity.WARNING,
                message=str(hit),
                path=f"{layout.SOURCES}/{parsed.path}",
                line=segment.line,
            )


def _finding(fault: Fault) -> Finding:
    return Finding(
        code=fault.code,
        type=IssueType.INCONSISTENCY,
        severity=Severity.BLOCKER,
        message=fault.message,
        path=fault.path,
        line=fault.line,
    )
