"""One finding with the texts it is about, as reports need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from pipeline.model.finding import Finding, Severity
from pipeline.model.waiver import Waiver

__all__ = ["Explanations", "ReportItem"]

Explanations: TypeAlias = Mapping[str, Mapping[str, str]]
"""Code to its title, meaning and next step, as `explain` prints them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportItem:
    """A finding on a unit, and the unit's target."""

    finding: Finding
    domain: str
    forms: tuple[str, ...]
    waivers: tuple[Waiver, ...] = ()
    """The waivers with which a blocker does not close the gate."""

    @property
    def blocks(self) -> bool:
        """Whether it closes the gate."""
        return self.finding.severity is Severity.BLOCKER and not self.waivers

    @property
    def waived(self) -> str:
        """Who waived it, when and why; empty for all others."""
        return "; ".join(map(str, self.waivers))

    @property
    def source(self) -> str:
        """The source text."""
        return self.finding.key.source if self.finding.key is not None else ""

    @property
    def target(self) -> str:
        """The form that the finding marks, or the first."""
        span = self.finding.span
        number = span.form if span is not None and span.form < len(self.forms) else 0
        return self.forms[number] if self.forms else ""
