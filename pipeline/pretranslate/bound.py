"""Word-bound blanks: inline pairs that travel with their words through Apertium.

A superblank stays where it is while words move: `The [0]red[1] car` becomes `El [0]coche[1] rojo`.
So a pair of tags around some words of a sentence is not sent as two marks. Its words carry the
pair's number, `[[t:t:0]]red[[/]]`, and the pair is built again around where they come back.

- *Bound* is a pair with words inside and words of the same sentence outside. A pair around whole
  sentences, or around tokens alone, keeps its two marks: nothing moves across its edges.
- A pair is rebuilt when its words came back side by side; link words between them (`de`, `la`),
  spaces and punctuation join in. What belongs to another pair, or any other word, does not.
- Anything else is `PairError`: the pair is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

__all__ = [
    "BOUND",
    "MarkError",
    "Pair",
    "PairError",
    "Piece",
    "Token",
    "find_bound",
    "rebuild",
    "spell_bound",
]


class MarkError(Exception):
    """Marks were lost, doubled, changed, moved where they may not, or came from elsewhere."""


class PairError(MarkError):
    """The words of a pair were lost, or came back apart."""


@dataclass(frozen=True, slots=True)
class Token:
    """One protected span: how it is spelled in the source, and in the target."""

    source: str
    replacement: str
    kind: str


Piece = str | Token


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair of tags whose words carry its number."""

    opening: Token
    closing: Token
    lead: str
    """Punctuation right after the opening tag."""
    trail: str
    """Punctuation right before the closing tag."""
    begins_with_link: bool
    """Whether the source's first word inside is itself a link word."""


@dataclass(slots=True)
class _Item:
    """A run of answer text, or a mark, and the pairs it is in."""

    value: str | int
    pairs: set[int] = field(default_factory=set)


BOUND = re.compile(r"\[\[(t:t:[0-9]{1,4}(?:; ?t:t:[0-9]{1,4})*)\]\]|\[\[(/)\]\]")
_TAG = re.compile(r"<(/?)([0-9]+)>")
_SENTENCE_EDGE = re.compile(r"(?:[.?!:…]['\"”’)]*\s+|^\s*)$")
_SENTENCE_END = re.compile(r"[.?!:…]['\"”’)]*\s*$")
_END_FOLLOWS = re.compile(r"\s*(?:[.?!:…]\s*(?:$|\s)|$)")
_STOP = re.compile(r"[.?!,;:]+$")
_LEAD, _TRAIL = re.compile(r"^[^\w\s]+"), re.compile(r"[^\w\s]+$")
_LINKS = frozenset(
    [
        "de",
        "del",
        "d",
        "la",
        "el",
        "los",
        "las",
        "lo",
        "l",
        "les",
        "els",
        "le",
        "un",
        "una",
        "unos",
        "unas",
        "des",
        "du",
        "au",
        "aux",
        "al",
        "à",
        "a",
        "en",
        "e",
        "y",
        "i",
        "et",
        "o",
        "os",
        "as",
        "do",
        "da",
        "dos",
        "das",
        "no",
        "na",
        "nos",
        "nas",
        "ao",
        "às",
        "dels",
        "pel",
        "per",
        "di",
        "della",
        "dei",
        "delle",
        "il",
        "gli",
        "amb",
        "con",
        "com",
        "por",
        "pelo",
        "pela",
        "se",
        "que",
    ]
)
_ARTICLES = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "to",
        "from",
        "in",
        "at",
        "by",
        "for",
        "with",
        "and",
        "or",
        "your",
        "his",
        "her",
        "its",
        "our",
        "their",
        "this",
        "that",
    ]
)


def find_bound(pieces: Sequence[Piece]) -> dict[int, tuple[int, Pair]]:
    """Index of the opening tag to (index of the closing tag, pair), for pairs that are bound."""
    found: dict[int, tuple[int, Pair]] = {}
    stack: list[tuple[int, str]] = []
    for index, piece in enumerate(pieces):
        match = _TAG.fullmatch(piece.source) if isinstance(piece, Token) else None
        if match is None or isinstance(piece, str) or piece.kind != "tag":
            continue
        if not match[1]:
            stack.append((index, match[2]))
        elif stack and stack[-1][1] == match[2]:
            start, _ = stack.pop()
            pair = _pair(pieces, start, index)
            if pair is not None:
                found[start] = (index, pair)
    return found


def _pair(pieces: Sequence[Piece], start: int, end: int) -> Pair | None:
    before, inside, after = (
        "".join(piece if isinstance(piece, str) else _stand_in(piece) for piece in part)
        for part in (pieces[:start], pieces[start + 1 : end], pieces[end + 1 :])
    )
    words = "".join(piece for piece in pieces[start + 1 : end] if isinstance(piece, str))
    if not any(char.isalpha() for char in words):
        return None
    whole_start = _SENTENCE_EDGE.search(before) is not None
    whole_end = _END_FOLLOWS.match(after) is not None or _SENTENCE_END.search(inside) is not None
    opening, closing = pieces[start], pieces[end]
    if (whole_start and whole_end) or isinstance(opening, str) or isinstance(closing, str):
        return None
    lead, trail = _LEAD.search(inside), _TRAIL.search(inside)
    first = re.search(r"\w+", inside)
    return Pair(
        opening,
        closing,
        lead.group() if lead else "",
        trail.group() if trail else "",
        begins_with_link=first is not None and first.group().lower() in _ARTICLES,
    )


