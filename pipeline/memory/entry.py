"""Entries of a memory: one signed or imported target of one message in one locale.

`digest` and `source_key` are the first 64 bits of a SHA-256 as a signed integer, the form a
database column holds. They only find: what is found is compared as text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from struct import unpack

from pipeline.model.locale import LocaleTag
from pipeline.model.message import MessageKey

__all__ = ["Entry", "Kind", "digests_of", "source_key", "source_keys"]


class Kind(StrEnum):
    """Who vouches for an entry."""

    SIGNED = "signed"
    IMPORT = "import"
    """A named person imported it with a reference; never offered above 99 %."""


def _keys(texts: list[str]) -> tuple[int, ...]:
    heads = [sha256(text.encode("utf-8", "surrogatepass")).digest()[:8] for text in texts]
    return unpack(f">{len(heads)}q", b"".join(heads))


def source_key(locale: LocaleTag, source: str) -> int:
    """The key of a source text in a locale, whatever its context."""
    return _keys([f"{locale}\0{source}"])[0]


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


def source_keys(entries: Iterable[Entry]) -> tuple[int, ...]:
    """The key of each entry's source."""
    return _keys([f"{entry.locale}\0{entry.key.source}" for entry in entries])


def digests_of(entries: Iterable[Entry]) -> tuple[int, ...]:
    """For each, the key of everything in the entry: equal entries are stored once."""
    texts = []
    for entry in entries:
        source, forms = entry.key.source, entry.forms
        head = f"{entry.locale}\0{entry.key.context}\0{str.__str__(entry.kind)}\0{entry.detail}"
        whole = source if entry.plural is None else f"{source}\0{entry.plural}"
        target = forms[0] if len(forms) == 1 else "\0".join(forms)
        texts.append(f"{head}\0{entry.part}\0{whole}\0\0{target}")
    return _keys(texts)
