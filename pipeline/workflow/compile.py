"""`compile`: final units to .mo, rendered pages and rendered JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.compile.compile import CompiledFile, compile_locale
from pipeline.errors import Fault
from pipeline.formats.document import ParsedDocument
from pipeline.ledger.event import Action
from pipeline.model.locale import LocaleTag
from pipeline.model.unit import Catalog
from pipeline.workflow.catalogs import require_catalog
from pipeline.workflow.documents import in_sources, parse_documents
from pipeline.workflow.events import commit
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.pages import pages_in
from pipeline.workflow.project import Project, read_documents, select_locales
from pipeline.workflow.registry import read_registry
from pipeline.workflow.states import States, states_of
from pipeline.workflow.table import number_of
from pipeline.workflow.trusting import stand_on
from pipeline.workspace import layout

__all__ = ["Compiled", "compile_domain", "compile_locales"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A domain in a locale, compiled."""

    files: tuple[CompiledFile, ...]
    incomplete: tuple[Fault, ...]
    """Pages that were not rendered, and why."""


def compile_domain(
    catalog: Catalog,
    documents: Sequence[ParsedDocument],
    states: States,
    *,
    preview: bool = False,
) -> Compiled:
    """The artifacts of a domain in a locale; the same input gives the same bytes."""
    result = compile_locale(
        catalog,
        documents=documents,
        is_final=states.is_final,
        revised=catalog.created_on,
        preview=preview,
    )
    return Compiled(files=tuple(result.files), incomplete=tuple(map(in_sources, result.incomplete)))


def compile_locales(project: Project, locales: Sequence[str], *, preview: bool = False) -> Outcome:
    """Writes the artifacts to `dist/` (with `preview` to `var/preview/`, marked unreleased).

    Without a trust file this decides nothing: what may ship, `gate` and `release` say.
    """
    registry = read_registry(project)
    standing = stand_on(project, None)
    top = f"{layout.VAR}/preview" if preview else layout.DIST
    lines, data, held = [], [], list[Fault]()
    for domain in project.domains:
        documents = parse_documents(read_documents(project, domain))
        for locale in select_locales(project, locales):
            catalog = require_catalog(project, locale, domain.name)
            states = states_of(project, registry, locale, domain.name, standing)
            compiled = compile_domain(
                catalog, pages_in(project, documents, locale), states, preview=preview
            )
            for item in compiled.files:
                project.workspace.stage(f"{top}/{item.path}", item.data)
            held += compiled.incomplete
            data.append(_summary(locale, domain.name, compiled))
            lines.append(
                f"{domain.name} {locale}: {number_of(len(compiled.files), 'file')}, "
                f"{number_of(len(compiled.incomplete), 'page')} incomplete"
            )
    return Outcome(
        verb="compile",
        lines=tuple(lines),
        data={"catalogs": data},
        held=tuple(held),
        changed=commit(project, Action.RELEASE_BUILT, detail="preview" if preview else ""),
        talk=("preview: not released, not for publication",) if preview else (),
        next="imprimatur release",
    )


def _summary(locale: LocaleTag, domain: str, compiled: Compiled) -> dict[str, object]:
    return {
        "domain": domain,
        "locale": locale,
        "files": [item.path for item in compiled.files],
        "incomplete": len(compiled.incomplete),
    }