def _stand_in(token: Token) -> str:
    if token.kind == "tag":
        return ""
    return token.source if token.kind == "character" else "x"


def spell_bound(text: str, pairs: Sequence[int]) -> str:
    """The text with its words carrying these pairs' numbers."""
    core = text.strip()
    if not any(char.isalnum() for char in core):
        return text
    lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{lead}[[{'; '.join(f't:t:{number}' for number in pairs)}]]{core}[[/]]{trail}"


def rebuild(
    cut: Sequence[tuple[str | int, frozenset[int]]],
    pairs: Mapping[int, Pair],
    marks: Sequence[Sequence[Token]],
) -> tuple[Piece, ...]:
    """The answer's pieces with every pair around its words. PairError where that cannot be."""
    items = [_Item(value, set(inside)) for value, inside in cut if value != ""]
    for number, pair in pairs.items():
        _gather(items, number, pair)
    pieces: list[Piece] = []
    is_open: list[int] = []
    opened: set[int] = set()
    for item in [*items, _Item("")]:
        wanted = sorted(item.pairs)
        while is_open and is_open != wanted[: len(is_open)]:
            pieces.append(pairs[is_open.pop()].closing)
        for number in wanted[len(is_open) :]:
            if number in opened:
                raise PairError("a pair would have to be opened twice")
            opened.add(number)
            is_open.append(number)
            pieces.append(pairs[number].opening)
        pieces += [item.value] if isinstance(item.value, str) else marks[item.value]
    return tuple(_join(pieces))


def _gather(items: list[_Item], number: int, pair: Pair) -> None:
    """Marks everything between the first and the last word of the pair as inside it."""
    places = [index for index, item in enumerate(items) if number in item.pairs]
    if not any(isinstance(items[index].value, str) for index in places):
        raise PairError("the words of a pair were lost")
    first, last = places[0], places[-1]
    outer = set.intersection(*(items[index].pairs for index in places))
    for item in items[first : last + 1]:
        if number in item.pairs:
            continue
        if isinstance(item.value, int) or not _is_link(item.value) or item.pairs - outer:
            raise PairError("the words of a pair came back apart")
        item.pairs |= {number, *outer}
    _drop_link(items, first, number, pair)
    first = next(index for index, item in enumerate(items) if number in item.pairs)
    _take_edges(items, first, number, pair)


def _is_link(text: str) -> bool:
    return all(word.lower() in _LINKS for word in re.findall(r"\w+", text))


def _drop_link(items: list[_Item], first: int, number: int, pair: Pair) -> None:
    """An article the engine made in front of the words stays outside, as in the source."""
    item = items[first]
    match = re.match(r"\w+\s+", item.value) if isinstance(item.value, str) else None
    if match is None and isinstance(item.value, str) and first + 2 < len(items):
        gap, after = items[first + 1], items[first + 2]
        whole = item.value.lower() in _LINKS and gap.value == " " and number in after.pairs
        if whole and not pair.begins_with_link:
            item.pairs.discard(number)
            gap.pairs.discard(number)
        return
    if match is None or pair.begins_with_link or not isinstance(item.value, str):
        return
    if match.group().strip().lower() in _LINKS:
        items.insert(first, _Item(match.group(), item.pairs - {number}))
        item.value = item.value[match.end() :]


def _take_edges(items: list[_Item], first: int, number: int, pair: Pair) -> None:
    """Punctuation stands inside the tags where it did in the source, else outside."""
    last = max(index for index, item in enumerate(items) if number in item.pairs)
    after = items[last + 1].value if last + 1 < len(items) else None
    if pair.trail and isinstance(after, str) and not _ends(items[last].value, pair.trail):
        stripped = after.lstrip()
        if stripped.startswith(pair.trail):
            items[last + 1].value = stripped[len(pair.trail) :]
            items.insert(last + 1, _Item(pair.trail, set(items[last].pairs)))
    text = items[last].value
    stop = _STOP.search(text) if isinstance(text, str) and not pair.trail else None
    if stop is not None and isinstance(text, str) and stop.start():
        items[last].value = text[: stop.start()]
        items.insert(last + 1, _Item(stop.group(), items[last].pairs - {number}))
    before = items[first - 1].value if first else None
    value = items[first].value
    begins = isinstance(value, str) and value.startswith(pair.lead)
    if pair.lead and isinstance(before, str) and not begins:
        stripped = before.rstrip()
        if stripped.endswith(pair.lead):
            items[first - 1].value = stripped[: -len(pair.lead)]
            items.insert(first, _Item(pair.lead, set(items[first].pairs)))


def _ends(value: str | int, text: str) -> bool:
    return isinstance(value, str) and value.endswith(text)


def _join(pieces: Sequence[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and joined and isinstance(joined[-1], str):
            joined[-1] += piece
        elif piece:
            joined.append(piece)
    return joined
