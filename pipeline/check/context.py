"""What a rule may know besides the unit, and the shape of a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.locks.registry import Registry
from pipeline.model.finding import Finding, IssueType, Severity, Span
from pipeline.model.locale import LocaleTag
from pipeline.model.policy import Limits
from pipeline.model.unit import Unit

__all__ = ["CatalogRule", "Context", "Rule", "blocker", "note", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Shared by all units of one catalog."""

    registry: Registry
    source_locale: LocaleTag
    locale: LocaleTag
    is_final: Callable[[Unit], bool] | None = None
    """Whether a unit is final; None when nobody knows yet, and `fuzzy` is not judged."""
    max_length: int = Limits().string_characters
    """Longest target allowed, in characters."""
    house: tuple[Rule, ...] = ()
    """The house's own rules, asked after ours."""


class Rule(Protocol):
    """Yields the findings of one rule on one unit with these forms."""

    def __call__(
        self, unit: Unit, forms: tuple[str, ...], context: Context, /
    ) -> Iterator[Finding]:
        """The findings, in the order of the forms."""
        ...


class CatalogRule(Protocol):
    """Yields what it finds among all units of a catalog."""

    def __call__(
        self, units: Sequence[Unit], context: Context, /
    ) -> Iterator[tuple[Unit, Finding]]:
        """(unit, finding), in any order that is the same each time."""
        ...


def _finding(
    severity: Severity, code: str, kind: IssueType, message: str, span: Span | None
) -> Finding:
    return Finding(code=code, type=kind, severity=severity, message=message, span=span)


def blocker(code: str, kind: IssueType, message: str, span: Span | None = None) -> Finding:
    """A finding that closes the gate. Locale and key are filled in by `run`."""
    return _finding(Severity.BLOCKER, code, kind, message, span)


def warning(code: str, kind: IssueType, message: str, span: Span | None = None) -> Finding:
    """A finding that a person should look at."""
    return _finding(Severity.WARNING, code, kind, message, span)


def note(code: str, kind: IssueType, message: str, span: Span | None = None) -> Finding:
    """A finding for information."""
    return _finding(Severity.NOTE, code, kind, message, span)
