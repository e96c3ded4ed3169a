"""Entries of a memory: one signed or imported target of one message in one locale.

`digest` and `source_key` are the first 64 bits of a SHA-256 as a signed integer, the form a
database column holds. They only find: what is found is compared as text.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from pipeline.model.locale import LocaleTag
from pipeline.model.message import MessageKey

__all__ = ["Entry", "Kind", "source_key"]


class Kind(StrEnum):
    """Who vouches for an entry."""

    SIGNED = "signed"
    IMPORT = "import"
    """A named person imported it with a reference; never offered above 99 %."""


def _key(text: str) -> int:
    data = sha256(text.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(data[:8], "big", signed=True)


def source_key(locale: LocaleTag, source: str) -> int:
    """The key of a source text in a locale, whatever its context."""
    return _key(f"{locale}\0{source}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A source and its target."""

    locale: LocaleTag
    key: MessageKey
    plural: str | None = None
    forms: tuple[str, ...]
    """One form, or one per plural index; none is empty."""
    kind: Kind = Kind.SIGNED
    detail: str
    """The unit's domain and digest, or the reference of the import."""
    part: int = 0
    """0 for a whole text; n for its n-th sentence, which nobody signed on its own."""

    def __post_init__(self) -> None:
        if not self.key.source or not self.forms or not all(self.forms):
            raise ValueError("an entry has a source, and text in every form")

    @property
    def source(self) -> str:
        """The (singular) source text."""
        return self.key.source

    @property
    def digest(self) -> int:
        """The key of everything in the entry: equal entries are stored once."""
        head = f"{self.locale}\0{self.key.context}\0{self.kind}\0{self.detail}\0{self.part}\0"
        plural = "" if self.plural is None else "\0" + self.plural
        return _key(f"{head}{self.key.source}{plural}\0\0" + "\0".join(self.forms))
