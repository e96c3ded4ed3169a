"""One finding with the texts it is about, as reports need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from pipeline.model.finding import Finding

__all__ = ["Explanations", "ReportItem"]

Explanations: TypeAlias = Mapping[str, Mapping[str, str]]
"""Code to its title, meaning and next step, as `explain` prints them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportItem:
    """A finding on a unit, and the unit's target."""

    finding: Finding
    domain: str
    forms: tuple[str, ...]

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
