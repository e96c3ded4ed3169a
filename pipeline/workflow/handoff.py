"""`handoff export` and `handoff ingest`: packages to and from localization vendors."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import RejectedError
from pipeline.formats.gettext import unit_lines
from pipeline.handoff.package import Package, parse_package, serialize_package
from pipeline.handoff.po import check_vendor, export_po, ingest_po
from pipeline.ledger.event import Action
from pipeline.locks.guard import Writer
from pipeline.model.digest import Digest
from pipeline.model.locale import posix_of
from pipeline.workflow.acceptance import acceptance
from pipeline.workflow.catalogs import refused_target, require_catalog, stage_catalog
from pipeline.workflow.events import commit, record_refusals
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.outside import take_in
from pipeline.workflow.project import Project, select_locales
from pipeline.workflow.registry import read_registry
from pipeline.workflow.states import states_of
from pipeline.workflow.trusting import stand_on
from pipeline.workspace import layout
from pipeline.workspace.private import write_outside

__all__ = ["export_packages", "ingest_return"]


def export_packages(
    project: Project, locales: Sequence[str], *, out: Path, every: bool = False
) -> Outcome:
    """One PO per domain and locale in `out`, with what is not final (or `every` unit).

    The unit list of each package is kept in the project until it comes back.
    """
    registry = read_registry(project)
    standing = stand_on(project, None)
    lines, data, written = [], [], list[str]()
    for domain in project.domains:
        for locale in select_locales(project, locales):
            catalog = require_catalog(project, locale, domain.name)
            states = states_of(project, registry, locale, domain.name, standing)
            units = [unit for unit in catalog.units if every or not states.is_final(unit)]
            if not units:
                lines.append(f"{domain.name} {locale}: nothing to hand off")
                continue
            po, package = export_po(catalog, units)
            kept = layout.package(locale, domain.name, package.id)
            project.workspace.stage(kept, serialize_package(package))
            place = out / f"{domain.name}.{posix_of(locale)}.po"
            if write_outside(place, po, dry_run=project.workspace.dry_run):
                written.append(str(place))
            lines.append(f"{domain.name} {locale}: {len(units)} units, package {package.id}")
            data.append(
                {
                    "domain": domain.name,
                    "locale": locale,
                    "package": package.id,
                    "units": len(units),
                    "file": str(place),
                }
            )
    return Outcome(
        verb="handoff export",
        lines=tuple(lines),
        data={"packages": data},
        changed=(*written, *commit(project, Action.HANDOFF_EXPORTED)),
        talk=("a target comes back when its `fuzzy` flag is gone; locked units are for context",),
        next="imprimatur handoff ingest FILE --vendor NAME",
    )


def _find_package(project: Project, place: Path, data: bytes) -> Package:
    """The package the file says it belongs to, among those that were exported."""
    packages = [
        (path, path.rpartition("-")[2].removesuffix(".json"))
        for path in project.workspace.files("locales")
        if "/handoff/" in path and path.endswith(".json")
    ]
    found = [path for path, name in packages if f"X-Handoff: {name}\\n".encode() in data]
    if len(found) != 1:
        unit_lines(
            data, path=str(place), limits=project.policy.limits
        )  # what is no catalog says so
        raise RejectedError.of(
            "handoff.wrong_package",
            "the file belongs to no package that this project sent",
            path=str(place),
            hint="a return keeps the header field X-Handoff; known: "
            + (", ".join(name for _, name in packages) or "none"),
        )
    return parse_package(project.workspace.read(found[0]), path=found[0])


def ingest_return(project: Project, place: Path, *, vendor: str) -> Outcome:
    """Takes the targets of a vendor's return; whatever a check refuses is held."""
    check_vendor(vendor)
    with take_in(project, place) as data:
        return _ingest(project, place, data, vendor=vendor)


def _ingest(project: Project, place: Path, data: bytes, *, vendor: str) -> Outcome:
    package = _find_package(project, place, data)
    registry = read_registry(project)
    standing = stand_on(project, None)
    locale = package.locale
    select_locales(project, [locale])
    catalog = require_catalog(project, locale, package.domain)
    states = states_of(project, registry, locale, package.domain, standing)
    accept = acceptance(project, registry, locale)
    result = ingest_po(
        data,
        path=str(place),
        catalog=catalog,
        package=package,
        vendor=vendor,
        accept=lambda unit, forms: accept([(unit, forms)])[0],
        limits=project.policy.limits,
    )
    staged = stage_catalog(project, result.catalog, states, Writer.HANDOFF)
    locked = {unit.key: unit for unit in catalog.units}
    record_refusals(
        project,
        [
            refused_target(locked[item.key], item.code, f"vendor {vendor}")
            for item in result.findings
            if item.code == "lock.write" and item.key in locked
        ],
        path=layout.catalog(locale, package.domain),
        locale=locale,
    )
    counts = {
        "taken": len(result.taken),
        "unchanged": len(result.unchanged),
        "unfinished": len(result.unfinished),
        "held": len(result.held),
        "gone": len(result.gone),
    }
    return Outcome(
        verb="handoff ingest",
        lines=(
            f"{package.domain} {locale} from {vendor}: "
            + ", ".join(f"{count} {name}" for name, count in counts.items()),
        ),
        data={"domain": package.domain, "locale": locale, "vendor": vendor, **counts},
        findings=result.findings,
        held=staged.refused,
        incomplete=bool(result.held or result.unfinished),
        changed=commit(
            project, Action.IMPORT_ACCEPTED, detail=f"{place.name} from {vendor}, {Digest.of(data)}"
        ),
        next="imprimatur check",
    )
