"""Asking an engine, in up to three rounds, until every mark of a text came back.

1. The shape of marks that suits the engine; 2. its next shapes, for texts whose marks did not come
back; 3. the text split at its marks, its parts sent alone. What then still is not whole is refused
with `mt.mask`. A pair of tags whose words came back apart is refused with `tag.mismatch` at once.

Equal texts are sent once. Texts are taken from the caller as they are needed, and one chunk is
made ready while the engine works on the one before. An engine that fails, and a run that is
interrupted, leave the rest unanswered; what came back stays.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from pipeline.errors import EnvironmentFailedError, Fault
from pipeline.pretranslate.egress import GuardedEngine, Pending, WrongCountError
from pipeline.pretranslate.protect import (
    Encoded,
    MarkError,
    PairError,
    Piece,
    Protected,
    decode,
    encode,
)

__all__ = ["CHUNK", "FIRST", "Answers", "ask_engine"]

FIRST, CHUNK = 8, 128
"""Texts in the first call, so that an engine starts soon, and in each of the others. With the
chunk that waits behind it: what an interrupted run loses at most."""
_AHEAD = 2


@dataclass(slots=True)
class Answers:
    """What came of every protected text; a text in none of the two was not answered."""

    pieces: dict[Protected, tuple[Piece, ...]] = field(default_factory=dict)
    refused: dict[Protected, str] = field(default_factory=dict)
    fault: Fault | None = None
    """Why the engine stopped working, if it did."""
    stopped: BaseException | None = None
    """The signal that interrupted the run, if one did."""


def ask_engine(
    engine: GuardedEngine,
    texts: Iterable[Protected],
    *,
    answers: Answers | None = None,
    arrived: Callable[[], None] = lambda: None,
) -> Answers:
    """The engine's answers to these texts, cut into pieces, with every token back in place.

    `arrived` is called whenever `answers` has grown.
    """
    answers = answers if answers is not None else Answers()
    seen: set[Protected] = set()
    waiting: Iterable[Protected] = (
        text
        for text in texts
        if not (text in seen or seen.add(text))  # type: ignore[func-returns-value] # add returns None
    )
    try:
        for shape in engine.engine.shapes:
            waiting = _round(engine, shape, waiting, answers, arrived)
        for protected in waiting:
            _split(engine, protected, answers)
            arrived()
    except EnvironmentFailedError as error:
        answers.fault = error.faults[0]
    except (KeyboardInterrupt, SystemExit) as signal:
        answers.stopped = signal
    finally:
        engine.close()
    return answers


_Chunk = list[tuple[Protected, Encoded]]


def _round(
    engine: GuardedEngine,
    shape: str,
    waiting: Iterable[Protected],
    answers: Answers,
    arrived: Callable[[], None],
) -> list[Protected]:
    """Sends all that wait in this shape; the texts whose marks did not come back."""
    again: list[Protected] = []
    on_the_way: deque[tuple[_Chunk, Pending]] = deque()

    def finish() -> None:
        chunk, pending = on_the_way.popleft()
        replies = _replies(engine, chunk, pending, shape)
        for (protected, encoded), reply in zip(chunk, replies, strict=True):
            _take(protected, encoded, reply, answers, again)
        arrived()

    for chunk in _chunks(engine, shape, waiting, answers):
        pending = engine.begin([encoded.text for _, encoded in chunk], shape=shape)
        on_the_way.append((chunk, pending))
        if len(on_the_way) > _AHEAD:
            finish()
    while on_the_way:
        finish()
    return again


def _chunks(
    engine: GuardedEngine, shape: str, waiting: Iterable[Protected], answers: Answers
) -> Iterator[_Chunk]:
    texts, size = iter(waiting), FIRST if shape == engine.engine.shape else CHUNK
    while part := list(islice(texts, size)):
        size = CHUNK
        chunk = []
        for protected in part:
            encoded = encode(protected, shape)
            if engine.guard.find(encoded.text) is not None:
                answers.refused[protected] = "lock.egress"
            else:
                chunk.append((protected, encoded))
        yield chunk


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
    except PairError:
        answers.refused[protected] = "tag.mismatch"
    except MarkError:
        again.append(protected)


def _replies(
    engine: GuardedEngine, chunk: _Chunk, pending: Pending, shape: str
) -> Sequence[str | None]:
    """One reply per text; None where even a single text got no single reply."""
    try:
        return pending.result()
    except WrongCountError:
        return _one_by_one(engine, [encoded.text for _, encoded in chunk], shape)


def _send(engine: GuardedEngine, texts: list[str], shape: str) -> Sequence[str | None]:
    try:
        return engine.translate_batch(texts, shape=shape)
    except WrongCountError:
        return _one_by_one(engine, texts, shape)


def _one_by_one(engine: GuardedEngine, texts: list[str], shape: str) -> list[str | None]:
    replies: list[str | None] = []
    for text in texts:
        try:
            replies += engine.translate_batch([text], shape=shape)
        except WrongCountError:
            replies.append(None)
    return replies


def _split(engine: GuardedEngine, protected: Protected, answers: Answers) -> None:
    """Sends the parts between the marks alone, so that no mark can be lost."""
    shape = engine.engine.shape
    encoded = encode(protected, shape, bound=False)
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
