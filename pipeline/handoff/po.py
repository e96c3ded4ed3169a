"""Handoff as PO: packages out to vendors, and targets back in.

The return is read strictly and compared entry by entry with the package: nothing but targets
comes in, and only for units that were sent, are still in the catalog, and were not changed here
meanwhile. Tools rewrite headers, drop flags and empty fuzzy entries; none of that matters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.errors import Fault, RejectedError
from pipeline.formats.gettext import parse_foreign, serialize_units, unit_lines
from pipeline.handoff.package import Package, PackageUnit, make_package, message_id
from pipeline.model.finding import Finding, IssueType, Severity
from pipeline.model.message import MessageKey
from pipeline.model.policy import Limits
from pipeline.model.unit import Catalog, Held, Origin, Unit, target_digest
from pipeline.text.similarity import NearestIndex

__all__ = ["Ingest", "check_vendor", "export_po", "ingest_po"]

_NO_LIMITS = Limits()
_LIKE = 0.6
"""A source at least this like a missing one is that one, changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingest:
    """The next catalog, and what became of every unit of the package."""

    catalog: Catalog
    taken: tuple[MessageKey, ...]
    unchanged: tuple[MessageKey, ...]
    """Came back as they are in the catalog."""
    unfinished: tuple[MessageKey, ...]
    """Came back empty or fuzzy: not taken."""
    held: tuple[MessageKey, ...]
    """Refused: the unit keeps its text; why is in `findings`."""
    gone: tuple[str, ...]
    """Ids of units that have left the catalog since the export."""
    findings: tuple[Finding, ...]


def export_po(
    catalog: Catalog, units: Sequence[Unit], *, package_id: str | None = None
) -> tuple[bytes, Package]:
    """The PO file to send, and the package to keep until it comes back.

    Locked units go along for context, marked `read-only`. Origins and refusals stay here.
    `package_id`, if given, must be the one that follows from the units.
    """
    package = make_package(catalog, units)
    if package_id is not None and package_id != package.id:
        message = f"expected package {package.id}, found {package_id}"
        raise RejectedError.of("handoff.wrong_package", message)
    sent = tuple(replace(unit, origin=None, held=None) for unit in units)
    data = serialize_units(
        replace(catalog, units=sent, obsolete=()), extra={"X-Handoff": package.id}
    )
    return data, package


def ingest_po(
    data: bytes,
    *,
    path: str,
    catalog: Catalog,
    package: Package,
    vendor: str,
    accept: Callable[[Unit, tuple[str, ...]], str | None],
    limits: Limits = _NO_LIMITS,
) -> Ingest:
    """Takes the targets of a return. RejectedError handoff.*, catalog.*, text.control, limit.

    `accept` gets the unit as it would be and its forms, and answers with the code of what
    refuses them, or None.
    """
    check_vendor(vendor)
    _check_package(catalog, package)
    found, fields = parse_foreign(data, path=path, locale=package.locale, limits=limits)
    lines = unit_lines(data, path=path, limits=limits)
    _check_header(found, fields, package, path)
    returned = {message_id(unit.message): unit for unit in found.units}
    ours = {message_id(unit.message): unit for unit in catalog.units}
    RejectedError.raise_for(_list_faults(returned, ours, package, path, lines))
    work = _Work(vendor=vendor, accept=accept, path=path, lines=lines, catalog=catalog)
    for listed in package.units:
        unit = ours.get(listed.id)
        if unit is None:
            work.gone.append(listed.id)
        else:
            work.take(listed, unit, returned[listed.id])
    return work.result()


def check_vendor(vendor: str) -> None:
    """RejectedError `handoff.vendor` when this cannot stand in an origin as a name."""
    if not vendor.strip() or not vendor.isprintable():
        raise RejectedError.of("handoff.vendor", f"not a vendor's name: {vendor!r}")


def _check_package(catalog: Catalog, package: Package) -> None:
    wanted = catalog.project, catalog.domain, catalog.locale
    if wanted != (package.project, package.domain, package.locale):
        raise RejectedError.of(
            "handoff.wrong_package",
            f"expected a package of {' '.join(wanted)}, found one of "
            f"{package.project} {package.domain} {package.locale}",
        )


def _check_header(found: Catalog, fields: Mapping[str, str], package: Package, path: str) -> None:
    faults = []
    given = fields.get("X-Handoff")
    if given is not None and given != package.id:
        message = f"expected package {package.id}, found {given}"
        faults.append(Fault(code="handoff.wrong_package", message=message, path=path, line=1))
    if found.locale != package.locale:
        message = f"expected {package.locale}, found {found.locale}"
        faults.append(Fault(code="handoff.wrong_locale", message=message, path=path, line=1))
    if found.domain and (found.domain, found.project) != (package.domain, package.project):
        message = (
            f"expected {package.project} {package.domain}, found {found.project} {found.domain}"
        )
        faults.append(Fault(code="handoff.wrong_package", message=message, path=path, line=1))
    RejectedError.raise_for(faults)


