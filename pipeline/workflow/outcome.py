"""What a verb returns: one shape for people, for programs, and for the exit status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.errors import Fault
from pipeline.model.finding import Finding, Severity
from pipeline.model.waiver import WaivedFinding

__all__ = ["Outcome"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The result of one verb."""

    verb: str
    lines: tuple[str, ...] = ()
    """The result for people, on stdout."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """The result for programs (`--json`), JSON-ready."""
    findings: tuple[Finding, ...] = ()
    waived: tuple[WaivedFinding, ...] = ()
    """Blockers that do not count, each with the waivers that stand against it."""
    held: tuple[Fault, ...] = ()
    """What was refused on the way while the rest went on."""
    changed: tuple[str, ...] = ()
    """Project files written (or that would be: dry run)."""
    talk: tuple[str, ...] = ()
    """Remarks for stderr."""
    next: str = ""
    """The command that comes next."""
    refused: bool = False
    """The verb's answer is no (closed gate, failed verification): exit status 4."""
    stopped: BaseException | None = None
    """The signal that interrupted the verb; what was done is committed."""
    incomplete: bool = False
    """Done, but something stays to be done before a release: exit status 3."""

    @property
    def exit_status(self) -> int:
        """0, 3 or 4 as DESIGN 6 has it."""
        if self.refused:
            return 4
        blockers = any(finding.severity is Severity.BLOCKER for finding in self.findings)
        return 3 if self.held or blockers or self.incomplete else 0
