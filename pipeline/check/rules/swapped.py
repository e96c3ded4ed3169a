"""`target.swapped`: two targets of a catalog that have changed places.

Implements issue 5. The catalog itself is the dictionary: which words of targets stand beside which
words of sources, without the unit in question. Two units are reported when each target fits the
other's source much better than its own. A small catalog knows few words: there only words that
look alike in both languages speak.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from pipeline.check.context import Context, warning
from pipeline.check.plain import bare
from pipeline.model.finding import Finding, IssueType
from pipeline.model.locale import language_of
from pipeline.model.unit import Unit

__all__ = ["check_swapped"]

_WORD = re.compile(r"[^\W\d_]{3,}")
_DENSE = re.compile("[\u30a0-\u30ff]{2}|[\u4e00-\u9fff]{2}|[\u3040-\u309f]{3}")
_STEM, _COGNATE, _MOST = 5, 4, 8
_FREQUENT = 0.05
_SUSPECT, _CROSS, _GAIN = 0.34, 0.30, 0.7
_CANDIDATES, _TRIED = 20, 8
_FEW, _ENOUGH, _GAIN_OF_FEW = 50, 400, 1.2
"""A catalog of fewer units is no dictionary."""
_EUROPEAN = frozenset({"de", "es", "fr", "it", "nl", "pt"})


def _base_letters() -> dict[int, str]:
    found = {}
    for code in range(0xC0, 0x250):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii():
            found[code] = base
    return found


_BASE = _base_letters()


def _plain(text: str) -> str:
    """In small letters, without the accents of Latin letters."""
    text = text.lower()
    return text if text.isascii() else text.translate(_BASE)


def _stems(text: str) -> frozenset[str]:
    words = _WORD.findall(_plain(text))
    if not text.isascii() and _DENSE.search(text):
        runs = _DENSE.findall(text)
        return frozenset(runs[: 2 * _MOST])
    return frozenset(word[:_STEM] for word in words[:_MOST])


class _Pairs:
    """How often stems of sources and targets stand together."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.sources = [_stems(bare(unit.message.source, unit.message.flags)) for unit in units]
        self.targets = [_stems(bare(unit.forms[0], unit.message.flags)) for unit in units]
        self.heads = [frozenset(stem[:_COGNATE] for stem in target) for target in self.targets]
        self.together: dict[str, Counter[str]] = defaultdict(Counter)
        self.left: Counter[str] = Counter()
        self.right: Counter[str] = Counter()
        for source, target in zip(self.sources, self.targets, strict=True):
            self.left.update(source)
            self.right.update(target)
            for stem in source:
                self.together[stem].update(target)
        self.limit = max(3, _FREQUENT * len(units))
        self._best: dict[str, list[str]] = {}

    def score(self, index: int, other: int) -> float:
        """How well the target of `other` fits the source of `index`, 0 to 1."""
        target, heads = self.targets[other], self.heads[other]
        less = 1 if index == other else 0
        total = known = 0.0
        for stem in self.sources[index]:
            weight = 0.3 if self.left[stem] > self.limit else 1.0
            known += weight
            if stem[:_COGNATE] in heads:
                total += weight
            elif self.left[stem] > less:
                total += weight * self._fit(stem, target, less)
        return total / known if known else 1.0

    def _fit(self, stem: str, target: frozenset[str], less: int) -> float:
        together, right = self.together[stem], self.right
        left = self.left[stem] - less
        best = 0.0
        for other in target:
            count = together.get(other, 0) - less
            if count > 0:
                best = max(best, 2 * count / (left + right[other] - less))
        return best

    def translations(self, stem: str) -> list[str]:
        """The stems of targets that stand beside this one most tellingly."""
        found = self._best.get(stem)
        if found is None:
            together = self.together[stem]
            found = self._best[stem] = sorted(
                together, key=lambda other: together[other] / (self.right[other] + 1)
            )[-3:]
        return found


def check_swapped(units: Sequence[Unit], context: Context) -> Iterator[tuple[Unit, Finding]]:
    """At most one finding per unit."""
    asked = [unit for unit in units if unit.has_target and unit.message.source != unit.forms[0]]
    least_units = _FEW if language_of(context.locale) in _EUROPEAN else _ENOUGH
    if len(asked) < least_units:
        return
    pairs = _Pairs(asked)
    least = _GAIN if len(asked) >= _ENOUGH else _GAIN_OF_FEW
    own = {
        index: score
        for index in range(len(asked))
        if pairs.sources[index] and (score := pairs.score(index, index)) < _SUSPECT
    }
    holders: dict[str, list[int]] = defaultdict(list)
    for index in own:
        for stem in pairs.targets[index]:
            holders[stem].append(index)
    for index in own:
        partner = _partner(index, own, pairs, holders, least)
        if partner is not None:
            unit, other = asked[index], asked[partner]
            yield (
                unit,
                warning(
                    "target.swapped",
                    IssueType.MISTRANSLATION,
                    f"this target fits “{other.message.source[:50]}” better, and the target of "
                    f"that unit fits here: “{other.forms[0][:50]}”",
                ),
            )


def _partner(
    index: int,
    own: dict[int, float],
    pairs: _Pairs,
    holders: dict[str, list[int]],
    least: float,
) -> int | None:
    """Another suspect whose target fits here, and the other way round."""
    likely: Counter[int] = Counter()
    for stem in pairs.sources[index]:
        for there in pairs.translations(stem):
            likely.update(holders.get(there, ())[:_CANDIDATES])
    best, found = 0.0, None
    for other, _ in likely.most_common(_TRIED):
        if other == index or pairs.targets[other] == pairs.targets[index]:
            continue
        if pairs.sources[other] == pairs.sources[index]:
            continue
        mine, yours = pairs.score(index, other), pairs.score(other, index)
        gain = mine + yours - own[index] - own[other]
        if min(mine, yours) >= _CROSS and gain >= least and gain > best:
            best, found = gain, other
    return found
