"""Law 5: `restore(protect(s)) == s`. Protected spans leave as tokens and come back verified.

- A *token* is one protected span; neighbouring tokens without text between them travel as one
  *mark*, so that nothing can come between them.
- Shapes of marks: `superblank` (`[0]`, for Apertium, which keeps their order; every reserved
  character of its stream becomes a token too; pairs of tags inside a sentence travel bound to
  their words instead, `bound.py`), `word` (unguessable words made from the text
  itself, so that a mark of another text is recognised), `xml` (`<x id="0"/>`).
- On return every mark occurs exactly once; order is free where the shape allows it. Anything else
  raises `MarkError`; what is left of a mark is never part of an answer.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.pretranslate.bound import (
    BOUND,
    MarkError,
    Pair,
    PairError,
    Piece,
    Token,
    find_bound,
    rebuild,
    spell_bound,
)
from pipeline.pretranslate.spans import ProtectedSpan

__all__ = [
    "Encoded",
    "MarkError",
    "PairError",
    "Piece",
    "Protected",
    "Token",
    "decode",
    "encode",
    "protect",
    "restore",
    "restore_source",
]


@dataclass(frozen=True, slots=True)
class Protected:
    """A text cut into pieces: free text and tokens, in order. What it tells is told often."""

    pieces: tuple[Piece, ...]
    free_text: str = field(init=False, compare=False, repr=False)
    """What may be translated, with one space for each token."""
    _hash: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        texts = [piece if isinstance(piece, str) else " " for piece in self.pieces]
        object.__setattr__(self, "free_text", "".join(texts))
        object.__setattr__(self, "_hash", hash(self.pieces))

    @property
    def has_words(self) -> bool:
        """Whether there is anything to translate."""
        return any(map(str.isalpha, self.free_text))

    def __hash__(self) -> int:
        return self._hash


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text with marks, ready to be sent."""

    text: str
    shape: str
    marks: tuple[tuple[Token, ...], ...]
    pieces: tuple[str | int, ...]
    """Free text and mark numbers, in order."""
    pairs: Mapping[int, Pair] = field(default_factory=dict, hash=False)
    """Pairs whose words carry their number."""
    inside: tuple[frozenset[int], ...] = ()
    """For each mark, the pairs it stands in."""


def protect(text: str, spans: Sequence[ProtectedSpan]) -> Protected:
    """The text cut at these spans (in order, none overlapping)."""
    pieces: list[Piece] = []
    end = 0
    for span in spans:
        if span.start < end or span.end > len(text):
            raise ValueError("spans are in order, inside the text, and do not overlap")
        if span.start > end:
            pieces.append(text[end : span.start])
        pieces.append(Token(text[span.start : span.end], span.replacement, span.kind))
        end = span.end
    if end < len(text):
        pieces.append(text[end:])
    return Protected(tuple(pieces))


def restore(pieces: Sequence[Piece]) -> str:
    """The text with what replaces each token in the target locale."""
    return "".join(piece if isinstance(piece, str) else piece.replacement for piece in pieces)


def restore_source(pieces: Sequence[Piece]) -> str:
    """The text with every token as it was spelled."""
    return "".join(piece if isinstance(piece, str) else piece.source for piece in pieces)


_RESERVED = re.compile(r"[\^$/\\\[\]{}<>@*~#+_\x00-\x1f\x7f]|[^\x00-\x7f]")
"""What may be reserved: certain ASCII characters, and others by their category."""
_LOST = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def _without_reserved(pieces: Sequence[Piece]) -> list[Piece]:
    """Reserved in Apertium's stream, or characters it is known to lose, as tokens."""
    cut: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Token):
            cut.append(piece)
            continue
        start = 0
        for match in _RESERVED.finditer(piece):
            char, index = match.group(), match.start()
            if char > "\x7f" and unicodedata.category(char) not in _LOST:
                continue
            if index > start:
                cut.append(piece[start:index])
            cut.append(Token(char, char, "character"))
            start = index + 1
        if start < len(piece):
            cut.append(piece[start:])
    return cut


