"""What an engine answered before: by the hash of engine, version, shape of marks and text.

The same text is never paid for twice, in whatever run, domain or worker. A remembered answer is
as hostile as a new one: it goes through every rule again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from pipeline.model.digest import Digest
from pipeline.pretranslate.engines.protocol import Engine

__all__ = ["AnswerStore", "answer_key"]


class AnswerStore(Protocol):
    """Remembers answers by key. May be used from two threads at once."""

    def get(self, key: str) -> str | None:
        """The remembered answer, or None."""
        ...

    def put(self, answers: Mapping[str, str]) -> None:
        """Remembers these answers, durably when this returns."""
        ...


def answer_key(engine: Engine, shape: str, text: str) -> str:
    """The key of one text for one engine."""
    parts = (engine.name, engine.version, shape, text)
    return Digest.of("\0".join(parts).encode("utf-8", "surrogatepass")).hex
