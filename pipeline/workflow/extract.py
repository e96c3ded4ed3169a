"""`extract`: approved documents to one template per domain."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.approve.approvals import unapproved
from pipeline.errors import Fault, ImprimaturError
from pipeline.ledger.event import Action
from pipeline.model.document import Approval, SourceDocument
from pipeline.model.finding import Finding
from pipeline.model.policy import Domain
from pipeline.signing.roles import SealType
from pipeline.workflow.approvals import read_approvals, refuse_unapproved
from pipeline.workflow.events import commit
from pipeline.workflow.jobs import Job, Part, run_jobs
from pipeline.workflow.notes import Notes, parse_notes, serialize_notes
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.project import Project, read_documents
from pipeline.workflow.remembered import Memory, code_digest, open_memory, rules_digest
from pipeline.workflow.seals import require_sealed
from pipeline.workflow.table import number_of
from pipeline.workspace import layout

__all__ = ["extract", "extract_part"]


def extract(project: Project, *, executor: str | None = None) -> Outcome:
    """Writes `locales/<domain>.pot` for every domain whose documents are all approved.

    A domain with an unapproved, changed or expired document keeps its template; the others are
    extracted, then everything that was refused is raised at once (`approval.*`). Nothing is
    extracted on approvals or a policy that are not sealed as they lie there (`seal.*`).
    """
    _require_seals(project)
    refused: list[Part] = []
    lines, data, held, talk = [], dict[str, object](), list[Fault](), list[str]()
    findings: list[Finding] = []
    jobs = [Job(verb="extract", domain=domain.name) for domain in project.domains]
    for part in run_jobs(project, jobs, executor=executor):
        if part.stopped is not None:
            raise part.stopped
        if part.error is not None:
            refused.append(part)
            continue
        held += part.held
        findings += part.findings
        talk += part.talk
        lines.append(part.line)
        data.update(part.data)
    changed = commit(project, Action.SOURCE_EXTRACTED)
    if refused:
        faults = tuple(fault for part in refused if part.error for fault in part.error[1])
        replace(refused[0], error=(_kind(refused[0]), faults)).raise_error()
    return Outcome(
        verb="extract",
        lines=tuple(lines),
        data={"domains": data},
        findings=tuple(findings),
        held=tuple(held),
        changed=changed,
        talk=tuple(talk),
        next="imprimatur update",
    )


def _kind(part: Part) -> str:
    return part.error[0] if part.error is not None else ""


def _require_seals(project: Project) -> None:
    for type_ in (SealType.POLICY, SealType.APPROVALS):
        require_sealed(project, type_)


def extract_part(project: Project, job: Job) -> Part:
    """Stages one domain's template; a refusal is part of the result."""
    _require_seals(project)
    require_sealed(project, SealType.REGISTRY)
    approvals = read_approvals(project)
    domain = next(domain for domain in project.domains if domain.name == job.domain)
    documents = read_documents(project, domain)
    try:
        refuse_unapproved(unapproved(documents, approvals, as_of=project.as_of))
        with open_memory(project) as memory:
            key = _key_of(project, domain, documents, approvals)
            known = _recalled(project, domain, memory.get(key))
            if known is None:
                known = _extracted(project, domain, documents, approvals, memory)
                memory.put(key, _to_remember(project, domain, *known))
    except ImprimaturError as error:
        return Part(error=(type(error).__name__, error.faults))
    return _part_of(domain, len(documents), *known)


def _extracted(
    project: Project,
    domain: Domain,
    documents: Sequence[SourceDocument],
    approvals: Mapping[str, Approval],
    memory: Memory,
) -> tuple[int, Notes]:
    """How many messages the staged template has, and what was noted."""
    # Imported late: a run that finds nothing changed does not pay for it.
    from pipeline.workflow.extraction import extract_domain
    from pipeline.workflow.registry import read_registry

    registry = read_registry(project)
    made = extract_domain(
        project, domain, documents, approvals=approvals, registry=registry, memory=memory
    )
    project.workspace.stage(layout.template(domain.name), made.pieces)
    return made.messages, made.notes


def _to_remember(project: Project, domain: Domain, messages: int, notes: Notes) -> bytes | None:
    values = serialize_notes(notes)
    digest = project.workspace.staged_digest(layout.template(domain.name))
    return None if values is None else f"{digest} {messages}\n{values}".encode()


def _recalled(project: Project, domain: Domain, value: bytes | None) -> tuple[int, Notes] | None:
    """What is remembered of the template, if it lies there as it was made."""
    if value is None:
        return None
    try:
        head, _, values = value.decode().partition("\n")
        digest, messages = head.split(" ")
        found = int(messages), parse_notes(values)
    except (TypeError, ValueError):
        return None
    there = project.workspace.digest_on_disk(layout.template(domain.name))
    return found if there is not None and there.hex == digest else None


def _part_of(domain: Domain, documents: int, messages: int, notes: Notes) -> Part:
    skipped = [
        {"path": path, "line": line, "kind": kind, "excerpt": excerpt}
        for path, line, kind, excerpt in notes.skipped
    ]
    return Part(
        line=f"{domain.name}: {number_of(documents, 'document')}, {number_of(messages, 'message')}",
        data={domain.name: {"documents": documents, "messages": messages, "skipped": skipped}},
        findings=tuple(notes.findings),
        held=tuple(notes.held),
        talk=(_sentence(domain.name, notes),) if skipped else (),
    )


def _sentence(domain: str, notes: Notes) -> str:
    """How many places stay as they are, by kind."""
    kinds = Counter(kind for _, _, kind, _ in notes.skipped)
    counts = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    return f"{domain}: words that stay as they are in every locale: {counts} (listed by --json)"


def _key_of(
    project: Project,
    domain: Domain,
    documents: Sequence[SourceDocument],
    approvals: Mapping[str, Approval],
) -> bytes:
    """What a template, and everything that is said of it, follows from."""
    latest = max(approvals[item.path].approved_on for item in documents)
    more = (project.name, domain.name, project.as_of.isoformat(), latest.isoformat())
    digest = hashlib.sha256(code_digest() + rules_digest(project, more))
    for item in documents:
        digest.update(f"{item.digest.hex} {item.path}\n".encode("utf-8", "surrogateescape"))
    return digest.digest()