def encode(protected: Protected, shape: str, *, bound: bool = True) -> Encoded:
    """The text with a mark of this shape for every run of tokens."""
    if shape == "superblank":
        return _encode_superblanks(protected, bound=bound)
    marks: list[list[Token]] = []
    cut: list[str | int] = []
    for piece in protected.pieces:
        if isinstance(piece, str):
            cut.append(piece)
        elif cut and isinstance(cut[-1], int):
            marks[-1].append(piece)
        else:
            cut.append(len(marks))
            marks.append([piece])
    seed = restore_source(protected.pieces) if shape == "word" and marks else ""
    spelled = "".join(
        _spell(piece, shape, seed)
        if isinstance(piece, int)
        else html.escape(piece, quote=False)
        if shape == "xml"
        else piece
        for piece in cut
    )
    return Encoded(spelled, shape, tuple(tuple(mark) for mark in marks), tuple(cut))


def _encode_superblanks(protected: Protected, *, bound: bool) -> Encoded:
    pieces = _without_reserved(protected.pieces)
    pairs = find_bound(pieces) if bound else {}
    numbers = {start: number for number, start in enumerate(sorted(pairs))}
    closing = {end for end, _ in pairs.values()}
    marks: list[list[Token]] = []
    inside: list[frozenset[int]] = []
    cut: list[str | int] = []
    spelled: list[str] = []
    active: list[int] = []
    for index, piece in enumerate(pieces):
        if index in numbers:
            active.append(numbers[index])
        elif index in closing:
            active.pop()
        elif isinstance(piece, str):
            cut.append(piece)
            spelled.append(spell_bound(piece, active) if active else piece)
        elif cut and isinstance(cut[-1], int) and inside[-1] == frozenset(active):
            marks[-1].append(piece)
        else:
            cut.append(len(marks))
            spelled.append(f"[{len(marks)}]")
            marks.append([piece])
            inside.append(frozenset(active))
    return Encoded(
        "".join(spelled),
        "superblank",
        tuple(tuple(mark) for mark in marks),
        tuple(cut),
        {numbers[start]: pair for start, (_, pair) in pairs.items()},
        tuple(inside),
    )


def _prefix(seed: str) -> str:
    """Five letters made from the text that do not occur in it, whatever their case."""
    folded = seed.casefold()
    turn = 0
    while True:
        digest = hashlib.sha256(f"{turn}\0{seed}".encode("utf-8", "surrogatepass")).digest()
        prefix = "Q" + "".join(chr(ord("A") + byte % 26) for byte in digest[:4])
        if prefix.casefold() not in folded:
            return prefix
        turn += 1


def _spell(number: int, shape: str, seed: str) -> str:
    if shape == "xml":
        return f'<x id="{number}"/>'
    if shape == "word":
        high, low = divmod(number, 26)
        return _prefix(seed) + "X" + chr(ord("A") + high % 26) + chr(ord("A") + low)
    raise ValueError(f"not a shape of marks: {shape!r}")


def decode(encoded: Encoded, answer: str) -> tuple[Piece, ...]:
    """The answer cut into free text and tokens. MarkError unless every mark came back once."""
    if encoded.pairs:
        return _decode_bound(encoded, answer)
    if encoded.shape == "superblank":
        cut = _cut_superblanks(answer)
    elif encoded.shape == "xml":
        cut = _cut_xml(answer)
    else:
        cut = _cut_words(encoded, answer)
    _check_marks(encoded, [piece for piece in cut if isinstance(piece, int)])
    pieces: list[Piece] = []
    for piece in cut:
        if isinstance(piece, int):
            pieces += encoded.marks[piece]
        else:
            pieces.append(piece)
    return tuple(pieces)


def _check_marks(encoded: Encoded, numbers: Sequence[int]) -> None:
    if encoded.shape == "superblank" and numbers != sorted(numbers):
        raise MarkError("marks changed their order")
    if sorted(numbers) != list(range(len(encoded.marks))):
        raise MarkError(f"expected {len(encoded.marks)} marks, found {len(numbers)}")