def _list_faults(
    returned: Mapping[str, Unit],
    ours: Mapping[str, Unit],
    package: Package,
    path: str,
    lines: Mapping[MessageKey, int],
) -> list[Fault]:
    """Entries that were not sent, changed sources, and units that did not come back."""
    listed = {unit.id for unit in package.units}
    missing = [unit.id for unit in package.units if unit.id not in returned]
    known = [ours[name] for name in missing if name in ours]
    index = NearestIndex([unit.message.source for unit in known])
    faults = []
    explained: set[str] = set()
    for name, unit in returned.items():
        if name in listed:
            continue
        nearest = index.nearest(unit.message.source, cutoff=_LIKE)
        code, message = "handoff.unknown_unit", f"was not handed off: {unit.key.source[:60]!r}"
        if nearest is not None:
            sent = known[nearest[0]]
            code = "handoff.source_changed"
            explained.add(message_id(sent.message))
            message = f"expected {_shown(sent)}, found {_shown(unit)}"
        line = lines.get(unit.key, 0)
        faults.append(Fault(code=code, message=message, path=path, line=line))
    lost = [name for name in missing if name not in explained]
    if lost:
        first = _shown(ours[lost[0]]) if lost[0] in ours else lost[0]
        message = f"{len(lost)} of {len(listed)} units did not come back, the first is {first}"
        faults.append(Fault(code="handoff.incomplete", message=message, path=path))
    return faults


def _shown(unit: Unit) -> str:
    texts = (unit.message.context, *unit.message.sources)
    return " / ".join(repr(text[:80]) for text in texts if text)


@dataclass(slots=True)
class _Counts:
    taken: list[MessageKey]
    unchanged: list[MessageKey]
    unfinished: list[MessageKey]
    held: list[MessageKey]


class _Work:
    """One ingestion under way."""

    def __init__(
        self,
        *,
        vendor: str,
        accept: Callable[[Unit, tuple[str, ...]], str | None],
        path: str,
        lines: Mapping[MessageKey, int],
        catalog: Catalog,
    ) -> None:
        self.vendor, self.accept, self.path, self.lines = vendor, accept, path, lines
        self.catalog = catalog
        self.next: dict[MessageKey, Unit] = {}
        self.counts = _Counts(taken=[], unchanged=[], unfinished=[], held=[])
        self.gone: list[str] = []
        self.findings: list[Finding] = []

    def take(self, listed: PackageUnit, unit: Unit, found: Unit) -> None:
        """Decides about one returned entry."""
        forms = found.forms
        if listed.locked or unit.read_only:
            if not forms or forms == unit.forms:
                self.counts.unchanged.append(unit.key)
            else:
                self._hold(unit, forms, "lock.write", keep_mark=False)
        elif found.fuzzy or not found.has_target:
            self.counts.unfinished.append(unit.key)
        elif forms == unit.forms and not unit.fuzzy:
            self.counts.unchanged.append(unit.key)
        elif self._moved_on(listed, unit) and forms != unit.forms:
            self._hold(unit, forms, "handoff.conflict")
        else:
            self._offer(unit, forms)

    def _moved_on(self, listed: PackageUnit, unit: Unit) -> bool:
        now = target_digest(unit.forms).short if unit.forms else ""
        return now != listed.target

    def _offer(self, unit: Unit, forms: tuple[str, ...]) -> None:
        origin = Origin.of("vendor", self.vendor, forms)
        offered = replace(
            unit,
            forms=forms,
            origin=origin,
            held=None,
            fuzzy=True,
            previous=None,
            previous_plural=None,
        )
        if offered == unit:
            self.counts.unchanged.append(unit.key)
            return
        code = self.accept(offered, forms)
        if code is not None:
            self._hold(unit, forms, code)
            return
        self.next[unit.key] = offered
        self.counts.taken.append(unit.key)

    def _hold(
        self, unit: Unit, forms: tuple[str, ...], code: str, *, keep_mark: bool = True
    ) -> None:
        self.counts.held.append(unit.key)
        if keep_mark:
            vendor = " ".join(self.vendor.split())
            digest = target_digest(forms).short
            self.next[unit.key] = replace(unit, held=Held(code, f"vendor {vendor}", digest))
        said = {
            "lock.write": "the unit is locked; the other text that came back was not taken",
            "handoff.conflict": "the target was changed here since the handoff; ours stays",
        }
        self.findings.append(
            Finding(
                code=code,
                type=IssueType.NON_CONFORMANCE if code == "lock.write" else IssueType.OTHER,
                severity=Severity.WARNING,
                message=f"{said.get(code, 'what came back was refused')}: {_shown(unit)}",
                locale=self.catalog.locale,
                key=unit.key,
                path=self.path,
                line=self.lines.get(unit.key, 0),
            )
        )

    def result(self) -> Ingest:
        """What came of it; the catalog is the same object when nothing was taken."""
        units = tuple(self.next.get(unit.key, unit) for unit in self.catalog.units)
        same = units == self.catalog.units
        return Ingest(
            catalog=self.catalog if same else replace(self.catalog, units=units),
            taken=tuple(self.counts.taken),
            unchanged=tuple(self.counts.unchanged),
            unfinished=tuple(self.counts.unfinished),
            held=tuple(self.counts.held),
            gone=tuple(self.gone),
            findings=tuple(self.findings),
        )
