"""`target.swapped`: two targets of a catalog that have changed places.

Implements issue 5. The catalog itself is the dictionary: which words of targets stand beside which
words of sources, without the unit in question. Two units are reported when each target fits the
other's source much better than its own. A small catalog knows few words: there only words that
look alike in both languages speak.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, repeat
from operator import itemgetter

from pipeline.check.context import Context, warning
from pipeline.check.plain import bare
from pipeline.model.finding import Finding, IssueType
from pipeline.model.locale import language_of
from pipeline.model.unit import Unit
from pipeline.text.patterns import lazy

__all__ = ["check_swapped"]

_WORD = lazy(r"[^\W\d_]{3,}")
_WORD_OR_END = lazy(r"[^\W\d_]{3,}|\0")
_DENSE = lazy("[\u30a0-\u30ff]{2}|[\u4e00-\u9fff]{2}|[\u3040-\u309f]{3}")
_EASTERN = lazy("[\u3040-\u30ff\u4e00-\u9fff]")
_STEM, _COGNATE, _MOST = 5, 4, 8
_HEAD = 200
"""As many characters hold more than the words that are looked at, nearly always."""
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
_ZEROS = repeat(0.0)


class _Stems(dict[str, str]):
    """The beginning of a word in small letters, without the accents of Latin letters."""

    def __missing__(self, word: str) -> str:
        found = self[word] = (word if word.isascii() else word.translate(_BASE))[:_STEM]
        return found


def _stems(texts: Sequence[str]) -> list[list[str]]:
    """Of each text, each stem once, in the order in which they stand."""
    known = _Stems()
    heads = [text if len(text) <= _HEAD else _head(text) for text in texts]
    joined = "\0".join(heads)
    words = list(map(known.__getitem__, _WORD_OR_END.findall(joined.lower() + "\0")))
    if words.count("\0") == len(texts):
        found, start, index = [], 0, words.index
        for _ in texts:
            end = index("\0", start)
            found.append(list(dict.fromkeys(words[start : min(end, start + _MOST)])))
            start = end + 1
    else:  # a text holds U+0000
        found = [_spaced(head, known) for head in heads]
    if not joined.isascii() and _EASTERN.search(joined) and _DENSE.search(joined):
        return [_dense(text) or some for text, some in zip(texts, found, strict=True)]
    return found


def _head(text: str) -> str:
    """The beginning of a text, with as many words as are looked at."""
    head = text[:_HEAD]
    # the last word may be cut
    return head if len(_WORD.findall(head.lower())) > _MOST else text


def _spaced(text: str, known: _Stems) -> list[str]:
    words = _WORD.findall(text.lower())[:_MOST]
    return list(dict.fromkeys(map(known.__getitem__, words)))


def _dense(text: str) -> list[str]:
    found = [] if text.isascii() else _DENSE.findall(text)
    return list(dict.fromkeys(found[: 2 * _MOST]))


class _Heads(dict[str, str]):
    """The first letters of a stem, by which cognates are known."""

    def __missing__(self, stem: str) -> str:
        found = self[stem] = stem[:_COGNATE]
        return found


class _Fits(dict[str, dict[str, float]]):
    """How well each stem of a target fits a stem of a source, from 0 to 1; by what it stands.

    `less` is what a unit's own pair of texts adds to the counts.
    """

    def __init__(self, pairs: _Pairs, less: int) -> None:
        super().__init__()
        self._pairs, self._less = pairs, less

    def __missing__(self, stem: str) -> dict[str, float]:
        pairs, less = self._pairs, self._less
        left, right = pairs.left[stem] - less, pairs.right
        found = self[stem] = {
            other: 2 * (count - less) / (left + right[other] - less)
            for other, count in pairs.together(stem).items()
            if count > less
        }
        return found


class _Pairs:
    """How often stems of sources and targets stand together."""

    def __init__(self, units: Sequence[Unit]) -> None:
        messages = [unit.message for unit in units]
        self.sources = _stems([bare(each.key.source, each.flags) for each in messages])
        self.targets = _stems([bare(unit.forms[0], unit.message.flags) for unit in units])
        head = _Heads().__getitem__
        self.heads = [set(map(head, target)) for target in self.targets]
        self.left = Counter(chain.from_iterable(self.sources))
        self.right = Counter(chain.from_iterable(self.targets))
        self.frequent = {
            stem for stem, count in self.left.items() if count > max(3, _FREQUENT * len(units))
        }
        self._holders: dict[str, list[int]] = defaultdict(list)
        for index, source in enumerate(self.sources):
            for stem in source:
                self._holders[stem].append(index)
        self._together: dict[str, Counter[str]] = {}
        self._best: dict[str, list[str]] = {}
        self._own, self._cross = _Fits(self, 1), _Fits(self, 0)

    def together(self, stem: str) -> Counter[str]:
        """How often each stem of a target stands beside this one; counted when asked for."""
        found = self._together.get(stem)
        if found is None:
            beside = map(self.targets.__getitem__, self._holders[stem])
            found = self._together[stem] = Counter(chain.from_iterable(beside))
        return found

    def score(self, index: int, other: int, *, enough: float = 2.0) -> float:
        """How well the target of `other` fits the source of `index`, 0 to 1.

        As soon as the score is sure to be at least `enough`, that it is.
        """
        source, heads, left, frequent = (
            self.sources[index],
            self.heads[other],
            self.left,
            self.frequent,
        )
        if not source:
            return 1.0
        less, fits = (1, self._own) if index == other else (0, self._cross)
        known = total = 0.0
        rest = []
        for stem in source:
            weight = 0.3 if stem in frequent else 1.0
            known += weight
            if stem[:_COGNATE] in heads:
                total += weight
            elif left[stem] > less:
                rest.append((stem, weight))
        target = self.targets[other]
        for stem, weight in rest:
            if total >= enough * known:
                return enough
            total += weight * max(map(fits[stem].get, target, _ZEROS), default=0.0)
        return total / known

    def translations(self, stem: str) -> list[str]:
        """The stems of targets that stand beside this one most tellingly."""
        found = self._best.get(stem)
        if found is None:
            together, right = self.together(stem), self.right
            told = [count / (right[other] + 1) for other, count in together.items()]
            least = sorted(told)[-3:][0] if told else 0.0
            likely = [
                (tells, other)
                for tells, other in zip(told, together, strict=True)
                if tells >= least
            ]
            likely.sort(key=itemgetter(0))
            found = self._best[stem] = [other for _, other in likely[-3:]]
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
        if pairs.sources[index] and (score := pairs.score(index, index, enough=_SUSPECT)) < _SUSPECT
    }
    holders: dict[str, list[int]] = defaultdict(list)
    alike: dict[str, list[int]] = defaultdict(list)
    for index in own:
        for stem in pairs.targets[index]:
            holders[stem].append(index)
        for head in pairs.heads[index]:
            alike[head].append(index)
    for index in own:
        partner = _partner(index, own, pairs, (holders, alike), least)
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
    holders: tuple[Mapping[str, list[int]], Mapping[str, list[int]]],
    least: float,
) -> int | None:
    """Another suspect whose target fits here, and the other way round.

    `holders` are suspects by the stems of their targets, and by the heads of these.
    """
    by_stem, by_head = holders
    likely = Counter(
        chain.from_iterable(
            by_stem[there][:_CANDIDATES]
            for stem in pairs.sources[index]
            for there in pairs.translations(stem)
            if there in by_stem
        )
    )
    heads = dict.fromkeys(stem[:_COGNATE] for stem in pairs.sources[index])
    likely.update(
        chain.from_iterable(by_head[head][:_CANDIDATES] for head in heads if head in by_head)
    )
    best, found = 0.0, None
    for other, _ in sorted(likely.items(), key=itemgetter(1), reverse=True)[:_TRIED]:
        if other == index or pairs.targets[other] == pairs.targets[index]:
            continue
        if pairs.sources[other] == pairs.sources[index]:
            continue
        mine, former = pairs.score(index, other), own[index] + own[other]
        if mine < _CROSS or mine + 1 - former < least:
            continue
        yours = pairs.score(other, index)
        gain = mine + yours - former
        if yours >= _CROSS and gain >= least and gain > best:
            best, found = gain, other
    return found
