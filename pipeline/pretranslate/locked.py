"""What this stage asks of the lock registry, and where locks stand in a message's text.

The registry is seen through protocols, so that this stage can be read and tested by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pipeline.model.finding import Span
from pipeline.model.locale import LocaleTag
from pipeline.model.lock import Lock, LockPolicy, LockScope
from pipeline.model.message import Message
from pipeline.pretranslate.spans import ProtectedSpan, lift_spans
from pipeline.text.tags import strip_tags

__all__ = ["DriftView", "FaultView", "HitView", "LockMissingError", "LockView", "locks_in"]


class HitView(Protocol):
    """One occurrence of a lock inside a source."""

    @property
    def lock(self) -> Lock:
        """The lock."""
        ...

    @property
    def span(self) -> Span:
        """Where, in the source without its tags."""
        ...

    @property
    def text(self) -> str:
        """The characters it covers."""
        ...


class MatchView(Protocol):
    """Everything that is locked in one message."""

    @property
    def hits(self) -> Sequence[HitView]:
        """Phrases, terms and patterns in order; locks that share a text share a span."""
        ...


class DriftView(Protocol):
    """A message that is almost a locked text."""

    @property
    def lock_id(self) -> str:
        """The lock it is like."""
        ...


class FaultView(Protocol):
    """One way in which a target breaks a lock."""

    @property
    def code(self) -> str:
        """The dotted code: `lock.mismatch`, `lock.count`, `term.missing` or `text.isolate`."""
        ...


class LockView(Protocol):
    """The registry."""

    @property
    def locks(self) -> Sequence[Lock]:
        """Every lock in force."""
        ...

    @property
    def lapsed(self) -> Sequence[Lock]:
        """Locks that expired without a later revision: they still match."""
        ...

    def is_locked(self, message: Message) -> bool:
        """Whether the whole message is locked."""
        ...

    def match(self, message: Message) -> MatchView:
        """The locks inside the message."""
        ...

    def missing(self, message: Message, locale: LocaleTag) -> Sequence[FaultView]:
        """Why the locks in this message cannot be met in this locale on this day."""
        ...

    def drift(self, message: Message) -> DriftView | None:
        """The locked text this message is almost equal to, if any."""
        ...

    def violations(
        self, message: Message, forms: tuple[str, ...], locale: LocaleTag
    ) -> Sequence[FaultView]:
        """What these forms do wrong (law 7)."""
        ...


class LockMissingError(Exception):
    """A lock inside the message has no approved text in this locale."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def locks_in(registry: LockView, message: Message, locale: LocaleTag) -> tuple[ProtectedSpan, ...]:
    """The locks in this message as spans on its source, with their approved text in the locale.

    Raises LockMissingError where one has none, ValueError where a tag crosses a locked text's edge.
    """
    for fault in registry.missing(message, locale):
        raise LockMissingError(fault.code)
    spans: dict[tuple[int, int], ProtectedSpan] = {}
    for hit in registry.match(message).hits:
        place = (hit.span.start, hit.span.end)
        if place not in spans and hit.span.end > hit.span.start:
            spans[place] = ProtectedSpan(*place, _approved(hit, locale))
    return lift_spans(message.source, spans.values())


def _approved(hit: HitView, locale: LocaleTag) -> str:
    lock = hit.lock
    if lock.policy is LockPolicy.VERBATIM:
        return hit.text
    if lock.scope is LockScope.TERM:
        forms = lock.forms.get(locale, ())
        if not forms:
            raise LockMissingError("lock.missing")
        return _as_spelled(forms[0], hit)
    approved = lock.approved.get(locale, ())
    if not approved or approved[0] is None or not approved[0].text:
        raise LockMissingError("lock.missing")
    return strip_tags(approved[0].text)


def _as_spelled(form: str, hit: HitView) -> str:
    """The form with a capital where the source's term, written small, has one here."""
    lock = hit.lock
    if lock.kind.is_exact_term or not lock.source[0][:1].islower():
        return form
    return form[:1].upper() + form[1:] if hit.text[:1].isupper() else form
