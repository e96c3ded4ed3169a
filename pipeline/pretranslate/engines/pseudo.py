"""Pseudo-localization: readable English with accents, a third longer, between brackets.

Shows what is not extracted, cut off or glued together, without any translation. Marks pass through
untouched; letters that have no accented likeness stay as they are.
"""

from __future__ import annotations

import re

from deep_translator.base import BaseTranslator

from pipeline.model.locale import LocaleTag

__all__ = ["PseudoEngine"]

_ACCENTS = str.maketrans(
    "aceiknorsuyzACEIKNORSUYZ",
    "áçéíķñóŕšúýžÁÇÉÍĶÑÓŔŠÚÝŽ",
)
_MARK = re.compile(r"(<x id=\"[0-9]+\"/>|&(?:amp|lt|gt);)")
_GROWTH = 3


class PseudoEngine(BaseTranslator):  # type: ignore[misc] # deep-translator has no types
    """Deterministic, offline, in the process itself."""

    name = "pseudo"
    version = "1"
    shape = "xml"
    shapes = ("xml",)

    def __init__(self, source: LocaleTag, target: LocaleTag) -> None:
        super().__init__(source=source, target=target, languages={source: source, target: target})

    def translate(self, text: str, **_kwargs: object) -> str:
        """The text in its pseudo-localized form."""
        return _pseudo(text)

    def translate_batch(self, texts: list[str], *, shape: str = "") -> list[str]:
        """One answer per text."""
        del shape
        return [_pseudo(text) for text in texts]

    def close(self) -> None:
        """Nothing to end."""


def _pseudo(text: str) -> str:
    pieces: list[str] = _MARK.split(text)
    accented = [
        piece if index % 2 else piece.translate(_ACCENTS) for index, piece in enumerate(pieces)
    ]
    letters = sum(char.isalpha() for piece in pieces[::2] for char in piece)
    return "⟦" + "".join(accented) + "·" * (letters // _GROWTH) + "⟧"
