"""`check`: quality rules over the catalogs, and page rules over source and rendered pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from operator import attrgetter, itemgetter
from pathlib import Path

from pipeline.check.report.item import ReportItem
from pipeline.locks.registry import Registry
from pipeline.model.finding import Finding, Severity
from pipeline.model.locale import LocaleTag
from pipeline.model.policy import Domain
from pipeline.model.unit import Catalog
from pipeline.model.waiver import WaivedFinding
from pipeline.workflow.check_memory import (
    Whole,
    recall_whole,
    remember_entries,
    remember_whole,
    whole_digest,
)
from pipeline.workflow.check_slices import Checked, Slice
from pipeline.workflow.house import house_rules
from pipeline.workflow.jobs import Job, run_jobs, workers_of
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.project import Project, read_documents, select_locales
from pipeline.workflow.registry import read_registry
from pipeline.workflow.states import States, states_of
from pipeline.workflow.table import number_of
from pipeline.workflow.trusting import stand_on
from pipeline.workspace import layout
from pipeline.workspace.private import write_outside

__all__ = ["CheckOptions", "check", "findings_of"]

_SLICE_BYTES = 1_000_000
"""No slice of a catalog is smaller: each is read whole before it is cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions:
    """How `check` runs and what else it writes."""

    everything: bool = False
    """Ask every unit again, not only those that changed."""
    executor: str | None = None
    """Who does the jobs, as for other verbs; None: as the settings say."""
    reports: Mapping[Path, Callable[[Sequence[ReportItem]], bytes]] | None = None
    """Files to write, each with the function that makes it."""


_DEFAULT = CheckOptions()


