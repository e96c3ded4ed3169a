"""`lock export`: the terms of the registry as TBX-Basic."""

from __future__ import annotations

from pathlib import Path

from pipeline.formats.tbx import Concept, serialize_tbx
from pipeline.model.lock import LockPolicy, LockScope
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.outside import write_file
from pipeline.workflow.project import Project, select_locales
from pipeline.workflow.registry import read_registry

__all__ = ["export_terms"]


def export_terms(project: Project, locales: tuple[str, ...], *, out: Path) -> Outcome:
    """Writes every term in force with its forms; a verbatim term has its source as its form.

    Forms that are not to be used go with it, by their status. Form patterns stay here: TBX has no
    place for an expression.
    """
    registry = read_registry(project, sealed=False)
    chosen = select_locales(project, locales)
    source = project.settings.source_locale
    concepts = []
    for lock in registry.locks:
        if lock.scope is not LockScope.TERM:
            continue
        forms = {
            locale: lock.source if lock.policy is LockPolicy.VERBATIM else lock.forms[locale]
            for locale in chosen
            if lock.policy is LockPolicy.VERBATIM or lock.forms.get(locale)
        }
        note = f"{lock.kind}; {lock.reference}; until {lock.expires_on}"
        unwanted = {
            locale: found
            for locale in (source, *chosen)
            if (
                found := tuple(
                    (form.text, form.status)
                    for form in lock.unwanted
                    if form.locale == locale and not form.is_pattern
                )
            )
        }
        terms = {source: lock.source, **forms}
        concepts.append(Concept(id=lock.id, terms=terms, unwanted=unwanted, note=note))
    data = serialize_tbx(concepts, source_locale=source, title=f"Terms of {project.name}")
    written = False if project.workspace.dry_run else write_file(out, data)
    return Outcome(
        verb="lock export",
        lines=(f"{out}: {len(concepts)} terms",),
        data={"file": str(out), "terms": len(concepts)},
        changed=(str(out),) if written else (),
        next="imprimatur lock import FILE",
    )
