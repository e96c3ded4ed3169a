"""What changed between two texts, by words.

Pure and deterministic. Joined, the pieces that are not `added` give the old text and those that
are not `removed` the new one.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Change", "ChangeKind", "changed_words"]

_TOKEN = re.compile(r"\s+|</?\d+/?>|\w+|[^\w\s]")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0eff]")
_MOST_TOKENS = 3_000


class ChangeKind(StrEnum):
    """What happened to a piece."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Change:
    """A piece of text and what happened to it."""

    kind: ChangeKind
    text: str


def changed_words(old: str, new: str) -> tuple[Change, ...]:
    """The way from the old text to the new one.

    Scripts without spaces are compared by character; a text of more than 3,000 words is shown
    as replaced whole rather than compared for seconds.
    """
    before, after = _tokens(old), _tokens(new)
    if max(len(before), len(after)) > _MOST_TOKENS and old != new:
        return _pieces(old, new)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    found: list[Change] = []
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        if kind == "equal":
            found.append(Change(ChangeKind.SAME, "".join(before[start:end])))
        else:
            found.extend(_pieces("".join(before[start:end]), "".join(after[other_start:other_end])))
    return tuple(found)


def _tokens(text: str) -> list[str]:
    found: list[str] = []
    for token in _TOKEN.findall(text):
        found.extend(token) if _WIDE.search(token) else found.append(token)
    return found


def _pieces(old: str, new: str) -> tuple[Change, ...]:
    removed = (Change(ChangeKind.REMOVED, old),) if old else ()
    added = (Change(ChangeKind.ADDED, new),) if new else ()
    return removed + added
