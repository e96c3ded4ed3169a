"""`approve`: bind an approval to the exact bytes of documents, and say what an edit costs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from pipeline.approve.approvals import approve_documents, serialize_approvals
from pipeline.approve.cost import cost_of
from pipeline.errors import Fault, RejectedError
from pipeline.formats.gettext import parse_template
from pipeline.ledger.event import Action
from pipeline.model.document import Approval, SourceDocument
from pipeline.model.locale import LocaleTag
from pipeline.model.unit import Unit
from pipeline.workflow.approvals import read_approvals
from pipeline.workflow.catalogs import read_catalog, read_template
from pipeline.workflow.events import commit
from pipeline.workflow.extraction import extract_domain
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.pages import template_in
from pipeline.workflow.project import Project, read_documents
from pipeline.workflow.registry import read_registry
from pipeline.workflow.remembered import open_memory
from pipeline.workflow.states import states_of
from pipeline.workflow.table import table
from pipeline.workflow.trusting import stand_on
from pipeline.workspace import layout

__all__ = ["approve", "approve_cost", "drop_approvals"]


def approve(
    project: Project,
    *,
    paths: Sequence[str],
    reference: str,
    approved_by: str,
    expires_on: dt.date,
) -> Outcome:
    """Approves these documents (all of every domain when none is named), as of the run's day.

    A document whose approval already says all this keeps its entry. Entries of documents that
    are gone stay until `--drop`: dropping a document is an explicit act.
    """
    documents = [item for domain in project.domains for item in read_documents(project, domain)]
    chosen = _choose(documents, paths)
    approvals = read_approvals(project)

    def says(entry: Approval | None, item: SourceDocument) -> bool:
        return entry is not None and (
            entry.sha256,
            entry.reference,
            entry.approved_by,
            entry.expires_on,
        ) == (item.digest, reference, approved_by, expires_on)

    approvals = approve_documents(
        approvals,
        [item for item in chosen if not says(approvals.get(item.path), item)],
        reference=reference,
        approved_by=approved_by,
        approved_on=project.as_of,
        expires_on=expires_on,
    )
    project.workspace.stage(layout.APPROVALS, serialize_approvals(approvals))
    changed = commit(project, Action.SOURCE_APPROVED, detail=reference)
    lines = [f"{item.path}  {item.digest.short}  until {expires_on}" for item in chosen]
    return Outcome(
        verb="approve",
        lines=tuple(lines),
        data={"documents": [{"path": item.path, "sha256": item.digest.hex} for item in chosen]},
        changed=changed,
        next="imprimatur key seal approvals" if changed else "imprimatur extract",
    )


def drop_approvals(project: Project, *, paths: Sequence[str]) -> Outcome:
    """Takes the approvals of these documents away; they must be named."""
    approvals = read_approvals(project)
    names = [path.removeprefix(layout.SOURCES + "/") for path in paths]
    if not names:
        raise RejectedError.of("approval.unknown_document", "--drop needs the documents' names")
    RejectedError.raise_for(
        Fault(code="approval.unknown_document", message="has no approval", path=name)
        for name in names
        if name not in approvals
    )
    kept = {path: entry for path, entry in approvals.items() if path not in names}
    project.workspace.stage(layout.APPROVALS, serialize_approvals(kept))
    return Outcome(
        verb="approve",
        lines=tuple(f"{name}  approval dropped" for name in names),
        data={"dropped": names},
        changed=commit(project, Action.SOURCE_APPROVED, detail="dropped " + ", ".join(names)),
        next="imprimatur key seal approvals",
    )


def approve_cost(project: Project) -> Outcome:
    """Per locale, what the documents as they lie there would cost; writes nothing."""
    registry = read_registry(project)
    standing = stand_on(project, None)
    approvals = read_approvals(project)
    rows, data = [], []
    for domain in project.domains:
        documents = read_documents(project, domain)
        with open_memory(project) as memory:
            made = extract_domain(
                project, domain, documents, approvals=approvals, registry=registry, memory=memory
            )
        path, limits = layout.template(domain.name), project.policy.limits
        new = parse_template(b"".join(made.pieces), path=path, limits=limits)
        catalogs = {
            locale: catalog
            for locale in project.settings.locales
            if (catalog := read_catalog(project, locale, domain.name)) is not None
        }
        states = {
            locale: states_of(project, registry, locale, domain.name, standing)
            for locale in catalogs
        }

        def signatures(locale: LocaleTag, unit: Unit, states=states) -> int:  # type: ignore[no-untyped-def]  # noqa: ANN001 - bound to this domain
            return len(states[locale].sign_offs(unit))

        old = read_template(project, domain.name)
        for locale, catalog in sorted(catalogs.items()):
            cost = cost_of(
                None if old is None else template_in(project, old, locale),
                template_in(project, new, locale),
                {locale: catalog},
                signatures_of=signatures,
            )[locale]
            counts = {
                "new": len(cost.new),
                "changed": len(cost.changed),
                "removed": len(cost.removed),
                "targets": cost.targets,
                "signatures": cost.signatures,
            }
            rows.append([domain.name, locale, *(str(count) for count in counts.values())])
            data.append({"domain": domain.name, "locale": locale, **counts})
    head = (
        *("domain", "locale", "new", "changed", "removed"),
        *("targets orphaned", "signatures voided"),
    )
    return Outcome(
        verb="approve",
        lines=tuple(table(head, rows)),
        data={"costs": data},
        talk=("dry run: nothing was approved",),
        next="imprimatur approve --reference NUMBER --by NAME --expires DATE",
    )


def _choose(documents: Sequence[SourceDocument], paths: Sequence[str]) -> list[SourceDocument]:
    known = {item.path: item for item in documents}
    names = [path.removeprefix(layout.SOURCES + "/") for path in paths]
    RejectedError.raise_for(
        Fault(
            code="approval.unknown_document",
            message="no domain of policy.toml holds this document",
            path=name,
            hint="documents are named relative to source_content/",
        )
        for name in names
        if name not in known
    )
    return [item for item in documents if not names or item.path in names]