def check(project: Project, locales: Sequence[str], options: CheckOptions = _DEFAULT) -> Outcome:
    """Every finding in every catalog and on every page, with the line to open.

    Writes only its memory in `var/`. A page of which a unit has no text yet is not judged: it
    cannot be rendered. A page that cannot carry one of its targets (`render.*`) is reported as
    held.
    """
    house_rules(project.policy.plugins)  # a missing one is said before work begins
    chosen = select_locales(project, locales)
    found = _found(project, chosen, options)
    waived = _waived(project, found)
    items = [item for part in found for item in _items(part, waived)] + _page_items(found)
    findings = [item.finding for item in items if item.finding not in waived]
    written = tuple(
        str(place)
        for place, make in (options.reports or {}).items()
        if write_outside(place, make(items))
    )
    blockers = sum(item.severity is Severity.BLOCKER for item in findings)
    counted = f"{number_of(blockers, 'blocker')}, {len(findings) - blockers} warnings and notes"
    return Outcome(
        verb="check",
        data={"catalogs": [_row(part, waived) for part in found]},
        findings=tuple(findings),
        waived=tuple(waived.values()),
        held=tuple(fault for part in found for fault in part.whole.held),
        changed=written,
        talk=(counted + (f", {len(waived)} waived" if waived else ""),),
        next="imprimatur review --help" if not blockers else "imprimatur explain CODE",
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found in one catalog and on its pages, now or when its files were the same."""

    domain: str
    locale: LocaleTag
    asked: int
    """Units that were asked now."""
    whole: Whole


def _found(project: Project, locales: Sequence[LocaleTag], options: CheckOptions) -> list[_Found]:
    """What is found, catalog by catalog; read again are only those of which a file changed."""
    registry = read_registry(project)
    names = [(domain, locale) for domain in project.domains for locale in locales]
    digests = {
        (domain.name, locale): whole_digest(project, registry, domain, locale)
        for domain, locale in names
    }
    known = {} if options.everything else _known(project, registry, digests)
    new = {
        domain: some
        for domain, group in groupby(names, itemgetter(0))
        if (some := [locale for _, locale in group if (domain.name, locale) not in known])
    }
    found = {name: _Found(*name, asked=0, whole=whole) for name, whole in known.items()}
    rows = _rows(project, [(domain.name, each) for domain in new for each in new[domain]], options)
    for domain, some in new.items():
        of_domain = {locale: rows[domain.name, locale] for locale in some}
        for part in _with_pages(project, registry, domain, of_domain):
            found[part.domain, part.locale] = part
            digest = digests[part.domain, part.locale]
            now = whole_digest(project, registry, domain, part.locale)
            if digest is not None and digest == now:  # no file changed in the meantime
                remember_whole(project, part.locale, part.domain, digest, part.whole)
    return [found[domain.name, locale] for domain, locale in names]


def _known(
    project: Project,
    registry: Registry,
    digests: Mapping[tuple[str, LocaleTag], str | None],
) -> dict[tuple[str, LocaleTag], Whole]:
    """What was found before in catalogs of which every file is the same; evidence is verified."""
    standing, known = stand_on(project, None), {}
    for (domain, locale), digest in digests.items():
        whole = None if digest is None else recall_whole(project, locale, domain, digest)
        if whole is not None:
            states_of(project, registry, locale, domain, standing)
            known[domain, locale] = whole
    return known


def _rows(
    project: Project, names: Sequence[tuple[str, LocaleTag]], options: CheckOptions
) -> dict[tuple[str, LocaleTag], list[Checked]]:
    """What was found in these catalogs, by domain and locale; the units of each are remembered."""
    if not names:
        return {}
    spec = project.settings.executor if options.executor is None else options.executor
    each = -(-workers_of(spec) // len(names))
    jobs = [
        Job(verb="check", domain=domain, locale=locale, options=part)
        for domain, locale in names
        for part in _slices(project, locale, domain, each, everything=options.everything)
    ]
    rows: dict[tuple[str, LocaleTag], list[Checked]] = {name: [] for name in names}
    for job, part in zip(jobs, run_jobs(project, jobs, executor=options.executor), strict=False):
        part.raise_error()
        if part.stopped is not None:
            raise part.stopped
        rows[job.domain, job.locale].append(part.data["checked"])
    for (domain, locale), results in rows.items():
        entries = [result.entries for result in results]
        remember_entries(project, locale, domain, results[0].rules, entries)
    return rows


def _slices(
    project: Project, locale: LocaleTag, domain: str, workers: int, *, everything: bool
) -> list[Slice]:
    """The catalog in one, or in as many slices as so many workers can share."""
    if workers == 1:
        return [Slice(everything=everything)]
    data = project.workspace.read_if_there(layout.catalog(locale, domain)) or b""
    count = min(workers, len(data) // _SLICE_BYTES)
    if count <= 1:
        return [Slice(everything=everything)]
    return [Slice(everything=everything, number=number, of=count) for number in range(count + 1)]


def _with_pages(
    project: Project,
    registry: Registry,
    domain: Domain,
    rows: Mapping[LocaleTag, Sequence[Checked]],
) -> Iterator[_Found]:
    """The page rules too, for each of these catalogs of a domain."""
    from pipeline.workflow.catalogs import require_catalog
    from pipeline.workflow.documents import parse_documents
    from pipeline.workflow.pages import rendered_findings, source_findings

    documents = parse_documents(read_documents(project, domain))
    source = tuple(source_findings(project, documents, registry))
    for locale, results in rows.items():
        catalog = require_catalog(project, locale, domain.name)
        pages = rendered_findings(project, catalog, documents, registry, is_final=lambda _: True)
        whole = Whole(
            units=sum(result.units for result in results),
            findings=tuple(item for result in results for item in result.findings),
            forms={key: forms for result in results for key, forms in result.forms.items()},
            source=source,
            rendered=tuple(pages.findings),
            held=tuple(fault for fault in pages.unread if fault.code != "page.incomplete"),
            unread=len(pages.unread),
        )
        asked = sum(result.asked for result in results)
        yield _Found(domain.name, locale, asked=asked, whole=whole)


def _waived(project: Project, found: Sequence[_Found]) -> Mapping[Finding, WaivedFinding]:
    if project.policy.waivers is None:
        return {}
    from pipeline.workflow.waivers import waived_in

    return waived_in(project, [(part.domain, part.locale, part.whole.findings) for part in found])


def _row(part: _Found, waived: Mapping[Finding, WaivedFinding]) -> dict[str, object]:
    whole = part.whole
    counts = Counter(item.severity for item in whole.findings if item not in waived)
    counts.update(item.severity for item in whole.rendered if item.locale == part.locale)
    return {
        "domain": part.domain,
        "locale": part.locale,
        "units": whole.units,
        "asked": part.asked,
        "pages_unread": whole.unread,
        **{f"{severity}s": counts[severity] for severity in Severity},
        "waived": sum(item in waived for item in whole.findings) if waived else 0,
    }


def _items(part: _Found, waived: Mapping[Finding, WaivedFinding]) -> list[ReportItem]:
    forms = part.whole.forms
    return [
        ReportItem(
            finding=item,
            domain=part.domain,
            forms=forms.get(item.key, ()) if item.key is not None else (),
            waivers=waived[item].waivers if item in waived else (),
        )
        for item in part.whole.findings
    ]


def _page_items(found: Sequence[_Found]) -> list[ReportItem]:
    """Per domain what was found on its source pages, then on the pages of each locale."""
    items = []
    for domain, group in groupby(found, attrgetter("domain")):
        parts = list(group)
        rendered = (item for part in parts for item in part.whole.rendered)
        findings = chain(parts[0].whole.source, rendered)
        items += [ReportItem(finding=item, domain=domain, forms=()) for item in findings]
    return items


def findings_of(
    project: Project, catalog: Catalog, registry: Registry, states: States
) -> list[Finding]:
    """The findings of one catalog as it lies on the disk, each with its place; all asked anew.

    What the gate, the desk and `status` use: no cache is between them and the text.
    """
    from pipeline.check.run import check_catalog
    from pipeline.workflow.checking import place_findings

    found = check_catalog(
        catalog,
        registry=registry,
        source_locale=project.settings.source_locale,
        final=states.is_final,
        house=house_rules(project.policy.plugins),
    )
    return place_findings(project, catalog, found)
