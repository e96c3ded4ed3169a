"""Messages and templates: the source side of gettext."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.model.locale import LocaleTag

__all__ = ["Message", "MessageKey", "Template"]


@dataclass(frozen=True, slots=True, order=True)
class MessageKey:
    """What makes a message one: its context and its source text."""

    context: str
    source: str

    def __hash__(self) -> int:
        """Of the source alone: keys are hashed by the million, contexts rarely differ."""
        return hash(self.source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One (context, source) with all its occurrences in a domain."""

    key: MessageKey
    plural: str | None = None
    documents: tuple[str, ...] = ()
    """Documents it occurs in, relative to `source_content/`, sorted, no line numbers."""
    paths: tuple[str, ...] = ()
    """Content paths of all occurrences, in document order."""
    locales: tuple[str, ...] = ()
    """One locale filter per path, `*` for all; nothing where no occurrence has a filter."""
    role: str = "body"
    locks: tuple[str, ...] = ()
    """Ids of the locks that match the source, sorted. A courtesy: the gate recomputes them."""
    tags: tuple[str, ...] = ()
    """What the numbered tags stand for, in order of their number."""
    notes: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    """Format flags, sorted (`i18next-format`)."""

    @property
    def occurrences(self) -> Iterator[tuple[str, str]]:
        """(document, locale filter) of each path; a path that no document begins has none."""
        filters = self.locales or ("*",) * len(self.paths)
        for path, locales in zip(self.paths, filters, strict=True):
            named = [name for name in self.documents if path.startswith(f"{name}/")]
            yield max(named, key=len, default=""), "" if locales == "*" else locales

    @property
    def source(self) -> str:
        """The (singular) source text."""
        return self.key.source

    @property
    def context(self) -> str:
        """The message context; empty for body text."""
        return self.key.context

    @property
    def sources(self) -> tuple[str, ...]:
        """Singular, and plural where there is one."""
        return (self.key.source,) if self.plural is None else (self.key.source, self.plural)


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """All messages of a domain, in order of first occurrence. Serialized as a POT."""

    project: str
    domain: str
    source_locale: LocaleTag
    created_on: str
    """ISO date from the data (latest approval of the documents), never from the clock."""
    messages: tuple[Message, ...]
