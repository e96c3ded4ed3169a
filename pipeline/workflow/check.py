"""`check`: quality rules over the catalogs, and page rules over source and rendered pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.check.report.item import ReportItem
from pipeline.check.run import check_catalog
from pipeline.errors import Fault
from pipeline.locks.registry import Registry
from pipeline.model.finding import Finding, Severity
from pipeline.model.locale import LocaleTag
from pipeline.model.unit import Catalog
from pipeline.model.waiver import WaivedFinding
from pipeline.workflow.catalogs import require_catalog
from pipeline.workflow.checking import Checked, Part, check_part, place_findings, remember
from pipeline.workflow.documents import parse_documents
from pipeline.workflow.house import house_rules
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.pages import rendered_findings, source_findings
from pipeline.workflow.project import Project, read_documents, select_locales
from pipeline.workflow.registry import read_registry
from pipeline.workflow.states import States
from pipeline.workflow.table import number_of
from pipeline.workflow.waivers import waived_in
from pipeline.workspace import layout
from pipeline.workspace.private import write_outside

__all__ = ["CheckOptions", "check", "findings_of"]

_PART_BYTES = 500_000
"""A catalog larger than this is split among the workers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions:
    """How `check` runs and what else it writes."""

    everything: bool = False
    """Ask every unit again, not only those that changed."""
    jobs: int = 1
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
    rows: list[tuple[str, LocaleTag, list[Checked]]] = []
    with _executor(options.jobs) as executor:
        asked = [
            (domain.name, locale, _submit(project, locale, domain.name, options, executor))
            for domain in project.domains
            for locale in chosen
        ]
        rows = [(domain, locale, [ask() for ask in asks]) for domain, locale, asks in asked]
    for domain, locale, results in rows:
        remember(_part(project, locale, domain, options), results)
    pages = _pages(project, chosen)
    waived = waived_in(
        project,
        [
            (domain, locale, [f for part in parts for f in part.findings])
            for domain, locale, parts in rows
        ],
    )
    items = [item for row in rows for item in _items(*row, waived)] + pages.items
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
        data={"catalogs": [_row(*row, pages, waived) for row in rows]},
        findings=tuple(findings),
        waived=tuple(waived.values()),
        held=tuple(pages.held),
        changed=written,
        talk=(counted + (f", {len(waived)} waived" if waived else ""),),
        next="imprimatur review --help" if not blockers else "imprimatur explain CODE",
    )


@contextmanager
def _executor(jobs: int) -> Iterator[Executor | None]:
    """A pool of processes, or None to work here."""
    if jobs <= 1:
        yield None
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield pool


def _part(project: Project, locale: LocaleTag, domain: str, options: CheckOptions) -> Part:
    return Part(
        root=project.workspace.root,
        as_of=project.as_of,
        locale=locale,
        domain=domain,
        everything=options.everything,
    )


def _submit(
    project: Project,
    locale: LocaleTag,
    domain: str,
    options: CheckOptions,
    executor: Executor | None,
) -> list[Callable[[], Checked]]:
    """Functions that give the results of the catalog's parts, in order."""
    whole = _part(project, locale, domain, options)
    if executor is None:
        return [lambda: check_part(whole)]
    data = project.workspace.read_if_there(layout.catalog(locale, domain)) or b""
    count = max(1, min(options.jobs, len(data) // _PART_BYTES))
    futures: list[Future[Checked]] = [
        executor.submit(
            check_part,
            Part(
                root=whole.root,
                as_of=whole.as_of,
                locale=locale,
                domain=domain,
                everything=whole.everything,
                number=number,
                of=count,
            ),
        )
        for number in range(count)
    ]
    return [future.result for future in futures]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pages:
    """What the page rules found."""

    items: list[ReportItem]
    held: list[Fault]
    unread: Mapping[tuple[str, LocaleTag], int]
    """Pages per domain and locale that could not be judged."""


def _pages(project: Project, locales: Sequence[LocaleTag]) -> _Pages:
    registry = read_registry(project)
    items: list[ReportItem] = []
    held: list[Fault] = []
    unread = {}
    for domain in project.domains:
        documents = parse_documents(read_documents(project, domain))
        found = list(source_findings(project, documents, registry))
        for locale in locales:
            catalog = require_catalog(project, locale, domain.name)
            pages = rendered_findings(
                project, catalog, documents, registry, is_final=lambda _: True
            )
            held += [fault for fault in pages.unread if fault.code != "page.incomplete"]
            found += pages.findings
            unread[domain.name, locale] = len(pages.unread)
        items += [ReportItem(finding=item, domain=domain.name, forms=()) for item in found]
    return _Pages(items=items, held=held, unread=unread)


def _row(
    domain: str,
    locale: LocaleTag,
    results: Sequence[Checked],
    pages: _Pages,
    waived: Mapping[Finding, WaivedFinding],
) -> dict[str, object]:
    found = [item for result in results for item in result.findings]
    counts = Counter(item.severity for item in found if item not in waived)
    counts.update(
        item.finding.severity
        for item in pages.items
        if item.domain == domain and item.finding.locale == locale
    )
    return {
        "domain": domain,
        "locale": locale,
        "units": sum(result.units for result in results),
        "asked": sum(result.asked for result in results),
        "pages_unread": pages.unread[domain, locale],
        **{f"{severity}s": counts[severity] for severity in Severity},
        "waived": sum(item in waived for item in found),
    }


def _items(
    domain: str,
    _locale: LocaleTag,
    results: Sequence[Checked],
    waived: Mapping[Finding, WaivedFinding],
) -> list[ReportItem]:
    return [
        ReportItem(
            finding=item,
            domain=domain,
            forms=result.forms.get(item.key, ()) if item.key is not None else (),
            waivers=waived[item].waivers if item in waived else (),
        )
        for result in results
        for item in result.findings
    ]


def findings_of(
    project: Project, catalog: Catalog, registry: Registry, states: States
) -> list[Finding]:
    """The findings of one catalog as it lies on the disk, each with its place; all asked anew.

    What the gate, the desk and `status` use: no cache is between them and the text.
    """
    found = check_catalog(
        catalog,
        registry=registry,
        source_locale=project.settings.source_locale,
        final=states.is_final,
        house=house_rules(project.policy.plugins),
    )
    return place_findings(project, catalog, found)
