"""Sentences of long texts, for look-up only: the block stays the unit of approval.

Boundaries are sentencex's, less those after an abbreviation it does not know, and never inside
or beside a tag that is open. Joined, the sentences are the text. A sentence of the source is
paired with the one at the same place in the target, and only when both have equally many.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib.metadata import version

import sentencex

from pipeline.memory.entry import Entry
from pipeline.model.locale import LocaleTag, language_of
from pipeline.model.message import MessageKey
from pipeline.text.tags import tag_faults

__all__ = ["SENTENCES_VERSION", "sentence_entries", "split_sentences", "with_sentences"]

SENTENCES_VERSION = f"1/sentencex-{version('sentencex')}"
LONG = 80
"""Entries of fewer characters are looked up whole only."""
_MAY_SPLIT = re.compile(r"[.!?؟…。！？](?!$)")
_JOINS = {
    language: frozenset(words.split())
    for language, words in {
        "en": "approx sec art fig no nos vol ref inc corp ltd dept vs viz",
        "es": "ej art sec fig núm no pág págs vol ref aprox ud uds sr sra dr dra",
        "fr": "m mm mme art fig no vol réf env p pp ex",
        "pt": "ex art sec fig núm no pág vol ref aprox sr sra dr dra",
        "it": "es art sez fig n pag vol rif ca sig dott",
        "de": "bzw ca abb art nr vgl z b u a d h s ggf inkl",
    }.items()
}
"""Words before a full stop that ends no sentence, beyond those sentencex knows."""


def split_sentences(text: str, locale: LocaleTag) -> tuple[str, ...]:
    """The sentences with the space after them; joined, they are the text."""
    if not _MAY_SPLIT.search(text):
        return (text,)
    language = language_of(locale)
    joins = _JOINS.get(language, frozenset())
    found: list[str] = []
    for piece in sentencex.segment(language, text):
        if found and (not piece.strip() or _goes_on(found[-1], piece, joins)):
            found[-1] += piece
        else:
            found.append(piece)
    return tuple(found) if "".join(found) == text else (text,)


def _goes_on(before: str, after: str, joins: frozenset[str]) -> bool:
    words = before.rsplit(None, 1)
    last = words[-1] if words else ""
    if last.endswith(".") and last.strip("([.").casefold() in joins:
        return True
    if not words or last.endswith((".º", ".ª")) or after.lstrip()[:1] in ("º", "ª"):
        return True
    return "<" in before and bool(tag_faults(before, before))


def with_sentences(entries: Iterable[Entry], *, source_locale: LocaleTag) -> Iterator[Entry]:
    """Every entry, and after it the pairs of sentences in it."""
    for entry in entries:
        yield entry
        if len(entry.key.source) >= LONG:
            yield from sentence_entries(entry, source_locale=source_locale)


def sentence_entries(entry: Entry, *, source_locale: LocaleTag) -> Iterator[Entry]:
    """The pairs of sentences in a long entry; nothing for a plural or an unequal count."""
    if len(entry.key.source) < LONG or entry.plural is not None or entry.part:
        return
    sources = split_sentences(entry.source, source_locale)
    if len(sources) == 1:
        return
    targets = split_sentences(entry.forms[0], entry.locale)
    if len(sources) != len(targets):
        return
    for number, (source, target) in enumerate(zip(sources, targets, strict=True), 1):
        one, other = source.strip(), target.strip()
        if one and other and not ("<" in source + target and tag_faults(one, other)):
            yield Entry(
                locale=entry.locale,
                key=MessageKey(entry.key.context, one),
                forms=(other,),
                kind=entry.kind,
                detail=entry.detail,
                part=number,
            )
