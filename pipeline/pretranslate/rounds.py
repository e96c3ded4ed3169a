"""Asking an engine, in up to three rounds, until every mark of a text came back.

1. The shape of marks that suits the engine; 2. its next shapes, for texts whose marks did not come
back; 3. the text split at its marks, its parts sent alone. What then still is not whole is refused
with `mt.mask`. Equal texts are sent once. An engine that fails leaves the rest unanswered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.errors import EnvironmentFailedError, Fault
from pipeline.pretranslate.egress import GuardedEngine
from pipeline.pretranslate.protect import Encoded, MarkError, Piece, Protected, decode, encode

__all__ = ["CHUNK", "Answers", "ask_engine"]

CHUNK = 128
"""Texts per call: what an interrupted run loses at most."""


@dataclass(slots=True)
class Answers:
    """What came of every protected text; a text in none of the two was not answered."""

    pieces: dict[Protected, tuple[Piece, ...]] = field(default_factory=dict)
    refused: dict[Protected, str] = field(default_factory=dict)
    fault: Fault | None = None
    """Why the engine stopped working, if it did."""


class _WrongCountError(Exception):
    pass


def ask_engine(
    engine: GuardedEngine,
    texts: Iterable[Protected],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Answers:
    """The engine's answers to these texts, cut into pieces, with every token back in place."""
    answers = Answers()
    waiting = list(dict.fromkeys(texts))
    total = len(waiting)

    def tell() -> None:
        if progress is not None:
            progress(len(answers.pieces) + len(answers.refused), total)

    try:
        for shape in engine.engine.shapes:
            waiting = _round(engine, shape, waiting, answers, tell)
        for protected in waiting:
            _split(engine, protected, answers)
            tell()
    except EnvironmentFailedError as error:
        answers.fault = error.faults[0]
    return answers


def _round(
    engine: GuardedEngine,
    shape: str,
    waiting: Sequence[Protected],
    answers: Answers,
    tell: Callable[[], None],
) -> list[Protected]:
    """Sends all that wait in this shape; the texts whose marks did not come back."""
    again: list[Protected] = []
    for start in range(0, len(waiting), CHUNK):
        chunk = []
        for protected in waiting[start : start + CHUNK]:
            encoded = encode(protected, shape)
            if engine.guard.find(encoded.text) is not None:
                answers.refused[protected] = "lock.egress"
            else:
                chunk.append((protected, encoded))
        replies = _send(engine, [encoded.text for _, encoded in chunk], shape)
        for (protected, encoded), reply in zip(chunk, replies, strict=True):
            _take(protected, encoded, reply, answers, again)
        tell()
    return again


def _take(
    protected: Protected,
    encoded: Encoded,
    reply: str | None,
    answers: Answers,
    again: list[Protected],
) -> None:
    if reply is None or not reply.strip():
        answers.refused[protected] = "mt.untranslated"
        return
    try:
        answers.pieces[protected] = decode(encoded, reply)
    except MarkError:
        again.append(protected)


def _send(engine: GuardedEngine, texts: list[str], shape: str) -> list[str | None]:
    """One reply per text; None where even a single text got no single reply."""
    if not texts:
        return []
    try:
        return list(_call(engine, texts, shape))
    except _WrongCountError:
        replies: list[str | None] = []
        for text in texts:
            try:
                replies += _call(engine, [text], shape)
            except _WrongCountError:
                replies.append(None)
        return replies


def _call(engine: GuardedEngine, texts: list[str], shape: str) -> list[str]:
    replies = engine.translate_batch(texts, shape=shape)
    if len(replies) != len(texts) or not all(isinstance(reply, str) for reply in replies):
        raise _WrongCountError
    return replies


def _split(engine: GuardedEngine, protected: Protected, answers: Answers) -> None:
    """Sends the parts between the marks alone, so that no mark can be lost."""
    shape = engine.engine.shape
    encoded = encode(protected, shape)
    parts = [
        _encode_part(piece.strip(), shape)
        for piece in encoded.pieces
        if isinstance(piece, str) and _has_words(piece)
    ]
    if any(engine.guard.find(part.text) is not None for part in parts):
        answers.refused[protected] = "lock.egress"
        return
    replies = iter(_send(engine, [part.text for part in parts], shape))
    pieces: list[Piece] = []
    for piece in encoded.pieces:
        if isinstance(piece, int):
            pieces += encoded.marks[piece]
            continue
        if not _has_words(piece):
            pieces.append(piece)
            continue
        try:
            part = decode(_encode_part(piece.strip(), shape), next(replies) or "")
        except MarkError:
            answers.refused[protected] = "mt.mask"
            return
        if not "".join(str(item) for item in part).strip():
            answers.refused[protected] = "mt.untranslated"
            return
        lead = piece[: len(piece) - len(piece.lstrip())]
        pieces += [lead, *part, piece[len(piece.rstrip()) :]]
    answers.pieces[protected] = tuple(piece for piece in pieces if piece)


def _encode_part(text: str, shape: str) -> Encoded:
    return encode(Protected((text,)), shape)


def _has_words(text: str) -> bool:
    return any(char.isalpha() for char in text)
