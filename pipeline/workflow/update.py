"""`update`: template and last catalog become the next catalog, per domain and locale."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.errors import Fault
from pipeline.formats.digests import texts_digest
from pipeline.ledger.event import Action
from pipeline.model.unit import Catalog, Unit
from pipeline.text.similarity import marked_diff
from pipeline.update.merge import merge_template, reasons_to_withhold
from pipeline.workflow.catalogs import (
    read_kept_catalog,
    require_template,
    stage_catalog,
)
from pipeline.workflow.events import commit
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.pages import template_in
from pipeline.workflow.project import Project, select_locales
from pipeline.workflow.registry import read_registry
from pipeline.workflow.states import States, states_of
from pipeline.workflow.trusting import stand_on
from pipeline.workspace import layout

__all__ = ["update", "withheld"]

_SHOWN = 400
"""Characters of a word diff that a line shows."""


def update(project: Project, locales: Sequence[str]) -> Outcome:
    """Writes every catalog as its template wants it; nothing signed is lost silently.

    What was not carried over, because the change of the source may change its meaning, is held:
    listed with both sources, in every run until somebody translates it.

    Hand edits of units that were signed are listed: nothing covers their new text.
    """
    registry = read_registry(project)
    standing = stand_on(project, None)
    lines, data, held, talk = [], [], list[Fault](), list[str]()
    for domain in project.domains:
        template = require_template(project, domain.name)
        for locale in select_locales(project, locales):
            states = states_of(project, registry, locale, domain.name, standing)
            kept = read_kept_catalog(project, locale, domain.name)
            merge = merge_template(
                template_in(project, template, locale),
                None if kept is None else kept.catalog,
                locale=locale,
                is_locked=registry.is_locked,
            )
            stage_catalog(project, merge.catalog, states.is_final, kept=kept)
            counts = {
                "new": len(merge.new),
                "kept": len(merge.kept),
                "moved": len(merge.moved),
                "changed": len(merge.changed),
                "fuzzy": len(merge.fuzzy),
                "obsolete": len(merge.obsolete),
            }
            path = layout.catalog(locale, domain.name)
            faults = withheld(merge.catalog, path)
            held += faults
            counts["withheld"] = len({fault.message for fault in faults})
            data.append({"domain": domain.name, "locale": locale, **counts})
            lines.append(
                f"{domain.name} {locale}: "
                + ", ".join(f"{count} {name}" for name, count in counts.items() if count)
            )
            talk += [str(fault) for fault in edited_signed(merge.catalog.units, states, path)]
    return Outcome(
        verb="update",
        lines=tuple(lines),
        data={"catalogs": data},
        held=tuple(held),
        changed=commit(project, Action.CATALOG_UPDATED),
        talk=tuple(talk),
        next="imprimatur fill",
    )


def withheld(catalog: Catalog, path: str) -> list[Fault]:
    """One fault per reason and empty unit that has a previous source with another meaning."""
    return [
        Fault(
            code=f"update.{reason}",
            message="the earlier translation was not carried over: "
            + marked_diff(unit.previous.source, unit.message.source)[:_SHOWN],
            path=path,
            hint="translate it anew",
        )
        for unit in catalog.units
        if unit.previous is not None and not unit.has_target
        for reason in reasons_to_withhold(
            unit.message,
            unit.previous,
            unit.previous_plural,
            source_locale=catalog.source_locale,
        )
    ]


def edited_signed(units: Sequence[Unit], states: States, path: str) -> list[Fault]:
    """One fault per unit whose source was signed once, but never with the text it has now."""
    ceremonies = [item for item in states.evidence.ceremonies if not item.meaning.takes_back]
    digests = {digest for ceremony in ceremonies for digest in ceremony.units}
    sources = {
        (item["context"], item["source"])
        for ceremony in ceremonies
        for item in ceremony.payload["units"]
    }
    return [
        Fault(
            code="unit.edited_after_signing",
            message=f"the signed text of {unit.key.source[:60]!r} was edited: nothing covers it",
            path=path,
            hint="imprimatur review restore, or have it signed again",
        )
        for unit in units
        if sources
        and unit.has_target
        and (unit.message.context, texts_digest(unit.message.sources).hex) in sources
        and states.digest_of(unit) not in digests
    ]
