"""An engine's answer is hostile until proven: what is wrong with it, by itself.

Rules (codes): nothing translated (`mt.untranslated`), too long, too short or repeating itself
(`mt.length`), sentences added or missing (`mt.sentence`), a word glued to protected text
(`mt.mask`), a number changed (`number.changed`), a tag or placeholder changed (`tag.mismatch`,
`placeholder.mismatch`), control or bidi characters that the source has not (`text.control`,
`text.bidi`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.model.locale import LocaleTag, language_of
from pipeline.pretranslate.protect import Piece, Protected, Token
from pipeline.text.numbers import missing_numbers
from pipeline.text.placeholders import find_placeholders, placeholders_of
from pipeline.text.tags import strip_tags, tag_faults

__all__ = ["judge_answer", "judge_text"]

_SHORT = 20
_LONGEST, _SLACK = 3.0, 30
_SHORTEST = {"ja": 0.1, "zh": 0.1, "ko": 0.15}
_REPEATS = 3
_SENTENCE_END = re.compile(r"[.!?。！？؟।](?=\s|$)|[。！？](?=\S)")
_JOINED = re.compile(r"[^\W_\u0590-\uffff]{2}")
"""Two letters or digits of scripts that put spaces between words and inflect inside them."""
_BIDI = re.compile("[\u202a-\u202e]")


def judge_answer(protected: Protected, pieces: Sequence[Piece], *, locale: LocaleTag) -> str | None:
    """The code of what is wrong with the free text of an answer, or None."""
    source = protected.free_text
    answer = "".join(piece if isinstance(piece, str) else " " for piece in pieces)
    before, after = _letters(source), _letters(answer)
    if not after or before == after:
        return "mt.untranslated"
    if _is_off_length(len(source.strip()), len(answer.strip()), locale) or _repeats(source, answer):
        return "mt.length"
    if _sentences(source) != _sentences(answer):
        return "mt.sentence"
    if _is_glued(protected.pieces, pieces):
        return "mt.mask"
    return None


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalpha())


def _is_off_length(before: int, after: int, locale: LocaleTag) -> bool:
    if after > before * _LONGEST + _SLACK:
        return True
    return before > _SHORT and after < before * _SHORTEST.get(language_of(locale), 0.3)


def _repeats(source: str, answer: str) -> bool:
    """Whether some run of three words occurs far more often than any does in the source."""
    return _most_frequent(answer) > _REPEATS + _most_frequent(source)


def _most_frequent(text: str) -> int:
    words = text.casefold().split()
    runs = Counter(zip(words, words[1:], words[2:], strict=False))
    return max(runs.values(), default=0)


def _sentences(text: str) -> int:
    return len(_SENTENCE_END.findall(text.strip()))


def _is_glued(source: Sequence[Piece], answer: Sequence[Piece]) -> bool:
    """Whether a letter or digit stands right beside a token that stood apart in the source."""
    allowed: dict[Token, set[str]] = {}
    for token, side in _joints(source, translated=False):
        allowed.setdefault(token, set()).add(side)
    return any(
        side not in allowed.get(token, ()) for token, side in _joints(answer, translated=True)
    )


def _joints(pieces: Sequence[Piece], *, translated: bool) -> list[tuple[Token, str]]:
    """(token, side) wherever a token and its neighbour read as one word. Tags take no room."""
    text = ""
    places: list[tuple[Token, int, int]] = []
    for piece in pieces:
        if isinstance(piece, str):
            text += piece
        elif piece.kind != "tag":
            start = len(text)
            text += piece.replacement if translated else piece.source
            if len(text) > start and piece.kind != "character":
                places.append((piece, start, len(text)))
    joints = []
    for token, start, end in places:
        if start and _JOINED.match(text, start - 1):
            joints.append((token, "left"))
        if end < len(text) and _JOINED.match(text, end - 1):
            joints.append((token, "right"))
    return joints


def judge_text(
    source: str,
    target: str,
    *,
    flags: Iterable[str],
    source_locale: LocaleTag,
    locale: LocaleTag,
) -> str | None:
    """The code of what is wrong with a whole restored target, or None."""
    flags = tuple(flags)
    if Counter(placeholders_of(source, flags)) != Counter(placeholders_of(target, flags)):
        return "placeholder.mismatch"
    if tag_faults(source, target):
        return "tag.mismatch"
    if any(
        missing_numbers(
            _plain(source, flags), _plain(target, flags), source_locale=source_locale, locale=locale
        )
    ):
        return "number.changed"
    if _BIDI.search(target):
        return "text.bidi"
    known = set(source)
    if any(unicodedata.category(char) in {"Cc", "Cs"} and char not in known for char in target):
        return "text.control"
    return None


def _plain(text: str, flags: Iterable[str]) -> str:
    """The text without tags and placeholders, whose digits are no numbers of the text."""
    cut = text
    for span in reversed(find_placeholders(text, flags)):
        cut = cut[: span.start] + " " + cut[span.end :]
    return strip_tags(cut)
