"""`review restore`, the repository's side: a signed text goes back into its unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.errors import RefusedError, RejectedError
from pipeline.ledger.event import Action
from pipeline.locks.guard import guard_write
from pipeline.model.digest import Digest
from pipeline.model.locale import LocaleTag
from pipeline.model.unit import Origin, State, Unit
from pipeline.workflow.catalogs import require_catalog, stage_catalog
from pipeline.workflow.events import commit
from pipeline.workflow.project import Project
from pipeline.workflow.registry import read_registry
from pipeline.workflow.states import states_of
from pipeline.workflow.trusting import stand_on

__all__ = ["Restorable", "Restored", "find_unit", "restore_unit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restorable:
    """A signed text, and the unit digest its signatures cover."""

    forms: tuple[str, ...]
    digest: Digest
    origin: Origin | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What became of it."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    state: State
    """By the evidence in the repository."""
    changed: tuple[str, ...]


def find_unit(project: Project, locale: LocaleTag, domain: str, which: str) -> Unit:
    """The unit with this number on the sheet, or with exactly this source.

    RejectedError `review.unit` when there is none, or more than one.
    """
    units = require_catalog(project, locale, domain).units
    if which.isdecimal() and 1 <= int(which) <= len(units):
        return units[int(which) - 1]
    found = [unit for unit in units if unit.message.source == which]
    if len(found) == 1:
        return found[0]
    numbers = ", ".join(str(units.index(unit) + 1) for unit in found)
    raise RejectedError.of(
        "review.unit",
        f"{len(found)} units of {domain} in {locale} have this source: {numbers}"
        if found
        else f"no unit of {domain} in {locale} has the number or the source {which[:60]!r}",
        hint="name it by its number on the sheet",
    )


def restore_unit(
    project: Project,
    locale: LocaleTag,
    domain: str,
    unit: Unit,
    signed: Sequence[Restorable],
) -> Restored:
    """Writes the first of the signed texts whose signatures cover the unit as it is now.

    RefusedError `review.not_restorable` when none does: nothing was signed, or the source, the
    plural or a lock on the unit changed since.
    """
    registry = read_registry(project)
    states = states_of(project, registry, locale, domain, stand_on(project, None))
    chosen = next(
        (
            item
            for item in signed
            if states.digest_of(replace(unit, forms=item.forms)) == item.digest
        ),
        None,
    )
    if chosen is None:
        why = "its locks or its plural changed since" if signed else "nobody has signed one"
        raise RefusedError.of(
            "review.not_restorable",
            f"no signed text covers {unit.key.source[:60]!r} as it is now: {why}",
            hint="correct the text, then: imprimatur review send",
        )
    kind = chosen.origin.kind if chosen.origin is not None else "edited"
    guard_write(registry, unit, chosen.forms, locale, kind)
    after = unit
    if unit.forms != chosen.forms:
        after = replace(unit, forms=chosen.forms, origin=chosen.origin, held=None)
    catalog = require_catalog(project, locale, domain)
    units = tuple(after if item.key == unit.key else item for item in catalog.units)
    stage_catalog(project, replace(catalog, units=units), states.is_final)
    return Restored(
        before=unit.forms,
        after=after.forms,
        state=states.state(after),
        changed=commit(project, Action.UNIT_RESTORED, detail=f"{domain} {locale}"),
    )