def _decode_bound(encoded: Encoded, answer: str) -> tuple[Piece, ...]:
    """The answer with its pairs built again around the words that carry their numbers."""
    cut: list[tuple[str | int, frozenset[int]]] = []
    active: frozenset[int] = frozenset()
    end = 0

    def take(text: str) -> None:
        for piece in _cut_superblanks(text):
            if isinstance(piece, str):
                cut.append((piece, active))
            elif piece < len(encoded.marks):
                cut.append((piece, encoded.inside[piece]))
            else:
                raise MarkError(f"an unknown mark came back: {piece}")

    for match in BOUND.finditer(answer):
        take(answer[end : match.start()])
        end = match.end()
        if bool(match[2]) != bool(active):
            raise MarkError("a word-bound blank is not closed")
        active = frozenset(
            int(name.rpartition(":")[2]) for name in (match[1] or "").split(";") if name
        )
        if not active <= encoded.pairs.keys():
            raise MarkError("an unknown word-bound blank came back")
    take(answer[end:])
    if active:
        raise MarkError("a word-bound blank is not closed")
    _check_marks(encoded, [piece for piece, _ in cut if isinstance(piece, int)])
    return rebuild(cut, encoded.pairs, encoded.marks)


_SUPERBLANK = re.compile(r"\\(.)|\[([0-9]{1,6})\]|([\[\]^${}<>\\])", re.DOTALL)


def _cut_superblanks(answer: str) -> list[str | int]:
    cut: list[str | int] = []
    end = 0
    for match in _SUPERBLANK.finditer(answer):
        if match[3]:
            raise MarkError(f"a reserved character came back: {match[3]}")
        cut += [answer[end : match.start()], match[1] or int(match[2])]
        end = match.end()
    return _joined([*cut, answer[end:]])


_XML = re.compile(r'<x\s+id\s*=\s*"([0-9]{1,6})"\s*(?:/>|>\s*</x>)')


def _cut_xml(answer: str) -> list[str | int]:
    cut: list[str | int] = []
    end = 0
    for match in _XML.finditer(answer):
        cut += [answer[end : match.start()], int(match[1])]
        end = match.end()
    cut.append(answer[end:])
    if any(isinstance(piece, str) and ("<" in piece or ">" in piece) for piece in cut):
        raise MarkError("markup came back that is no mark")
    return _joined([html.unescape(piece) if isinstance(piece, str) else piece for piece in cut])


def _cut_words(encoded: Encoded, answer: str) -> list[str | int]:
    seed = "".join(
        "".join(token.source for token in encoded.marks[piece]) if isinstance(piece, int) else piece
        for piece in encoded.pieces
    )
    words = {_spell(number, "word", seed): number for number in range(len(encoded.marks))}
    prefix = _prefix(seed)
    cut: list[str | int] = []
    end = 0
    for match in re.finditer(rf"{prefix}X[A-Z]{{2}}", answer):
        if match.group() not in words:
            raise MarkError(f"an unknown mark came back: {match.group()}")
        cut += [answer[end : match.start()], words[match.group()]]
        end = match.end()
    cut.append(answer[end:])
    if any(isinstance(piece, str) and prefix.casefold() in piece.casefold() for piece in cut):
        raise MarkError("a mark came back changed")
    if any(isinstance(piece, str) and _has_foreign_mark(piece, seed) for piece in cut):
        raise MarkError("a mark of another text came back")
    return _joined(cut)


_WORD = re.compile(r"Q[A-Z]{4}X[A-Z]{2}")


def _has_foreign_mark(text: str, seed: str) -> bool:
    return any(word not in seed for word in _WORD.findall(text))


def _joined(cut: Sequence[str | int]) -> list[str | int]:
    """The same pieces with neighbouring free text joined and empty text left out."""
    joined: list[str | int] = []
    for piece in cut:
        if isinstance(piece, int):
            joined.append(piece)
        elif piece and joined and isinstance(joined[-1], str):
            joined[-1] += piece
        elif piece:
            joined.append(piece)
    return joined
