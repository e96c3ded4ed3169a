"""`lock`: list and lint the registry. Sealing is `seals.seal`."""

from __future__ import annotations

from pipeline.locks.lint import lint_registry
from pipeline.workflow.catalogs import read_template
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.project import Project
from pipeline.workflow.registry import read_registry
from pipeline.workflow.table import number_of, table

__all__ = ["lint", "list_locks"]


def list_locks(project: Project) -> Outcome:
    """Every lock in force with, per locale, how many of its segments have an approved target."""
    registry = read_registry(project, sealed=False)
    rows, data = [], []
    for lock in registry.locks:
        source = lock.source[0] if len(lock.source) == 1 else f"{len(lock.source)} segments"
        covered = []
        for locale in project.settings.locales:
            approved = lock.approved.get(locale, ())
            whole = bool(lock.forms.get(locale)) or (bool(approved) and all(approved))
            if lock.policy == "verbatim" or whole:
                covered.append(locale)
        short = source if len(source) <= _SOURCE_WIDTH else source[: _SOURCE_WIDTH - 1] + "…"
        rows.append(
            [lock.id, lock.kind, lock.scope, lock.policy, ", ".join(covered) or "none", short]
        )
        data.append(
            {
                "id": lock.id,
                "kind": lock.kind,
                "scope": lock.scope,
                "policy": lock.policy,
                "source": list(lock.source),
                "effective_on": lock.effective_on.isoformat(),
                "expires_on": lock.expires_on.isoformat(),
                "locales": covered,
            }
        )
    head = ("id", "kind", "scope", "policy", "approved in", "source")
    return Outcome(
        verb="lock list",
        lines=tuple(table(head, rows)),
        data={"locks": data},
        next="imprimatur lock lint",
    )


_SOURCE_WIDTH = 48


def lint(project: Project) -> Outcome:
    """What is wrong, missing or about to expire in the registry as it lies there."""
    registry = read_registry(project, sealed=False)
    messages = [
        message
        for domain in project.domains
        if (template := read_template(project, domain.name)) is not None
        for message in template.messages
    ]
    findings = lint_registry(registry, locales=project.settings.locales, messages=messages or None)
    return Outcome(
        verb="lock lint",
        findings=tuple(findings),
        talk=(
            f"{number_of(len(registry.locks), 'lock')} in force",
            number_of(len(findings), "finding"),
        ),
        next="imprimatur lock seal",
    )
