"""Exact memory: targets that people signed, by context, source, plural source and locale.

- The caller passes signed units only; nothing else may enter.
- Signed targets that contradict each other for one key offer nothing: a person decides.
- An entry with an empty form is no target and is left out.
- The order of the entries does not matter; of equal targets the first detail by code points wins.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from pipeline.memory.candidate import Candidate
from pipeline.model.locale import LocaleTag
from pipeline.model.message import Message

__all__ = ["Memory", "SignedThenImported", "build_memory"]

_Key = tuple[LocaleTag, str, str, str | None]


def _key_of(message: Message, locale: LocaleTag) -> _Key:
    return locale, message.context, message.source, message.plural


class Memory:
    """An immutable store in the process's own memory."""

    __slots__ = ("_candidates", "conflicts")

    def __init__(self, candidates: dict[_Key, Candidate | None]) -> None:
        self._candidates = MappingProxyType(candidates)
        self.conflicts = sum(candidate is None for candidate in candidates.values())
        """How many keys have signed targets that contradict each other."""

    def exact(self, message: Message, locale: LocaleTag) -> Candidate | None:
        """The signed target of exactly this message in this locale, or None."""
        return self._candidates.get(_key_of(message, locale))

    def contradicts(self, message: Message, locale: LocaleTag) -> bool:
        """Whether its targets contradict each other for this message, so that it offers none."""
        key = _key_of(message, locale)
        return key in self._candidates and self._candidates[key] is None

    def __len__(self) -> int:
        return len(self._candidates) - self.conflicts


class SignedThenImported:
    """What was signed; where that is silent, and does not contradict itself, what was imported."""

    __slots__ = ("_imported", "_signed")

    def __init__(self, signed: Memory, imported: Memory) -> None:
        self._signed, self._imported = signed, imported

    def exact(self, message: Message, locale: LocaleTag) -> Candidate | None:
        """The signed target of exactly this message in this locale, else the imported one."""
        found = self._signed.exact(message, locale)
        if found is not None or self._signed.contradicts(message, locale):
            return found
        return self._imported.exact(message, locale)


def build_memory(
    entries: Iterable[tuple[Message, LocaleTag, tuple[str, ...], str]], *, similarity: int = 100
) -> Memory:
    """A memory of (message, locale, signed forms, detail).

    With another `similarity` than 100 the entries are not signed here: imports, at most 99.
    """
    found: dict[_Key, Candidate | None] = {}
    for message, locale, forms, detail in entries:
        if not forms or not all(forms):
            continue
        key = _key_of(message, locale)
        if key not in found:
            found[key] = Candidate(forms=forms, detail=detail, similarity=similarity)
            continue
        known = found[key]
        if known is None or known.forms != forms:
            found[key] = None
        elif detail < known.detail:
            found[key] = Candidate(forms=forms, detail=detail, similarity=similarity)
    return Memory(found)
