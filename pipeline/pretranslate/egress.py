"""What leaves the process: a guard in front of every engine, and a record of every text sent.

- A text that contains a locked passage or phrase, or an exact term (brand, generic, code), is
  refused (`lock.egress`), whatever tags, marks, white space or case stand in between.
- Every text is recorded before it is sent, so a record exists even when the engine fails.
- A text that was answered before, by the same engine in the same version, is not sent again.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from pipeline.errors import RefusedError
from pipeline.model.digest import Digest
from pipeline.model.locale import LocaleTag
from pipeline.model.lock import Lock, LockScope
from pipeline.pretranslate.ahead import Ahead
from pipeline.pretranslate.cache import AnswerStore, answer_key
from pipeline.pretranslate.engines.protocol import Engine

__all__ = ["EgressGuard", "EgressRecord", "GuardedEngine", "Pending", "WrongCountError"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EgressRecord:
    """One text that was handed to an engine."""

    digest: Digest
    """Of the text as sent, marks included."""
    text: str
    engine: str
    version: str
    locale: LocaleTag


_MARKS = re.compile(
    r"\[\[[/t:; 0-9]*\]\]|\[[0-9]+\]|Q[A-Z]{4}X[A-Z]{2}|<x\s+id=\"[0-9]+\"\s*/>|</?[0-9]+/?>"
)


_RESERVED = re.compile(r"[\^$/\\\[\]{}<>@*~#+_]")


def _bare(text: str) -> str:
    """Without marks, tags and characters that leave as marks; white space and case folded."""
    return " ".join(_RESERVED.sub("", _MARKS.sub("", html.unescape(text))).split()).casefold()


_REMEMBERED = 1024


class EgressGuard:
    """Knows every locked text; immutable. A text that is looked at again costs nothing."""

    def __init__(self, locks: Iterable[Lock], *, locale: LocaleTag | None = None) -> None:
        """`locale`: its approved translations are locked text too (back-translation)."""
        self._texts: dict[str, str] = {}
        self._patterns: list[tuple[re.Pattern[str], str]] = []
        words: dict[str, str] = {}
        for lock in locks:
            if lock.scope in {LockScope.PASSAGE, LockScope.PHRASE}:
                approved = lock.approved.get(locale, ()) if locale else ()
                targets = [item.text for item in approved if item is not None]
                for source in (*lock.source, *targets):
                    self._texts.setdefault(_bare(source), lock.id)
            elif lock.scope is LockScope.TERM and lock.kind.is_exact_term:
                forms = lock.forms.get(locale, ()) if locale else ()
                for source in (*lock.source, *forms):
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

        self._remembered = functools.lru_cache(maxsize=_REMEMBERED)(self._look)

    def find(self, text: str) -> str | None:
        """The id of a lock whose text stands in this text, or None."""
        return self._remembered(text)

    def _look(self, text: str) -> str | None:
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


class WrongCountError(Exception):
    """The engine gave another number of answers than it was sent texts."""


@dataclass(frozen=True, slots=True)
class Pending:
    """Texts on their way: what is known of them, and the call that brings the rest."""

    known: tuple[str | None, ...]
    """The remembered answer of each text, or None."""
    call: Future[list[str]] | None

    def result(self) -> list[str]:
        """One answer per text, in order. Raises what the engine raised, or WrongCountError."""
        new = iter(self.call.result() if self.call is not None else ())
        return [next(new) if answer is None else answer for answer in self.known]


class GuardedEngine:
    """An engine behind the guard: the only way to an engine in this stage."""

    def __init__(
        self,
        engine: Engine,
        guard: EgressGuard,
        *,
        locale: LocaleTag,
        record: Callable[[Sequence[EgressRecord]], None],
        store: AnswerStore | None = None,
        again: bool = False,
    ) -> None:
        """`again`: ask even when an answer is remembered."""
        self.engine = engine
        self.guard = guard
        self._locale = locale
        self._record = record
        self._store = store
        self._again = again
        self._ahead: Ahead[list[str]] = Ahead()

    def translate_batch(self, texts: list[str], *, shape: str) -> list[str]:
        """The engine's answers. RefusedError `lock.egress`, and nothing sent, for locked text."""
        return self.begin(texts, shape=shape).result()

    def begin(self, texts: list[str], *, shape: str) -> Pending:
        """The texts, guarded, recorded, and on their way."""
        for text in texts:
            lock_id = self.guard.find(text)
            if lock_id is not None:
                raise RefusedError.of(
                    "lock.egress", f"a text for {self.engine.name} contains the locked {lock_id}"
                )
        keys = [answer_key(self.engine, shape, text) for text in texts]
        known = tuple(self.remembered(key) for key in keys) or (None,) * len(texts)
        new = [text for text, answer in zip(texts, known, strict=True) if answer is None]
        if not new:
            return Pending(known, None)
        self._record([self._record_of(text) for text in new])
        missing = [key for key, answer in zip(keys, known, strict=False) if answer is None]
        return Pending(known, self._ahead.submit(lambda: self._ask(new, missing, shape)))

    def remembered(self, key: str) -> str | None:
        """The answer given before, unless it shall be asked for again."""
        return None if self._store is None or self._again else self._store.get(key)

    def close(self) -> None:
        """Sends nothing more."""
        self._ahead.close()

    def _ask(self, texts: list[str], keys: Sequence[str], shape: str) -> Callable[[], list[str]]:
        """Sends the texts, where the engine can do so without waiting; the call that waits."""
        begin = getattr(self.engine, "begin_batch", None)
        wait = begin(texts, shape=shape) if begin is not None else None

        def finish() -> list[str]:
            answers: list[str] = (
                wait() if wait is not None else self.engine.translate_batch(texts, shape=shape)
            )
            if len(answers) != len(texts) or not all(isinstance(item, str) for item in answers):
                raise WrongCountError
            if self._store is not None:
                found: Mapping[str, str] = dict(zip(keys, answers, strict=True))
                self._store.put({key: answer for key, answer in found.items() if answer.strip()})
            return answers

        return finish

    def _record_of(self, text: str) -> EgressRecord:
        return EgressRecord(
            digest=Digest.of(text.encode("utf-8", "surrogatepass")),
            text=text,
            engine=self.engine.name,
            version=self.engine.version,
            locale=self._locale,
        )
