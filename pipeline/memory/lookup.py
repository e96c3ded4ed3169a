"""Look-up: what a store holds for a text, best first, and what kind of match it is.

| kind | source text | context | similarity |
|---|---|---|---|
| `in-context` | equal | equal | 100 (import: 99) |
| `exact` | equal | another | 100 (import: 99) |
| `numbers` | equal but for its numbers | any | below 100 |
| `fuzzy` | alike | any | below 100 |

Similarity is Levenshtein's, 1 − distance / longer text, rounded down to per cent. A match of one
sentence (`part`) is at most 99: nobody signed the sentence alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from pipeline.memory.disk import IMPORT_LIMIT, DiskStore
from pipeline.memory.entry import Entry, Kind
from pipeline.memory.sentences import split_sentences
from pipeline.model.locale import LocaleTag
from pipeline.text.numbers import NUMBER

__all__ = ["Match", "MatchKind", "SentenceMatch", "look_up", "look_up_sentences"]

CUTOFF = 0.75
_BELOW = 99


class MatchKind(StrEnum):
    """How a source meets the text that was asked for."""

    IN_CONTEXT = "in-context"
    EXACT = "exact"
    NUMBERS = "numbers"
    FUZZY = "fuzzy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One entry that was found."""

    entry: Entry
    kind: MatchKind
    similarity: int
    """Per cent."""
    numbers: tuple[tuple[str, str], ...] = ()
    """For `numbers`: each number of the entry's source that differs, and the one asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceMatch:
    """One sentence of a longer text, and the best that was found for it."""

    sentence: str
    match: Match | None


def look_up(
    store: DiskStore,
    text: str,
    locale: LocaleTag,
    *,
    context: str = "",
    plural: str | None = None,
    cutoff: float = CUTOFF,
    limit: int = 5,
) -> tuple[Match, ...]:
    """The best matches at the cutoff or above; equal contents give the same ones in one order."""
    if not text:
        return ()
    sources = [(text, 1.0)] if store.with_source(text, locale) else []
    if len(sources) < limit:
        near = store.sources_like(text, locale, cutoff=cutoff) - {text}
        found = process.extract(
            text,
            sorted(near),
            scorer=Levenshtein.normalized_similarity,
            score_cutoff=cutoff,
            limit=limit,
        )
        sources += [(source, score) for source, score, _ in found]
    matches = [
        _match(entry, text, context, plural, score)
        for source, score in sources
        for entry in store.with_source(source, locale)
    ]
    matches.sort(key=_order)
    return tuple(matches[:limit])


def _match(entry: Entry, text: str, context: str, plural: str | None, score: float) -> Match:
    kind = MatchKind.FUZZY
    numbers: tuple[tuple[str, str], ...] = ()
    if entry.source == text and not entry.part:
        same = entry.key.context == context and entry.plural == plural
        kind = MatchKind.IN_CONTEXT if same else MatchKind.EXACT
    elif entry.source == text:
        kind = MatchKind.EXACT
    elif NUMBER.sub("0", entry.source) == NUMBER.sub("0", text):
        kind = MatchKind.NUMBERS
        pairs = zip(NUMBER.findall(entry.source), NUMBER.findall(text), strict=True)
        numbers = tuple((old, new) for old, new in pairs if old != new)
    limit = 100
    if entry.kind is Kind.IMPORT or entry.part or entry.source != text:
        limit = min(_BELOW, IMPORT_LIMIT)
    similarity = min(limit, int(100 * score + 1e-9))
    return Match(entry=entry, kind=kind, similarity=similarity, numbers=numbers)


_RANK = {kind: number for number, kind in enumerate(MatchKind)}


def _order(match: Match) -> tuple[object, ...]:
    entry = match.entry
    signed = entry.kind is Kind.SIGNED
    names = (entry.source, entry.key.context, entry.plural or "", entry.forms, entry.detail)
    return -match.similarity, _RANK[match.kind], entry.part > 0, not signed, *names, entry.part


def look_up_sentences(
    store: DiskStore,
    text: str,
    locale: LocaleTag,
    *,
    source_locale: LocaleTag,
    cutoff: float = CUTOFF,
) -> tuple[SentenceMatch, ...]:
    """The best match of each sentence; nothing for a text of one sentence."""
    sentences = split_sentences(text, source_locale)
    if len(sentences) == 1:
        return ()
    found = []
    for sentence in filter(None, map(str.strip, sentences)):
        matches = look_up(store, sentence, locale, cutoff=cutoff, limit=1)
        found.append(SentenceMatch(sentence=sentence, match=matches[0] if matches else None))
    return tuple(found)
