"""States of units: derived from evidence, policy and registry at the moment of asking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.formats.digests import unit_digest
from pipeline.locks.registry import Registry
from pipeline.model.digest import Digest
from pipeline.model.evidence import Evidence, SignOff
from pipeline.model.locale import LocaleTag
from pipeline.model.state import derive_state
from pipeline.model.unit import Catalog, State, Unit
from pipeline.signing.evidence import parse_evidence
from pipeline.text.plurals import plural_forms
from pipeline.workflow.project import Project
from pipeline.workflow.trusting import Standing
from pipeline.workspace import layout

__all__ = ["States", "read_evidence", "states_of"]


def read_evidence(project: Project, locale: LocaleTag, domain: str, standing: Standing) -> Evidence:
    """The verified evidence of a domain in a locale; empty when there is none."""
    path = layout.evidence(locale, domain)
    return parse_evidence(
        project.workspace.read_if_there(path),
        project=project.name,
        domain=domain,
        locale=locale,
        keyring=standing.keyring,
        trust=standing.trust,
        on=project.as_of,
        path=path,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class States:
    """Answers what state a unit of one domain in one locale is in."""

    project: Project
    registry: Registry
    evidence: Evidence
    digest_of: Callable[[Unit], Digest]

    def sign_offs(self, unit: Unit) -> tuple[SignOff, ...]:
        """The standing sign-offs of exactly this unit as it lies there."""
        if not self.evidence.sign_offs or not unit.has_target:
            return ()
        return self.evidence.sign_offs.get(self.digest_of(unit), ())

    def state(self, unit: Unit) -> State:
        """The unit's state (law 2)."""
        sign_offs = self.sign_offs(unit)
        return derive_state(
            unit,
            required=self.project.policy.sign_offs,
            sign_offs=sign_offs,
            locks_hold=not sign_offs or self.locks_hold(unit),
        )

    def locks_hold(self, unit: Unit) -> bool:
        """Whether every lock on the unit has an approved target in force and is met (law 7)."""
        locale = self.evidence.locale
        return not self.registry.missing(unit.message, locale) and self.registry.holds(
            unit.message, unit.forms, locale
        )

    def is_final(self, unit: Unit) -> bool:
        """Whether nothing is left to sign."""
        return self.state(unit) is State.FINAL

    def count(self, catalog: Catalog) -> Counter[State]:
        """How many units are in each state."""
        return Counter(self.state(unit) for unit in catalog.units)


def states_of(
    project: Project, registry: Registry, locale: LocaleTag, domain: str, standing: Standing
) -> States:
    """The states of a domain's units in a locale; RefusedError `evidence.*`."""
    rule = plural_forms(locale)

    def digest_of(unit: Unit) -> Digest:
        return unit_digest(
            unit.message,
            unit.forms,
            project=project.name,
            domain=domain,
            locale=locale,
            plural_rule=rule,
            locks=registry.refs(unit.message, locale),
        )

    return States(
        project=project,
        registry=registry,
        evidence=read_evidence(project, locale, domain, standing),
        digest_of=digest_of,
    )
