"""What a candidate must pass before it is stored, wherever it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pipeline.check.run import check_targets
from pipeline.locks.guard import is_lock_code
from pipeline.locks.registry import Registry
from pipeline.model.finding import Finding, Severity
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
) -> Callable[[Sequence[tuple[Unit, tuple[str, ...]]]], list[str | None]]:
    """A function that gives, for each unit's candidate, the code of its gravest blocker, or None.

    `machine`: nobody has read the candidate, so doubts about negation and modality refuse it too.
    """
    house = house_rules(project.policy.plugins)
    source_locale = project.settings.source_locale

    def accept(offers: Sequence[tuple[Unit, tuple[str, ...]]]) -> list[str | None]:
        found = check_targets(
            offers, registry=registry, locale=locale, source_locale=source_locale, house=house
        )
        return [_gravest(findings, machine=machine) for findings in found]

    return accept


def _gravest(findings: Iterable[Finding], *, machine: bool) -> str | None:
    refusing = (
        item.code
        for item in findings
        if item.severity is Severity.BLOCKER or (machine and item.code.startswith(_MEANING))
    )
    return min(refusing, key=_weight, default=None)
