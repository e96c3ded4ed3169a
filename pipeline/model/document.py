"""Source documents, their approvals, and the segments found in them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from pipeline.model.digest import Digest

__all__ = ["Approval", "HasSegments", "Segment", "Skipped", "SourceDocument"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One entry of `source_content/approvals.toml`: these exact bytes are approved."""

    path: str
    """Relative to `source_content/`, with `/`."""
    sha256: Digest
    reference: str
    """The approval's number in the company's own system."""
    approved_by: str
    approved_on: dt.date
    expires_on: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDocument:
    """A document of a domain with its bytes, as read."""

    path: str
    """Relative to `source_content/`, with `/`."""
    domain: str
    data: bytes
    digest: Digest = field(init=False, compare=False, repr=False)
    """The digest an approval must carry."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", Digest.of(self.data))


class Segment(NamedTuple):
    """A monolingual piece of one document: what a message is made of.

    A tuple because a site has a hundred thousand of them, and frozen dataclasses cost ten times
    as much to make.
    """

    path: str
    """Content path: document / author's id or chain of heading slugs / role / ordinal there."""
    role: str
    """`body`, `title`, `heading`, `alt`, `tooltip`, `button`, `link`, `meta`, or the author's."""
    context: str
    """gettext's msgctxt: empty for `body`, otherwise the role (or what the author set)."""
    source: str
    """Message text: one space for white space, numbered tags, decoded character references."""
    plural: str | None = None
    """The plural source, where the format knows plurals (JSON `_one`/`_other`)."""
    tags: tuple[str, ...] = ()
    """What the numbered tags stand for, in order of their number: `<a href>`, `<strong>`."""
    notes: tuple[str, ...] = ()
    """The author's notes to translators."""
    flags: tuple[str, ...] = ()
    """Format flags from the source format, never guessed: `i18next-format`."""
    lock_mark: str = ""
    """Lock id the author claims for this segment (`data-lock`), or empty."""
    line: int = 0
    """One-based line in the document where the segment starts, for messages to people."""
    lock_start: bool = False
    """The first segment of a marked passage (a new `data-lock` element begins here)."""
    locales: str = ""
    """The author's locale filter (`es-US, pt-BR`, `not fr`, `none`); empty: all locales."""

    @property
    def sources(self) -> tuple[str, ...]:
        """The source, and the plural source where there is one."""
        return (self.source,) if self.plural is None else (self.source, self.plural)


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Words of a document that no message carries: they stay as they are in every locale."""

    line: int
    """One-based."""
    kind: str
    """`code`, `comment`, `drawing`, `formula` or `front matter`."""
    excerpt: str
    """How it begins, on one line."""


class HasSegments(Protocol):
    """A document as far as templates and page rules need it."""

    @property
    def path(self) -> str:
        """Relative to `source_content/`."""

    @property
    def segments(self) -> tuple[Segment, ...]:
        """In document order."""
