"""What leaves the process: a guard in front of every engine, and a record of every text sent.

- A text that contains a locked passage or phrase, or an exact term (brand, generic, code), is
  refused (`lock.egress`), whatever tags, marks, white space or case stand in between.
- Every text is recorded before it is sent, so a record exists even when the engine fails.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.errors import RefusedError
from pipeline.model.digest import Digest
from pipeline.model.locale import LocaleTag
from pipeline.model.lock import Lock, LockScope
from pipeline.pretranslate.engines.protocol import Engine

__all__ = ["EgressGuard", "EgressRecord", "GuardedEngine"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EgressRecord:
    """One text that was handed to an engine."""

    digest: Digest
    """Of the text as sent, marks included."""
    text: str
    engine: str
    version: str
    locale: LocaleTag


_MARKS = re.compile(r"\[[0-9]+\]|Q[A-Z]{4}X[A-Z]{2}|<x\s+id=\"[0-9]+\"\s*/>|</?[0-9]+/?>")


_RESERVED = re.compile(r"[\^$/\\\[\]{}<>@*~#+_]")


def _bare(text: str) -> str:
    """Without marks, tags and characters that leave as marks; white space and case folded."""
    return " ".join(_RESERVED.sub("", _MARKS.sub("", html.unescape(text))).split()).casefold()


class EgressGuard:
    """Knows every locked text; immutable."""

    def __init__(self, locks: Iterable[Lock]) -> None:
        self._texts: dict[str, str] = {}
        self._patterns: list[tuple[re.Pattern[str], str]] = []
        words: dict[str, str] = {}
        for lock in locks:
            if lock.scope in {LockScope.PASSAGE, LockScope.PHRASE}:
                for source in lock.source:
                    self._texts.setdefault(_bare(source), lock.id)
            elif lock.scope is LockScope.TERM and lock.kind.is_exact_term:
                for source in lock.source:
                    words.setdefault(" ".join(source.split()), lock.id)
            elif lock.scope is LockScope.PATTERN:
                self._patterns += [(re.compile(source), lock.id) for source in lock.source]
        self._texts.pop("", None)
        words.pop("", None)
        self._words = words
        longest_first = sorted(words, key=lambda word: (-len(word), word))
        self._word = (
            re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")
            if words
            else None
        )

    def find(self, text: str) -> str | None:
        """The id of a lock whose text stands in this text, or None."""
        bare = _bare(text)
        for locked, lock_id in self._texts.items():
            if locked in bare and _stands_alone(locked, bare):
                return lock_id
        plain = " ".join(html.unescape(text).split())
        match = self._word.search(plain) if self._word else None
        if match:
            return self._words[match.group()]
        return next((lock_id for pattern, lock_id in self._patterns if pattern.search(plain)), None)


def _stands_alone(locked: str, text: str) -> bool:
    """Whether the locked text occurs somewhere with no letter or digit glued to it."""
    return (
        re.search(
            (r"(?<!\w)" if locked[0].isalnum() else "")
            + re.escape(locked)
            + (r"(?!\w)" if locked[-1].isalnum() else ""),
            text,
        )
        is not None
    )


class GuardedEngine:
    """An engine behind the guard: the only way to an engine in this stage."""

    def __init__(
        self,
        engine: Engine,
        guard: EgressGuard,
        *,
        locale: LocaleTag,
        record: Callable[[EgressRecord], None],
    ) -> None:
        self.engine = engine
        self.guard = guard
        self._locale = locale
        self._record = record

    def translate_batch(self, texts: list[str], *, shape: str) -> list[str]:
        """The engine's answers. RefusedError `lock.egress`, and nothing sent, for locked text."""
        for text in texts:
            lock_id = self.guard.find(text)
            if lock_id is not None:
                raise RefusedError.of(
                    "lock.egress", f"a text for {self.engine.name} contains the locked {lock_id}"
                )
        for text in texts:
            self._record(
                EgressRecord(
                    digest=Digest.of(text.encode("utf-8", "surrogatepass")),
                    text=text,
                    engine=self.engine.name,
                    version=self.engine.version,
                    locale=self._locale,
                )
            )
        return self.engine.translate_batch(texts, shape=shape)
