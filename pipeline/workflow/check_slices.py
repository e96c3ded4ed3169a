"""A catalog in slices that workers share, and what comes out of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.model.finding import Finding
from pipeline.model.message import MessageKey

__all__ = ["Checked", "Slice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """What a job looks at: the `number`-th of `of` slices of a catalog's units.

    Of a catalog in several slices, the number after the last stands for what can be seen only
    from all units together.
    """

    everything: bool
    number: int = 0
    of: int = 1

    @property
    def is_whole(self) -> bool:
        """Whether the rules on all units together are asked here."""
        return self.of in {1, self.number}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came out of a slice."""

    units: int
    asked: int
    """Units that were asked anew; the others were remembered."""
    findings: tuple[Finding, ...]
    forms: Mapping[MessageKey, tuple[str, ...]]
    """The targets of the units with findings, for reports."""
    entries: Mapping[str, tuple[Finding, ...]]
    """Findings by digest, to be remembered."""
    rules: str
    """What the entries depend on."""
