"""`fill`: locked units get their approved translation. Nobody else writes them."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.errors import Fault
from pipeline.fill.fill import fill_catalog
from pipeline.ledger.event import Action
from pipeline.locks.guard import Writer
from pipeline.workflow.catalogs import refused_target, require_catalog, stage_catalog
from pipeline.workflow.events import commit, record_refusals
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.project import Project, select_locales
from pipeline.workflow.registry import read_registry
from pipeline.workflow.states import states_of
from pipeline.workflow.trusting import stand_on
from pipeline.workspace import layout

__all__ = ["fill"]


def fill(project: Project, locales: Sequence[str]) -> Outcome:
    """Fills passage-locked units from the sealed registry; the others stay as they are."""
    registry = read_registry(project)
    standing = stand_on(project, None)
    lines, data, talk = [], [], list[str]()
    missing: list[Fault] = []
    for domain in project.domains:
        for locale in select_locales(project, locales):
            catalog = require_catalog(project, locale, domain.name)
            result = fill_catalog(catalog, registry)
            states = states_of(project, registry, locale, domain.name, standing)
            stage_catalog(project, result.catalog, states, Writer.FILL)
            path = layout.catalog(locale, domain.name)
            missing += [
                Fault(
                    code=item.code,
                    message=item.message,
                    path=path,
                    hint="an approved translation comes from the lock's owner",
                )
                for item in result.missing
            ]
            former = {unit.key: unit for unit in catalog.units}
            record_refusals(
                project,
                [
                    refused_target(former[item.key], "lock.mismatch", item.origin, item.lock_id)
                    for item in result.replaced
                ],
                path=path,
                locale=locale,
            )
            talk += [
                f"{path}: {item.lock_id} replaced text from {item.origin}: {item.former[0]!r}"
                for item in result.replaced
            ]
            data.append(
                {
                    "domain": domain.name,
                    "locale": locale,
                    "filled": len(result.filled),
                    "missing": len(result.missing),
                }
            )
            lines.append(
                f"{domain.name} {locale}: {len(result.filled)} filled, "
                f"{len(result.missing)} without approved translation"
            )
    return Outcome(
        verb="fill",
        lines=tuple(lines),
        data={"catalogs": data},
        held=tuple(missing),
        changed=commit(project, Action.UNIT_FILLED),
        talk=tuple(talk),
        next="imprimatur pretranslate",
    )
