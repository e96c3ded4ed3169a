"""Locks: text that only its owner may write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pipeline.model.digest import Digest
from pipeline.model.locale import LocaleTag

__all__ = [
    "ApprovedTarget",
    "FormStatus",
    "Lock",
    "LockKind",
    "LockPolicy",
    "LockRef",
    "LockScope",
    "StandardStatement",
    "UnwantedForm",
]


class LockScope(StrEnum):
    """What a lock covers."""

    PASSAGE = "passage"
    """One or more whole segments in order (an ISI with its bullets)."""
    PHRASE = "phrase"
    """Verbatim inside a segment."""
    TERM = "term"
    """A word or words, with approved forms per locale."""
    PATTERN = "pattern"
    """A regular expression: phone numbers, codes."""


class LockKind(StrEnum):
    """What the locked text is."""

    ISI = "isi"
    INDICATION = "indication"
    BOXED_WARNING = "boxed-warning"
    BRAND = "brand"
    GENERIC = "generic"
    CONTACT = "contact"
    LEGAL = "legal"
    CODE = "code"
    STATEMENT = "statement"
    TERM = "term"

    @property
    def is_exact_term(self) -> bool:
        """Law 7: terms of these kinds occur byte-equal, as often as in the source."""
        return self in {LockKind.BRAND, LockKind.GENERIC, LockKind.CODE}


class LockPolicy(StrEnum):
    """Where a lock's target comes from."""

    APPROVED = "approved"
    """Only the approved translation of the locale."""
    VERBATIM = "verbatim"
    """The same in every locale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovedTarget:
    """One segment's approved translation in one locale (one entry of `approved/<locale>.po`)."""

    text: str
    reference: str
    approved_by: str
    effective_on: dt.date
    expires_on: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardStatement:
    """Where a statement whose wording an authority fixed comes from."""

    authority: str
    """`FDA`, `EMA`, …"""
    template: str
    """The authority's template with its version: `QRD 10.4`."""
    id: str
    """The statement's number or name in that template."""


class FormStatus(StrEnum):
    """Why a form of a term is not to be used."""

    FORBIDDEN = "forbidden"
    """A blocker."""
    DEPRECATED = "deprecated"
    """A warning: it was used once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnwantedForm:
    """One `[[lock.forbidden]]` or `[[lock.deprecated]]` of a term.

    Outside the lock's digest, and so voids no signature: it changes nothing that was approved. The
    registry's seal covers it, and the gate looks for it in every text anew.
    """

    locale: LocaleTag
    """A target locale, or the source's."""
    text: str
    """The form, or a regular expression for its inflections."""
    is_pattern: bool = False
    status: FormStatus = FormStatus.FORBIDDEN
    use: str = ""
    """What to write instead; empty: one of the approved forms."""
    anywhere: bool = False
    """In every unit of the locale, not only where the term stands in the source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """One `[[lock]]` of `locks.toml` with its approved targets."""

    id: str
    """With revision: `isi.us@4`."""
    kind: LockKind
    scope: LockScope
    policy: LockPolicy
    source: tuple[str, ...]
    """Segments for a passage; one text (or regular expression) otherwise. Without tags."""
    reference: str
    effective_on: dt.date
    expires_on: dt.date
    context: str | None = None
    """Restricts the lock to messages of this context; None matches every context."""
    forms: Mapping[LocaleTag, tuple[str, ...]]
    """Approved forms of a term per locale, in file order (scope `term`, policy `approved`)."""
    approved: Mapping[LocaleTag, tuple[ApprovedTarget | None, ...]]
    """Approved targets per locale, one per segment of `source`; None where one is missing."""
    patterns: Mapping[LocaleTag, tuple[str, ...]] = field(default_factory=dict)
    """Regular expressions whose matches are approved forms too, for terms that inflect."""
    statement: StandardStatement | None = None
    """The authority's statement that this is, if it is one."""
    unwanted: tuple[UnwantedForm, ...] = ()
    """Forms of a term that are not to be used."""

    @property
    def name(self) -> str:
        """The id without its revision."""
        return self.id.partition("@")[0]


@dataclass(frozen=True, slots=True, order=True)
class LockRef:
    """What a unit digest says about a lock (law 1)."""

    id: str
    digest: Digest
