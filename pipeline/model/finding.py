"""Findings: what checks report."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipeline.errors import escape_controls
from pipeline.model.locale import LocaleTag
from pipeline.model.message import MessageKey

__all__ = ["Finding", "IssueType", "Severity", "Span"]


class Severity(StrEnum):
    """How much a finding weighs. A blocker closes the gate."""

    BLOCKER = "blocker"
    WARNING = "warning"
    NOTE = "note"


class IssueType(StrEnum):
    """ITS 2.0 localization quality issue types, same spelling."""

    TERMINOLOGY = "terminology"
    OMISSION = "omission"
    UNTRANSLATED = "untranslated"
    ADDITION = "addition"
    DUPLICATION = "duplication"
    INCONSISTENCY = "inconsistency"
    CHARACTERS = "characters"
    NUMBERS = "numbers"
    MARKUP = "markup"
    WHITESPACE = "whitespace"
    INTERNATIONALIZATION = "internationalization"
    LENGTH = "length"
    TYPOGRAPHICAL = "typographical"
    NON_CONFORMANCE = "non-conformance"
    MISTRANSLATION = "mistranslation"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points in one target form."""

    start: int
    end: int
    form: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One result of one check on one unit (or on a document, with an empty key)."""

    code: str
    type: IssueType
    severity: Severity
    message: str
    """Names both sides: `expected 2 placeholders, found 1: {dose}`."""
    locale: LocaleTag = ""
    key: MessageKey | None = None
    span: Span | None = None
    path: str = ""
    """File the person must open, project-relative; filled in by workflow."""
    line: int = 0

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}: " if self.line else f"{self.path}: " if self.path else ""
        return escape_controls(f"{place}{self.severity}: {self.message} [{self.code}]")
