"""Waivers on the repository's side: which findings they cover now, and the list of all of them.

What `check`, `status` and `gate` count comes from sealed evidence and the policy, never from the
desk's database: a waiver counts once it is collected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pipeline.errors import escape_controls
from pipeline.model.digest import Digest
from pipeline.model.evidence import Ceremony
from pipeline.model.finding import Finding, Severity
from pipeline.model.locale import LocaleTag
from pipeline.model.unit import Catalog, Unit
from pipeline.model.waiver import WaivedFinding, Waiver, split_waived
from pipeline.signing.ceremony import waivers_in
from pipeline.workflow.catalogs import read_catalog, require_catalog
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.project import Project, select_locales
from pipeline.workflow.registry import read_registry
from pipeline.workflow.states import States, states_of
from pipeline.workflow.table import table
from pipeline.workflow.trusting import stand_on

__all__ = ["list_waivers", "split_findings", "waived_data", "waived_in"]

_COLUMNS = ("domain", "locale", "code", "now", "by", "at", "reason", "source")


def split_findings(
    project: Project, catalog: Catalog, states: States, findings: Iterable[Finding]
) -> tuple[list[Finding], list[WaivedFinding]]:
    """The findings of a catalog that stand, and those that collected waivers cover."""
    standing = states.evidence.waivers
    if not standing or project.policy.waivers is None:
        return list(findings), []
    digests = {unit.key: states.digest_of(unit) for unit in catalog.units}
    return split_waived(findings, digests, standing, project.policy.waivers)


def waived_in(
    project: Project, found: Iterable[tuple[str, LocaleTag, Sequence[Finding]]]
) -> dict[Finding, WaivedFinding]:
    """Of the findings per domain and locale, those that collected waivers cover."""
    if project.policy.waivers is None:
        return {}
    registry, standing = read_registry(project), stand_on(project, None)
    waived: dict[Finding, WaivedFinding] = {}
    for domain, locale, findings in found:
        if not any(item.severity is Severity.BLOCKER for item in findings):
            continue
        states = states_of(project, registry, locale, domain, standing)
        catalog = require_catalog(project, locale, domain)
        for item in split_findings(project, catalog, states, findings)[1]:
            waived[item.finding] = item
    return waived


def waived_data(item: WaivedFinding) -> dict[str, object]:
    """A waived finding for programs."""
    finding = item.finding
    return {
        "code": finding.code,
        "message": finding.message,
        "locale": finding.locale,
        "context": finding.key.context if finding.key else None,
        "source": finding.key.source if finding.key else None,
        "path": finding.path,
        "line": finding.line,
        "waivers": [_waiver_data(waiver) for waiver in item.waivers],
    }


def _waiver_data(waiver: Waiver) -> dict[str, object]:
    return {
        "unit": waiver.unit.hex,
        "codes": list(waiver.codes),
        "reason": waiver.reason,
        "signer": waiver.signer_id,
        "printed_name": waiver.printed_name,
        "role": waiver.role,
        "signed_at": waiver.signed_at,
        "ceremony": waiver.ceremony,
    }


def list_waivers(project: Project, locales: Sequence[str]) -> Outcome:
    """Every waiver ever collected, oldest first, and whether it still covers a text here.

    `stands` says that the text is there and nothing took the waiver back; whether it is enough
    for the gate depends on the policy, too: `check` says.
    """
    registry = read_registry(project)
    standing = stand_on(project, None)
    rows: list[dict[str, object]] = []
    for domain in project.domains:
        for locale in select_locales(project, locales):
            states = states_of(project, registry, locale, domain.name, standing)
            catalog = read_catalog(project, locale, domain.name)
            units = {states.digest_of(unit): unit for unit in catalog.units} if catalog else {}
            rows += _rows(domain.name, locale, states, units)
    return Outcome(
        verb="review waivers",
        lines=tuple(table(_COLUMNS, [_cells(row) for row in rows])) if rows else (),
        data={"waivers": rows},
        talk=() if rows else ("no finding was ever waived",),
        next="imprimatur check",
    )


def _rows(
    domain: str, locale: LocaleTag, states: States, units: Mapping[Digest, Unit]
) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    rule = states.project.policy.waivers
    for ceremony in states.evidence.ceremonies:
        for waiver in waivers_in(ceremony):
            unit = units.get(waiver.unit)
            now = "stands"
            if waiver not in states.evidence.waivers.get(waiver.unit, ()):
                now = "taken back"
            elif unit is None:
                now = "text gone"
            elif rule is None or waiver.role not in rule.roles:
                now = "not by the policy"
            rows.append(
                {
                    "domain": domain,
                    "locale": locale,
                    "now": now,
                    "source": unit.message.source if unit else "",
                    "messages": _messages(ceremony, waiver.unit),
                    **_waiver_data(waiver),
                }
            )
    return rows


def _messages(ceremony: Ceremony, digest: Digest) -> list[str]:
    """What the findings said when they were waived."""
    units = ceremony.payload["units"]
    return [
        item["message"] for unit in units if unit["unit"] == digest.hex for item in unit["waives"]
    ]


def _cells(row: Mapping[str, object]) -> list[str]:
    codes = row["codes"]
    assert isinstance(codes, list)  # noqa: S101 - built above
    return [
        str(row["domain"]),
        str(row["locale"]),
        ", ".join(codes),
        str(row["now"]),
        escape_controls(str(row["printed_name"])),
        str(row["signed_at"]),
        escape_controls(str(row["reason"])),
        escape_controls(str(row["source"])[:50]),
    ]
