"""An engine's answer is hostile until proven: what is wrong with it, by itself.

Rules (codes): a web page (`mt.page`), another language (`mt.language`), nothing or next to nothing
translated (`mt.untranslated`), too long, too short, broken off or repeating itself (`mt.length`),
sentences added or missing (`mt.sentence`), a word glued to protected text
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
from pipeline.text.language import language_seen
from pipeline.text.numbers import missing_numbers
from pipeline.text.placeholders import find_placeholders, placeholders_of
from pipeline.text.tags import strip_tags, tag_faults

__all__ = ["judge_answer", "judge_raw", "judge_text"]

_SHORT = 20
_LONGEST, _SLACK = 3.0, 30
_SHORTEST = {"ja": 0.1, "zh": 0.1, "ko": 0.15}
_REPEATS = 3
_SENTENCE_END = re.compile(r"[.!?。！？؟।](?=\s|$)|[。！？](?=\S)")
_JOINED = re.compile(r"[^\W_\u0590-\uffff]{2}")
"""Two letters or digits of scripts that put spaces between words and inflect inside them."""
_DIGIT = re.compile(r"\d")
_NO_LETTER = re.compile(r"[\W\d_]+")
_LETTER = re.compile(r"[^\W\d_]")
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e")


_PAGE = re.compile(r"<\s*(?:!doctype|html|head|body|script|title)\b", re.IGNORECASE)
_STOP = re.compile(r"[.!?…。！？؟।]['\"”’)\]»]*\s*$")
_CUT_OFF = 0.75
_FOREIGN_WORD = re.compile(r"[^\W\d_]{4,}")
_MANY, _MOST = 5, 0.8


def judge_raw(
    protected: Protected, pieces: Sequence[Piece], *, locale: LocaleTag, engine: str
) -> str | None:
    """The code of what is wrong with an answer before its edges are repaired, or None."""
    source = protected.free_text
    answer = "".join(piece if isinstance(piece, str) else " " for piece in pieces)
    if "<" in answer and _PAGE.search(answer) and not _PAGE.search(source):
        return "mt.page"
    if engine == "pseudo":  # English by design
        return None
    if language_seen(answer, locale) is not None:
        return "mt.language"
    if _is_left_as_it_was(source, answer):
        return "mt.untranslated"
    is_shorter = len(answer.strip()) < _CUT_OFF * len(source.strip())
    ends = isinstance(protected.pieces[-1], str) and isinstance(pieces[-1], str)
    if (
        ends
        and is_shorter
        and language_of(locale) not in _SHORTEST
        and _STOP.search(source)
        and not _STOP.search(answer)
    ):
        return "mt.length"
    return None


def _is_left_as_it_was(source: str, answer: str) -> bool:
    """Whether nearly all words of the source stand in the answer."""
    words = _FOREIGN_WORD.findall(source.casefold())
    least = _MOST * len(words)
    folded = answer.casefold()
    if len(words) < _MANY or sum(word in folded for word in words) < least:
        return False
    there = set(_FOREIGN_WORD.findall(folded))
    return sum(word in there for word in words) >= least


def judge_answer(protected: Protected, pieces: Sequence[Piece], *, locale: LocaleTag) -> str | None:
    """The code of what is wrong with the free text of an answer, or None."""
    source = protected.free_text
    answer = "".join(piece if isinstance(piece, str) else " " for piece in pieces)
    if _has_same_letters(source, answer):
        return "mt.untranslated"
    if _is_off_length(len(source.strip()), len(answer.strip()), locale) or _repeats(source, answer):
        return "mt.length"
    if _sentences(source) != _sentences(answer):
        return "mt.sentence"
    if _is_glued(protected.pieces, pieces):
        return "mt.mask"
    return None


def _has_same_letters(source: str, answer: str) -> bool:
    """Whether the answer has the source's letters, whatever stands between, or none at all."""
    before, after = _LETTER.search(source.casefold()), _LETTER.search(answer.casefold())
    if before is None or after is None:
        return after is None
    if before.group() != after.group():
        return False
    return _NO_LETTER.sub("", before.string) == _NO_LETTER.sub("", after.string)


def _is_off_length(before: int, after: int, locale: LocaleTag) -> bool:
    if after > before * _LONGEST + _SLACK:
        return True
    return before > _SHORT and after < before * _SHORTEST.get(language_of(locale), 0.3)


def _repeats(source: str, answer: str) -> bool:
    """Whether some run of three words occurs far more often than any does in the source."""
    words = answer.casefold().split()
    if len(words) - len(set(words)) < _REPEATS:  # the first word of such a run repeats with it
        return False
    return _most_frequent(words) > _REPEATS + _most_frequent(source.casefold().split())


def _most_frequent(words: Sequence[str]) -> int:
    runs = Counter(zip(words, words[1:], words[2:], strict=False))
    return max(runs.values(), default=0)


def _sentences(text: str) -> int:
    return len(_SENTENCE_END.findall(text.strip()))


def _is_glued(source: Sequence[Piece], answer: Sequence[Piece]) -> bool:
    """Whether a letter or digit stands right beside a token that stood apart in the source."""
    if all(isinstance(piece, str) for piece in answer):
        return False
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
    if sorted(placeholders_of(source, flags)) != sorted(placeholders_of(target, flags)):
        return "placeholder.mismatch"
    if ("<" in source or "<" in target) and tag_faults(source, target):
        return "tag.mismatch"
    one, other = _plain(source, flags), _plain(target, flags)
    has_digits = _DIGIT.search(one) or _DIGIT.search(other)
    if has_digits and any(missing_numbers(one, other, source_locale=source_locale, locale=locale)):
        return "number.changed"
    chars = set(target)
    if not _BIDI.isdisjoint(chars):
        return "text.bidi"
    new = chars.difference(source)
    if any(unicodedata.category(char) in {"Cc", "Cs"} for char in new):
        return "text.control"
    return None


def _plain(text: str, flags: Iterable[str]) -> str:
    """The text without tags and placeholders, whose digits are no numbers of the text."""
    cut = text
    for span in reversed(find_placeholders(text, flags)):
        cut = cut[: span.start] + " " + cut[span.end :]
    return strip_tags(cut)
