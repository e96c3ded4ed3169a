"""No engine: the default. Units without memory stay open for people."""

from __future__ import annotations

from deep_translator.base import BaseTranslator

from pipeline.model.locale import LocaleTag

__all__ = ["NoEngine"]


class NoEngine(BaseTranslator):  # type: ignore[misc] # deep-translator has no types
    """Is never asked; asked nevertheless, it answers nothing."""

    name = "none"
    version = "1"
    shape = "none"
    shapes = ("none",)

    def __init__(self, source: LocaleTag, target: LocaleTag) -> None:
        super().__init__(source=source, target=target, languages={source: source, target: target})

    def translate(self, text: str, **_kwargs: object) -> str:
        """An empty answer."""
        del text
        return ""

    def translate_batch(self, texts: list[str], *, shape: str = "") -> list[str]:
        """Empty answers."""
        del shape
        return [""] * len(texts)

    def close(self) -> None:
        """Nothing to end."""
