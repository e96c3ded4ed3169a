"""Units that are asked together, and what their texts hold.

Few units hold what a rule looks for. So each rule is narrowed before it is asked: by the traits of
the texts, as one integer per unit, and by its own `narrow`, which goes over the whole batch in
one pass. Both may leave too many units, never too few. A rule without either is asked always.

Most units have one source and one target, side by side in `sources` and `targets`; the others
(plurals) are not narrowed beyond their traits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

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
        self._concerned: frozenset[int] | None = None
        self._bare_sources = self._bare(self.sources)
        self._bare_targets = self._bare(self.targets)
        self.traits = self._traits()

    @property
    def bare_sources(self) -> list[str]:
        """`sources` without tags and placeholders."""
        return self._bare_sources

    @property
    def bare_targets(self) -> list[str]:
        """`targets` without tags and placeholders."""
        return self._bare_targets

    @property
    def concerned(self) -> frozenset[int]:
        """The numbers of the units on which a lock may be."""
        if self._concerned is None:
            self._concerned = frozenset(self.context.registry.concerned(self.messages))
        return self._concerned

    def _bare(self, texts: list[str]) -> list[str]:
        return [
            bare(text, message.flags) for text, message in zip(texts, self.messages, strict=True)
        ]

    def _traits(self) -> list[int]:
        context = self.context
        before, after = context.source_locale, context.locale
        source_words = _words(self._bare_sources, before)
        target_words = _words(self._bare_targets, after)
        found = [
            one | other | third | fourth
            for one, other, third, fourth in zip(
                characters_in(self.sources),
                characters_in(self.targets),
                source_words,
                target_words,
                strict=True,
            )
        ]
        for number, (message, forms) in enumerate(zip(self.messages, self.forms, strict=True)):
            if message.plural is None and len(forms) < 2:  # noqa: PLR2004 - nothing further
                continue
            further = [] if message.plural is None else [message.plural]
            for bits in characters_in([*further, *forms[1:]]):
                found[number] |= bits
            for texts, locale in ((further, before), (list(forms[1:]), after)):
                for bits in _words([bare(text, message.flags) for text in texts], locale):
                    found[number] |= bits
        return found


Narrow = Callable[[Batch, list[int]], list[int]]
"""Of these numbers of simple units, the ones in which a rule may find something."""


def _words(texts: list[str], locale: LocaleTag) -> list[int]:
    lexicon = lexicon_of(locale)
    return [0] * len(texts) if lexicon is None else lexicon.traits_in(texts)
