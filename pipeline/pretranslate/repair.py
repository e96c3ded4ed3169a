"""What an engine loses at the edges of a text, put back as the source has it.

- White space: outer white space as in the source, no doubled spaces that the source has not.
- Case: the first letter as in the source (a mark at the start makes engines begin a sentence
  after it); a source all in capitals gives a target all in capitals.
- The final full stop, question mark, exclamation mark, colon or semicolon: present when the source
  ends in one, no full stop added when it does not.

Only free text is touched, never a token.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.pretranslate.protect import Piece, Protected, Token, restore_source

__all__ = ["repair"]

_SPACES = re.compile(r" {2,}")
_FINAL = {
    ".": ".。．।۔",
    "?": "?？؟",
    "!": "!！",
    ":": ":：",
    ";": ";；؛",
    "…": "…",
}
_ALL_FINAL = "".join(_FINAL.values())
_SIGN = {char: sign for sign, same in _FINAL.items() for char in same}
_SENTENCE_END = re.compile(r"[.!?…:]\s+$")
_OPENING = " ([“\"'«¿¡"
_TAIL = 16
_UNSEEN = frozenset({"tag", "character"})
"""Kinds of tokens that are no word of the sentence."""


def repair(protected: Protected, pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The answer's pieces with edges, spaces and capitals as the source has them."""
    source = restore_source(protected.pieces)
    kept = list(pieces)
    if "  " not in source:
        kept = [_SPACES.sub(" ", piece) if isinstance(piece, str) else piece for piece in kept]
    kept = _trim(kept)
    kept = _case(protected, kept)
    kept = _finish(source.rstrip(), kept)
    lead = source[: len(source) - len(source.lstrip())]
    trail = source[len(source.rstrip()) :]
    return tuple(piece for piece in (lead, *kept, trail) if piece)


def _trim(pieces: list[Piece]) -> list[Piece]:
    """Without white space at either end."""
    kept = list(pieces)
    while kept and isinstance(kept[0], str) and not kept[0].strip():
        del kept[0]
    while kept and isinstance(kept[-1], str) and not kept[-1].strip():
        del kept[-1]
    if kept and isinstance(kept[0], str):
        kept[0] = kept[0].lstrip()
    if kept and isinstance(kept[-1], str):
        kept[-1] = kept[-1].rstrip()
    return kept


def _first_letter(text: str) -> int:
    for index, char in enumerate(text):
        if char.isalpha():
            return index
    return -1


def _case(protected: Protected, pieces: list[Piece]) -> list[Piece]:
    free = protected.free_text
    if free.isupper() and _is_all_capitals(free):
        return [piece.upper() if isinstance(piece, str) else piece for piece in pieces]
    kept = list(pieces)
    _copy_first_case(protected.pieces, kept)
    _lower_after_marks(protected.pieces, kept)
    return kept


def _is_all_capitals(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return len(letters) > 1 and all(char.isupper() for char in letters)


def _copy_first_case(source: Sequence[Piece], kept: list[Piece]) -> None:
    """Makes the first letter upper case where both texts begin with a letter (or with a tag)."""
    wanted = _opening_piece(source)
    index = _opening_piece(kept)
    if wanted is None or index is None:
        return
    original, text = source[wanted], kept[index]
    if not isinstance(original, str) or not isinstance(text, str):
        return
    first, place = _first_letter(original), _first_letter(text)
    if first >= 0 and place >= 0 and original[first].isupper():
        kept[index] = text[:place] + text[place].upper() + text[place + 1 :]


def _opening_piece(pieces: Sequence[Piece]) -> int | None:
    """The index of the free text a text opens with; None when a visible token comes first."""
    for index, piece in enumerate(pieces):
        if isinstance(piece, Token):
            if piece.kind not in _UNSEEN:
                return None
        elif _first_letter(piece) >= 0:
            return index
    return None


def _lower_after_marks(source: Sequence[Piece], kept: list[Piece]) -> None:
    """Undoes the capital that an engine gives to the word after a mark at a sentence's start."""
    following = {
        token: text[_first_letter(text)]
        for token, _, text in reversed(_texts_after_tokens(source))
        if _first_letter(text) >= 0
    }
    if not following:
        return
    before = ""
    at = 0
    for token, index, text in _texts_after_tokens(kept):
        for piece in kept[at:index]:
            if isinstance(piece, str):
                before = (before + piece)[-_TAIL:]
            elif piece.kind not in _UNSEEN and piece is not token:
                before += "-"
        at = index
        if following.get(token, "X").islower() and _begins_sentence(before):
            kept[index] = _lower_first_word(text)
        before += "-"


def _texts_after_tokens(pieces: Sequence[Piece]) -> list[tuple[Token, int, str]]:
    """(visible token, index of the text after it, that text); tags between do not count."""
    found = []
    token: Token | None = None
    for index, piece in enumerate(pieces):
        if isinstance(piece, Token):
            token = token if piece.kind in _UNSEEN else piece
        else:
            if token is not None:
                found.append((token, index, piece))
            token = None
    return found


def _begins_sentence(before: str) -> bool:
    """Whether a token after this text is the first word of a sentence."""
    return not before.strip(_OPENING) or _SENTENCE_END.search(before) is not None


def _lower_first_word(text: str) -> str:
    place = _first_letter(text)
    if place < 0 or text[place + 1 : place + 2].isupper():
        return text
    return text[:place] + text[place].lower() + text[place + 1 :]


def _finish(source: str, pieces: list[Piece]) -> list[Piece]:
    if not pieces or not source:
        return pieces
    kept = list(pieces)
    last = kept[-1]
    ending = last if isinstance(last, str) else last.replacement
    wanted = _SIGN.get(source[-1], "")
    if wanted:
        if ending[-1:] not in _FINAL[wanted]:
            if isinstance(last, str) and last[-1] in _ALL_FINAL:
                kept[-1] = last[:-1]
            kept.append(source[-1])
    elif isinstance(last, str) and last.endswith(".") and not last.endswith(".."):
        kept[-1] = last[:-1]
    return [piece for piece in kept if piece]
