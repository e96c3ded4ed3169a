"""A page as the rules see it: its texts in order, in one language; and what a rule may know.

The same rules read the source page and every rendered one. A rendered page is the bytes that a
release would hold, read again; nothing is taken from the catalog but what should have come out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple, Protocol

from pipeline.locks.registry import Registry
from pipeline.model.finding import Finding, IssueType, Severity
from pipeline.model.locale import LocaleTag
from pipeline.model.lock import Lock, LockScope
from pipeline.model.policy import PageClass, PageRules, Policy
from pipeline.text.globs import path_matches
from pipeline.text.tags import strip_tags

__all__ = [
    "HEAD_ROLES",
    "LABEL_ROLES",
    "Page",
    "PageContext",
    "PageRule",
    "PageText",
    "blocker",
    "classes_of",
    "is_admitted",
]

HEAD_ROLES = frozenset({"title", "meta"})
"""Roles of text that stands beside the page: in its head, its tab, a search engine's list."""
LABEL_ROLES = frozenset(
    {"alt", "button", "label", "link", "meta", "placeholder", "title", "tooltip"}
)
"""Roles of text that is no running text: it may stand inside a passage without cutting it."""


class PageText(NamedTuple):
    """One text of a page, without its tags."""

    text: str
    context: str = ""
    role: str = "body"
    line: int = 0
    locales: str = ""
    """The author's locale filter; empty: all locales."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A document, in the source language or in a locale."""

    path: str
    """Of the document, relative to `source_content/`."""
    texts: tuple[PageText, ...]
    locale: LocaleTag = ""
    """Empty: the source page."""
    expected: tuple[str, ...] | None = None
    """A rendered page: the texts that were written into it, in the source page's order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContext:
    """Shared by all pages of one run."""

    registry: Registry
    policy: Policy
    source_locale: LocaleTag
    passages: Mapping[str, tuple[tuple[Lock, int], ...]] = field(init=False, hash=False)
    """The text of a passage's segment to every (lock, index) that has it; held ones included."""
    _by_name: Mapping[str, Lock] = field(init=False, hash=False, repr=False)

    def __post_init__(self) -> None:
        passages: dict[str, list[tuple[Lock, int]]] = {}
        for lock in (*self.registry.locks, *self.registry.lapsed):
            if lock.scope is LockScope.PASSAGE:
                for index, source in enumerate(lock.source):
                    passages.setdefault(strip_tags(source), []).append((lock, index))
        named = {text: tuple(found) for text, found in passages.items()}
        object.__setattr__(self, "passages", MappingProxyType(named))
        by_name = {lock.name: lock for lock in self.registry.locks}
        object.__setattr__(self, "_by_name", MappingProxyType(by_name))

    @property
    def rules(self) -> PageRules:
        """The policy's page rules; without any, no class and no brand."""
        return self.policy.pages or PageRules(classes=(), generics={})

    def lock(self, name: str) -> Lock | None:
        """The lock of this name that is in force."""
        return self._by_name.get(name)


class PageRule(Protocol):
    """Yields the findings of one rule on one page."""

    def __call__(self, page: Page, context: PageContext, /) -> Iterator[Finding]:
        """The findings, in the order of the page."""
        ...


def blocker(code: str, kind: IssueType, message: str, line: int = 0) -> Finding:
    """A finding that closes the gate. Locale and path are filled in by `run`."""
    return Finding(code=code, type=kind, severity=Severity.BLOCKER, message=message, line=line)


def classes_of(policy: Policy, path: str) -> tuple[PageClass, ...]:
    """Every class that the document is in, in the policy's order."""
    return tuple(
        item
        for item in (policy.pages.classes if policy.pages is not None else ())
        if any(path_matches(path, pattern) for pattern in item.documents)
    )


def is_admitted(policy: Policy, path: str, locale: LocaleTag) -> bool:
    """Whether the document may be shown in this locale: each of its classes must let it in.

    A class lets a locale in when one of its markets has it, or when it names no market.
    """
    return all(
        not item.markets or any(locale in _locales(policy.markets, name) for name in item.markets)
        for item in classes_of(policy, path)
    )


def _locales(markets: Mapping[str, tuple[LocaleTag, ...]], name: str) -> tuple[LocaleTag, ...]:
    return markets.get(name, ())
