"""Messages and units by the hundred thousand.

The initializer of a frozen dataclass pays for every field twice over; for a large catalog that is
more than all the rest of the reading. Here the fields are set on an ordinary object with the same
slots, which then becomes what it is: equal in every respect to one made the usual way.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from pipeline.model.message import Message, MessageKey
from pipeline.model.unit import Held, Origin, Unit

__all__ = ["new_message", "new_unit"]

_Texts = tuple[str, ...]


class _Message:
    __slots__ = Message.__slots__

    def __init__(  # noqa: PLR0917 - called once per entry, so positionally
        self,
        key: MessageKey,
        plural: str | None,
        documents: _Texts,
        paths: _Texts,
        role: str,
        locks: _Texts,
        tags: _Texts,
        notes: _Texts,
        flags: _Texts,
        locales: _Texts = (),
    ) -> None:
        self.key = key
        self.plural = plural
        self.documents = documents
        self.paths = paths
        self.locales = locales
        self.role = role
        self.locks = locks
        self.tags = tags
        self.notes = notes
        self.flags = flags
        self.__class__ = Message  # type: ignore[assignment]


class _Unit:
    __slots__ = Unit.__slots__

    def __init__(  # noqa: PLR0917 - called once per entry, so positionally
        self,
        message: Message,
        forms: _Texts,
        origin: Origin | None,
        held: Held | None,
        fuzzy: bool,  # noqa: FBT001
        previous: MessageKey | None,
        previous_plural: str | None,
        comments: _Texts,
        read_only: bool,  # noqa: FBT001
    ) -> None:
        self.message = message
        self.forms = forms
        self.origin = origin
        self.held = held
        self.fuzzy = fuzzy
        self.previous = previous
        self.previous_plural = previous_plural
        self.comments = comments
        self.read_only = read_only
        self.__class__ = Unit  # type: ignore[assignment]


new_message = cast("Callable[..., Message]", _Message)
"""`Message` with its fields by position."""
new_unit = cast("Callable[..., Unit]", _Unit)
"""`Unit` with all its fields in order."""
