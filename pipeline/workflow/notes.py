"""What is noted of documents while they are extracted, and how it is remembered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from pipeline.errors import Fault
from pipeline.model.finding import Finding, IssueType, Severity

__all__ = ["Notes", "parse_notes", "serialize_notes"]

_FAULT = ("code", "message", "path", "line", "hint")
_FINDING = ("code", "message", "locale", "path", "line", "type", "severity")
_fault_values, _finding_values = attrgetter(*_FAULT), attrgetter(*_FINDING)


@dataclass(slots=True, kw_only=True)
class Notes:
    """What is held, found or skipped."""

    held: list[Fault] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    skipped: list[tuple[str, int, str, str]] = field(default_factory=list)
    """(document, line, kind, how it begins) of words that no message carries."""

    def add(self, other: Notes) -> None:
        """Another document's notes behind these."""
        self.held += other.held
        self.findings += other.findings
        self.skipped += other.skipped


def serialize_notes(notes: Notes) -> str | None:
    """The notes on one line, empty where there are none; None where they cannot be written."""
    if not (notes.held or notes.findings or notes.skipped):
        return ""
    if any(item.key is not None or item.span is not None for item in notes.findings):
        return None
    held = list(map(_fault_values, notes.held))
    findings = list(map(_finding_values, notes.findings))
    return json.dumps((held, findings, notes.skipped), ensure_ascii=False)


def parse_notes(text: str) -> Notes:
    """The notes in this text; ValueError or TypeError when there are none."""
    if not text:
        return Notes()
    held, findings, skipped = json.loads(text)
    return Notes(
        held=[Fault(**dict(zip(_FAULT, values, strict=True))) for values in held],
        findings=[_finding(values) for values in findings],
        skipped=[(path, line, kind, begin) for path, line, kind, begin in skipped],
    )


def _finding(values: Sequence[Any]) -> Finding:
    *fields, type_, severity = values
    known = dict(zip(_FINDING, fields, strict=False))
    return Finding(type=IssueType(type_), severity=Severity(severity), **known)
