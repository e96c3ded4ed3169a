"""Units that are asked together, and what their texts hold.

Few units hold what a rule looks for. So each rule is narrowed before it is asked: by the traits of
the texts, as one integer per unit, and by its own `narrow`, which goes over the whole batch in
one pass. Both may leave too many units, never too few. A rule without either is asked always.

Most units have one source and one target, side by side in `sources` and `targets`; the others
(plurals) are not narrowed beyond their traits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from operator import or_

from pipeline.check.context import Context
from pipeline.check.plain import bare
from pipeline.check.traits import characters_in
from pipeline.check.words.lexicon import lexicon_of
from pipeline.model.locale import LocaleTag
from pipeline.model.unit import Unit

__all__ = ["Batch", "Narrow"]


class Batch:
    """Units of one catalog with the targets they have, or are offered."""

    def __init__(
        self, units: Sequence[Unit], forms: Sequence[tuple[str, ...]], context: Context
    ) -> None:
        self.units, self.forms, self.context = units, forms, context
        self.messages = [unit.message for unit in units]
        self.sources = [message.key.source for message in self.messages]
        """The (singular) source of each unit."""
        self.targets = [texts[0] if texts else "" for texts in forms]
        """The (first) form of each unit."""
        self.simple = [
            len(texts) == 1 and message.plural is None and bool(texts[0])
            for texts, message in zip(forms, self.messages, strict=True)
        ]
        """Whether `sources` and `targets` are all there is of a unit."""
        self.filled = [number for number, texts in enumerate(forms) if any(texts)]
        self.bare_sources = self._bare(self.sources)
        """`sources` without tags and placeholders."""
        self.bare_targets = self._bare(self.targets)
        """`targets` without tags and placeholders."""
        self.traits = self._traits()

    @cached_property
    def source_counts(self) -> list[int]:
        """`Compiled.count_all` of `bare_sources`; zeros without a word list."""
        return _counts(self.bare_sources, self.context.source_locale)

    @cached_property
    def target_counts(self) -> list[int]:
        """`Compiled.count_all` of `bare_targets`; zeros without a word list."""
        return _counts(self.bare_targets, self.context.locale)

    @cached_property
    def concerned(self) -> frozenset[int]:
        """The numbers of the units on which a lock may be."""
        return frozenset(self.context.registry.concerned(self.messages))

    def _bare(self, texts: list[str]) -> list[str]:
        return [
            bare(text, message.flags) for text, message in zip(texts, self.messages, strict=True)
        ]

    def _traits(self) -> list[int]:
        before, after = self.context.source_locale, self.context.locale
        found = list(map(or_, characters_in(self.sources), characters_in(self.targets)))
        for words in (
            self._words(self.bare_sources, before, source=True),
            self._words(self.bare_targets, after, source=False),
        ):
            found = list(map(or_, found, words))
        further = [(n, m.plural) for n, m in enumerate(self.messages) if m.plural is not None]
        self._add(found, further, before)
        more = [(n, text) for n, forms in enumerate(self.forms) for text in forms[1:]]
        self._add(found, more, after)
        return found

    def _words(self, texts: list[str], locale: LocaleTag, *, source: bool) -> list[int]:
        lexicon = lexicon_of(locale)
        if lexicon is None:
            return [0] * len(texts)
        if lexicon.inside:
            return lexicon.traits_in(texts)
        return lexicon.bits_of(self.source_counts if source else self.target_counts)

    def _add(self, found: list[int], texts: list[tuple[int, str]], locale: LocaleTag) -> None:
        """Adds what further texts of units hold: (number of the unit, text)."""
        if not texts:
            return
        lexicon = lexicon_of(locale)
        plain = [bare(text, self.messages[number].flags) for number, text in texts]
        words = [0] * len(texts) if lexicon is None else lexicon.traits_in(plain)
        characters = characters_in([text for _, text in texts])
        for (number, _), one, other in zip(texts, characters, words, strict=True):
            found[number] |= one | other


Narrow = Callable[[Batch, list[int]], list[int]]
"""Of these numbers of simple units, the ones in which a rule may find something."""


def _counts(texts: list[str], locale: LocaleTag) -> list[int]:
    lexicon = lexicon_of(locale)
    if lexicon is None or lexicon.inside:
        return [0] * len(texts)
    return lexicon.counts_in(texts)
