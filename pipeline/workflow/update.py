"""`update`: template and last catalog become the next catalog, per domain and locale."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.errors import Fault
from pipeline.formats.digests import texts_digest
from pipeline.ledger.event import Action
from pipeline.locks.guard import Writer
from pipeline.model.unit import Catalog, Unit
from pipeline.text.similarity import marked_diff
from pipeline.update.merge import merge_template, reasons_to_withhold
from pipeline.workflow.catalogs import read_kept_catalog, require_template, stage_catalog
from pipeline.workflow.events import commit
from pipeline.workflow.executor import Job, Part, run_jobs
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.pages import template_in
from pipeline.workflow.project import Project, select_locales
from pipeline.workflow.registry import read_registry
from pipeline.workflow.states import States, states_of
from pipeline.workflow.trusting import stand_on
from pipeline.workspace import layout

__all__ = ["update", "update_part", "withheld"]

_SHOWN = 400
"""Characters of a word diff that a line shows."""


def update(project: Project, locales: Sequence[str], *, executor: str | None = None) -> Outcome:
    """Writes every catalog as its template wants it; nothing signed is lost silently.

    What was not carried over, because the change of the source may change its meaning, is held:
    listed with both sources, in every run until somebody translates it.

    Hand edits of units that were signed are listed: nothing covers their new text.
    """
    jobs = [
        Job(verb="update", domain=domain.name, locale=locale)
        for domain in project.domains
        for locale in select_locales(project, locales)
    ]
    lines, data, talk, held = [], [], list[str](), list[Fault]()
    for part in run_jobs(project, jobs, executor=executor):
        part.raise_error()
        if part.stopped is not None:
            raise part.stopped
        lines.append(part.line)
        data.append(part.data)
        talk += part.talk
        held += part.held
    return Outcome(
        verb="update",
        lines=tuple(lines),
        data={"catalogs": data},
        held=tuple(held),
        changed=commit(project, Action.CATALOG_UPDATED),
        talk=tuple(talk),
        next="imprimatur fill",
    )


def update_part(project: Project, job: Job) -> Part:
    """Stages one catalog as its template wants it."""
    registry = read_registry(project)
    states = states_of(project, registry, job.locale, job.domain, stand_on(project, None))
    kept = read_kept_catalog(project, job.locale, job.domain)
    merge = merge_template(
        template_in(project, require_template(project, job.domain), job.locale),
        None if kept is None else kept.catalog,
        locale=job.locale,
        is_locked=registry.is_locked,
    )
    staged = stage_catalog(project, merge.catalog, states, Writer.UPDATE, kept=kept)
    counts = {
        "new": len(merge.new),
        "kept": len(merge.kept),
        "moved": len(merge.moved),
        "changed": len(merge.changed),
        "fuzzy": len(merge.fuzzy),
        "obsolete": len(merge.obsolete),
    }
    path = layout.catalog(job.locale, job.domain)
    faults = withheld(merge.catalog, path)
    counts["withheld"] = len({fault.message for fault in faults})
    return Part(
        line=f"{job.domain} {job.locale}: "
        + ", ".join(f"{count} {name}" for name, count in counts.items() if count),
        data={"domain": job.domain, "locale": job.locale, **counts},
        held=(*staged.refused, *faults),
        talk=tuple(str(fault) for fault in edited_signed(merge.catalog.units, states, path)),
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
    ceremonies = [item for item in states.evidence.ceremonies if item.meaning.signs_off]
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
