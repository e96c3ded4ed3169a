"""Measures signals about machine answers (`model.signals`), and how much people changed of many."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.model.message import MessageKey
from pipeline.model.signals import Signals
from pipeline.pretranslate.back import BackTranslations, Draft
from pipeline.pretranslate.engines.protocol import Engine
from pipeline.text.similarity import NearestIndex, similarity
from pipeline.text.tags import strip_tags

__all__ = [
    "Effort",
    "SignalMeter",
    "efforts_of",
    "signals_from_json",
    "signals_to_json",
    "with_back_translations",
]

_WORD = re.compile(r"[^\W\d_]{2,}")
_PER_CENT = range(101)
_LONG = 4
"""Shorter words are the same in many languages."""


class SignalMeter:
    """Measures the answers of one engine, as they come in, against what was signed."""

    def __init__(self, engine: Engine, signed: Sequence[str]) -> None:
        self._engine, self._signed = engine, signed
        self._index: NearestIndex | None = None

    def measure(self, answers: Sequence[tuple[str, tuple[str, ...]]]) -> list[Signals]:
        """The signals of (free text of the source, stored forms) for each answer, in order."""
        engine, texts = self._engine, [text for text, _ in answers]
        look_up = getattr(engine, "unknown_words", None)
        unknown: Sequence[tuple[str, ...]] = (
            look_up(texts) if look_up is not None else [()] * len(texts)
        )
        if self._index is None and self._signed:
            self._index = NearestIndex(self._signed)
        found = []
        for (text, forms), strange in zip(answers, unknown, strict=True):
            words = _WORD.findall(text)
            there = set(_WORD.findall(" ".join(forms)))
            nearest = self._index.nearest(text, cutoff=0.5) if self._index is not None else None
            found.append(
                Signals(
                    engine=engine.name,
                    version=engine.version,
                    words=len(words),
                    unknown=strange,
                    kept=tuple(dict.fromkeys(w for w in words if len(w) >= _LONG and w in there)),
                    similarity=None if nearest is None else round(nearest[1] * 100),
                    answer=forms,
                )
            )
        return found


def with_back_translations(
    signals: Mapping[MessageKey, Signals], drafts: Sequence[Draft], back: BackTranslations
) -> Mapping[MessageKey, Signals]:
    """The signals with what came back of each draft."""
    found = dict(signals)
    for draft in drafts:
        texts = back.texts.get(draft.key)
        if texts is not None:
            scores = [
                similarity(strip_tags(source), strip_tags(text))
                for source, text in zip(draft.sources, texts, strict=True)
            ]
            found[draft.key] = replace(
                found[draft.key],
                back=texts,
                back_engine=back.engine,
                back_similarity=round(min(scores) * 100),
            )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much people changed of one engine's answers on one day, in one locale."""

    engine: str
    locale: str
    drafted_on: str
    units: int
    judged: int
    """Units that people signed or changed since."""
    changed: int
    edited: float
    """Mean share of characters changed over the judged units, from 0 to 1."""

    def to_json(self) -> dict[str, object]:
        """For `--json`."""
        return {name: getattr(self, name) for name in self.__slots__}


def efforts_of(
    drafts: Sequence[tuple[tuple[str, str, str], tuple[str, ...], tuple[str, ...], bool]],
) -> list[Effort]:
    """One row per (engine, locale, day), from ((engine, locale, day), answer, forms, is judged)."""
    groups: dict[tuple[str, str, str], list[float | None]] = {}
    for group, answer, forms, is_judged in drafts:
        distance = 1 - similarity("\0".join(answer), "\0".join(forms)) if is_judged else None
        groups.setdefault(group, []).append(distance)
    rows = []
    for (engine, locale, day), distances in sorted(groups.items()):
        judged = [distance for distance in distances if distance is not None]
        rows.append(
            Effort(
                engine=engine,
                locale=locale,
                drafted_on=day,
                units=len(distances),
                judged=len(judged),
                changed=sum(distance > 0 for distance in judged),
                edited=round(sum(judged) / len(judged), 4) if judged else 0.0,
            )
        )
    return rows


def signals_to_json(signals: Signals, *, drafted_on: str) -> Mapping[str, object]:
    """One entry of the sidecar."""
    return {
        "engine": signals.engine,
        "version": signals.version,
        "drafted_on": drafted_on,
        "words": signals.words,
        "unknown": list(signals.unknown),
        "kept": list(signals.kept),
        "similarity": signals.similarity,
        "answer": list(signals.answer),
        **(
            {
                "back": list(signals.back),
                "back_engine": signals.back_engine,
                "back_similarity": signals.back_similarity,
            }
            if signals.back
            else {}
        ),
    }


def signals_from_json(entry: object) -> Signals | None:
    """The signals of one entry of the sidecar; None when it is not what `signals_to_json` makes."""
    if not isinstance(entry, dict):
        return None
    names = [entry.get(name) for name in ("engine", "version", "drafted_on")]
    names.append(entry.get("back_engine", ""))
    texts: list[Any] = [entry.get(name) for name in ("unknown", "kept", "answer")]
    texts.append(entry.get("back", []))
    scores = [entry.get("similarity"), entry.get("back_similarity")]
    if not (
        all(isinstance(name, str) and name.isprintable() for name in names)
        and all(isinstance(item, list) and all(isinstance(t, str) for t in item) for item in texts)
        and all(score is None or (type(score) is int and score in _PER_CENT) for score in scores)
        and type(entry.get("words")) is int
    ):
        return None
    unknown, kept, answer, back = (tuple(item) for item in texts)
    return Signals(
        engine=entry["engine"],
        version=entry["version"],
        words=entry["words"],
        unknown=unknown,
        kept=kept,
        similarity=scores[0],
        answer=answer,
        back=back,
        back_engine=entry.get("back_engine", ""),
        back_similarity=scores[1],
    )
