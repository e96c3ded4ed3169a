"""`memory search` and `memory concordance`: what the memory holds for a text. Nothing is filled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.memory.entry import Entry, Kind
from pipeline.memory.lookup import Match, MatchKind, SentenceMatch, look_up, look_up_sentences
from pipeline.model.locale import LocaleTag
from pipeline.model.message import Message, MessageKey
from pipeline.update.difference import differences
from pipeline.workflow.memory import current_store
from pipeline.workflow.outcome import Outcome
from pipeline.workflow.project import Project, select_locales
from pipeline.workflow.registry import read_registry

__all__ = ["concordance", "search"]


def search(
    project: Project,
    locales: Sequence[str],
    text: str,
    *,
    context: str = "",
    least: int = 75,
    limit: int = 5,
) -> Outcome:
    """The best matches of a text per locale; for a text of several sentences, of each.

    A text that is locked as a whole gets none: its target comes from the registry.
    """
    chosen = select_locales(project, locales)
    source_locale = project.settings.source_locale
    message = Message(key=MessageKey(context, text))
    if read_registry(project).is_locked(message):
        return Outcome(
            verb="memory search",
            data={"locked": True, "matches": [], "sentences": []},
            talk=("this text is locked: only the registry fills it",),
            next="imprimatur lock list",
        )
    found: list[Match] = []
    parts: list[tuple[LocaleTag, SentenceMatch]] = []
    with current_store(project) as store:
        for locale in chosen:
            matches = look_up(store, text, locale, context=context, cutoff=least / 100, limit=limit)
            found += matches
            if not any(match.kind is MatchKind.IN_CONTEXT for match in matches):
                sentences = look_up_sentences(
                    store, text, locale, source_locale=source_locale, cutoff=least / 100
                )
                parts += [(locale, item) for item in sentences if item.match is not None]
    lines = [line for match in found for line in _lines(match, text, source_locale)]
    for _, item in parts:
        if item.match is not None:
            lines += ["", f"sentence: {item.sentence}"]
            lines += _lines(item.match, item.sentence, source_locale)
    return Outcome(
        verb="memory search",
        lines=tuple(lines),
        data={
            "locked": False,
            "matches": [_plain(match, text, source_locale) for match in found],
            "sentences": [
                {"sentence": item.sentence, **_plain(item.match, item.sentence, source_locale)}
                for _, item in parts
                if item.match is not None
            ],
        },
        talk=() if lines else (f"nothing in the memory is {least} % like this text",),
        next="imprimatur memory concordance TEXT",
    )


def _differs(match: Match, text: str, source_locale: LocaleTag) -> str:
    """In words: each number, and the kinds in which a translation must not be carried across."""
    numbers = [f"{old} → {new}" for old, new in match.numbers]
    kinds = differences(match.entry.source, text, source_locale=source_locale)
    return ", ".join([*numbers, *(kind for kind in kinds if kind != "number" or not numbers)])


def _lines(match: Match, text: str, source_locale: LocaleTag) -> list[str]:
    entry = match.entry
    kind = f"{match.kind}, sentence {entry.part}" if entry.part else str(match.kind)
    context = f" [{entry.key.context}]" if entry.key.context else ""
    differs = _differs(match, text, source_locale)
    return [
        f"{match.similarity} %  {kind}  {entry.locale}  {_from(entry)}",
        f"  source{context}: {entry.source}",
        *(f"  target: {form}" for form in entry.forms),
        *([f"  differs in: {differs}"] if differs else []),
    ]


def _from(entry: Entry) -> str:
    return entry.detail if entry.kind is Kind.SIGNED else f"import {entry.detail}"


def _plain(match: Match, text: str, source_locale: LocaleTag) -> dict[str, Any]:
    return {
        "similarity_percent": match.similarity,
        "kind": str(match.kind),
        "numbers": [list(pair) for pair in match.numbers],
        "differences": list(differences(match.entry.source, text, source_locale=source_locale)),
        **_entry(match.entry),
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "locale": entry.locale,
        "context": entry.key.context,
        "source": entry.source,
        "plural": entry.plural,
        "target": list(entry.forms),
        "origin": str(entry.kind),
        "detail": entry.detail,
        "sentence": entry.part,
    }


def concordance(
    project: Project,
    locales: Sequence[str],
    text: str,
    *,
    in_target: bool = False,
    limit: int = 20,
) -> Outcome:
    """Where a piece of text was used: entries whose source (or target) holds it."""
    found: list[Entry] = []
    chosen = select_locales(project, locales)
    with current_store(project) as store:
        for locale in chosen:
            found += store.holding(text, locale, in_target=in_target, limit=limit)
    lines = [
        line
        for entry in found
        for line in (
            f"{entry.locale}  {_from(entry)}",
            f"  source: {entry.source}",
            *(f"  target: {form}" for form in entry.forms),
        )
    ]
    return Outcome(
        verb="memory concordance",
        lines=tuple(lines),
        data={"entries": [_entry(entry) for entry in found]},
        talk=() if lines else ("nothing in the memory holds this text",),
        next="imprimatur memory search TEXT",
    )
