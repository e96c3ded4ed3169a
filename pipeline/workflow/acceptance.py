"""What a candidate must pass before it is stored, wherever it comes from."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.check.run import check_target
from pipeline.locks.guard import is_lock_code
from pipeline.locks.registry import Registry
from pipeline.model.finding import Severity
from pipeline.model.locale import LocaleTag
from pipeline.model.unit import Unit
from pipeline.workflow.house import house_rules
from pipeline.workflow.project import Project

__all__ = ["acceptance"]


_MEANING = ("negation.", "modality.")
"""Rules with thin word lists: they warn people and hold what a machine offers."""


def _weight(code: str) -> int:
    """A text beyond all measure is said to be that; then what breaks a lock; then the others."""
    return 0 if code == "limit" else 1 if is_lock_code(code) else 2


def acceptance(
    project: Project, registry: Registry, locale: LocaleTag, *, machine: bool = False
) -> Callable[[Unit, tuple[str, ...]], str | None]:
    """A function that gives the code of the gravest blocker in a unit's candidate, or None.

    `machine`: nobody has read the candidate, so doubts about negation and modality refuse it too.
    """
    house = house_rules(project.policy.plugins)
    source_locale = project.settings.source_locale

    def accept(unit: Unit, forms: tuple[str, ...]) -> str | None:
        findings = check_target(
            unit,
            forms,
            registry=registry,
            locale=locale,
            source_locale=source_locale,
            house=house,
        )
        refusing = (
            item.code
            for item in findings
            if item.severity is Severity.BLOCKER or (machine and item.code.startswith(_MEANING))
        )
        return min(refusing, key=_weight, default=None)

    return accept
