"""Back-translation: a draft goes back into the source language, as a signal for the reviewer.

- What is protected in the draft (locks, tags, numbers, names) travels as marks again and comes back
  as the source spells it. What leaves is the target's text, so the guard knows the approved
  translations of locked text too.
- It judges nothing: no draft is held or changed for it, and an engine that fails costs the signal.
- It is sent, recorded and remembered like any other text for an engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.errors import Fault
from pipeline.model.message import MessageKey
from pipeline.pretranslate.egress import GuardedEngine
from pipeline.pretranslate.protect import Piece, Protected, Token, restore
from pipeline.pretranslate.repair import repair
from pipeline.pretranslate.rounds import Answers, ask_engine

__all__ = ["BackTranslations", "Draft", "translate_back"]


@dataclass(frozen=True, slots=True)
class Draft:
    """One unit's draft: the source and the pieces of each form."""

    key: MessageKey
    sources: tuple[str, ...]
    forms: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class BackTranslations:
    """What came back."""

    engine: str
    texts: Mapping[MessageKey, tuple[str, ...]]
    """One text per form, for units of which every form came back."""
    fault: Fault | None = None
    stopped: BaseException | None = None


def translate_back(
    engine: GuardedEngine,
    drafts: Sequence[Draft],
    *,
    progress: Callable[[int], None] = lambda _: None,
) -> BackTranslations:
    """Each draft in the source language. `progress` is told how many texts came back so far."""
    turned = {draft.key: tuple(map(_turned, draft.forms)) for draft in drafts}
    asked = dict.fromkeys(text for texts in turned.values() for text in texts if text.has_words)
    answers = Answers()
    ask_engine(
        engine,
        asked,
        answers=answers,
        arrived=lambda: progress(len(answers.pieces) + len(answers.refused)),
    )
    found = {text: restore(repair(text, pieces)) for text, pieces in answers.pieces.items()} | {
        text: restore(text.pieces)
        for texts in turned.values()
        for text in texts
        if not text.has_words
    }
    return BackTranslations(
        engine=engine.engine.name,
        texts={
            key: tuple(found[text] for text in texts)
            for key, texts in turned.items()
            if all(text in found for text in texts)
        },
        fault=answers.fault,
        stopped=answers.stopped,
    )


def _turned(pieces: Sequence[Piece]) -> Protected:
    """The draft as a source: its tokens as it spells them, to be put back as the source does."""
    joined: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Token):
            joined.append(Token(piece.replacement, piece.source, piece.kind))
        elif joined and isinstance(joined[-1], str):
            joined[-1] += piece
        else:
            joined.append(piece)
    return Protected(tuple(joined))
