"""The protocol every memory follows, wherever it keeps its entries."""

from __future__ import annotations

from typing import Protocol

from pipeline.memory.candidate import Candidate
from pipeline.model.locale import LocaleTag
from pipeline.model.message import Message

__all__ = ["Store"]


class Store(Protocol):
    """Something that offers candidates. Equal contents give equal answers, in any order of entry.

    A store does not know locks: whoever asks must not ask for a locked message.
    """

    def exact(self, message: Message, locale: LocaleTag) -> Candidate | None:
        """The candidate of the same context, source and plural source in this locale, or None."""
        ...
