"""A server that speaks the LibreTranslate protocol.

- `POST /translate` with a list in `q` and `format: html` for marks in XML, `text` otherwise.
- A whole answer or none: a list of another length, or with anything but strings in it, is not
  accepted, and its texts are sent one by one; what still fails gets an empty answer.
- The key comes from the environment (`IMPRIMATUR_LIBRETRANSLATE_KEY`), travels in the body only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from deep_translator.base import BaseTranslator

from pipeline.errors import RejectedError
from pipeline.model.locale import LocaleTag, language_of
from pipeline.pretranslate.engines.batches import batches_of
from pipeline.pretranslate.engines.http import HttpLimits, JsonPoster, MalformedAnswerError

__all__ = ["LibreTranslateEngine"]

_KEY = "IMPRIMATUR_LIBRETRANSLATE_KEY"
_OPTIONS = frozenset({"url"})
_CODES = {"pt-BR": "pt-BR", "zh-Hant": "zh-Hant", "zh-Hans": "zh-Hans", "zh-TW": "zh-Hant"}
_BATCH_CHARACTERS = 20_000


class LibreTranslateEngine(BaseTranslator):  # type: ignore[misc] # deep-translator has no types
    """One server, one pair of languages."""

    shape = "xml"
    shapes = ("xml", "word")
    version = "protocol-1"

    def __init__(
        self,
        source: LocaleTag,
        target: LocaleTag,
        *,
        options: Mapping[str, str],
        allowed_hosts: Sequence[str],
        environ: Mapping[str, str],
        limits: HttpLimits | None = None,
    ) -> None:
        unknown = sorted(set(options) - _OPTIONS)
        if unknown or not options.get("url"):
            raise RejectedError.of(
                "engine.option",
                f"the engine libretranslate has no option {unknown[0]!r}"
                if unknown
                else "the engine libretranslate needs the option url",
            )
        super().__init__(
            base_url=options["url"],
            source=source,
            target=target,
            languages={source: source, target: target},
        )
        self._poster = JsonPoster(
            options["url"], allowed_hosts=allowed_hosts, limits=limits, key_name=_KEY
        )
        self._key = environ.get(_KEY, "")
        self._pair = {"source": _code(source), "target": _code(target)}
        self.name = f"libretranslate/{self._pair['source']}-{self._pair['target']}"

    def translate(self, text: str, **_kwargs: object) -> str:
        """The answer to one text; empty when there is none."""
        return self.translate_batch([text])[0]

    def translate_batch(self, texts: list[str], *, shape: str = "") -> list[str]:
        """One answer per text, in order; empty for a text that got none."""
        form = "html" if (shape or self.shape) == "xml" else "text"
        answers: list[str] = []
        for batch in batches_of(texts, characters=_BATCH_CHARACTERS):
            try:
                answers += self._ask(batch, form)
            except MalformedAnswerError:
                answers += [self._ask_alone(text, form) for text in batch]
        return answers

    def close(self) -> None:
        """Closes the connections."""
        self._poster.close()

    def __repr__(self) -> str:
        return f"<{self.name}>"

    def _ask(self, batch: Sequence[str], form: str) -> list[str]:
        body: dict[str, Any] = {"q": list(batch), "format": form, **self._pair}
        if self._key:
            body["api_key"] = self._key
        value = self._poster.post("/translate", body)
        found = value.get("translatedText") if isinstance(value, dict) else None
        if (
            not isinstance(found, list)
            or len(found) != len(batch)
            or not all(isinstance(item, str) for item in found)
        ):
            raise MalformedAnswerError("not one text per text")
        return found

    def _ask_alone(self, text: str, form: str) -> str:
        try:
            return self._ask([text], form)[0]
        except MalformedAnswerError:
            return ""


def _code(locale: LocaleTag) -> str:
    """The server's name for a locale."""
    return _CODES.get(locale, language_of(locale))
