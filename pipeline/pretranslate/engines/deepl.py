"""DeepL, as its HTTP interface is since 2026: POST, the key in a header, marks as XML.

- `tag_handling=xml`: marks travel as elements and come back in the place of the sentence where
  they belong. A shape of words is the second try, sent as plain text.
- At most 50 texts and 60,000 characters in one request.
- Options: `url` (default: the service that belongs to the kind of key), `glossary`, `formality`,
  `target` (DeepL's own code, where ours would choose another).
- The key comes from the environment (`IMPRIMATUR_DEEPL_KEY`) and travels in a header only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from deep_translator.base import BaseTranslator

from pipeline.errors import EnvironmentFailedError
from pipeline.model.locale import LocaleTag, language_of
from pipeline.pretranslate.engines.batches import batches_of, check_options
from pipeline.pretranslate.engines.http import HttpLimits, JsonPoster, MalformedAnswerError

__all__ = ["DeeplEngine"]

_KEY = "IMPRIMATUR_DEEPL_KEY"
_OPTIONS = frozenset({"url", "glossary", "formality", "target"})
_PAID, _FREE = "https://api.deepl.com", "https://api-free.deepl.com"
_TARGETS = {
    "en-GB": "EN-GB",
    "en-US": "EN-US",
    "es-419": "ES-419",
    "es-MX": "ES-419",
    "es-US": "ES-419",
    "pt-BR": "PT-BR",
    "pt-PT": "PT-PT",
    "zh-Hans": "ZH-HANS",
    "zh-Hant": "ZH-HANT",
    "zh-TW": "ZH-HANT",
}
_TEXTS, _CHARACTERS = 50, 60_000


class DeeplEngine(BaseTranslator):  # type: ignore[misc] # deep-translator has no types
    """One pair of languages, one key."""

    shape = "xml"
    shapes = ("xml", "word")

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
        check_options("deepl", options, _OPTIONS)
        key = environ.get(_KEY, "")
        if not key:
            raise EnvironmentFailedError.of("mt.auth", "DeepL needs a key", hint=f"set {_KEY}")
        url = options.get("url") or (_FREE if key.endswith(":fx") else _PAID)
        super().__init__(
            base_url=url, source=source, target=target, languages={source: source, target: target}
        )
        self._poster = JsonPoster(url, allowed_hosts=allowed_hosts, limits=limits, key_name=_KEY)
        self._headers = {"Authorization": f"DeepL-Auth-Key {key}"}
        self._body: dict[str, Any] = {
            "source_lang": language_of(source).upper(),
            "target_lang": options.get("target")
            or _TARGETS.get(target, language_of(target).upper()),
            "preserve_formatting": True,
        }
        if options.get("formality"):
            self._body["formality"] = options["formality"]
        if options.get("glossary"):
            self._body["glossary_id"] = options["glossary"]
        self.name = f"deepl/{self._body['source_lang']}-{self._body['target_lang']}".lower()
        glossary = options.get("glossary", "")[:8]
        parts = ("v2", options.get("formality", ""), glossary)
        self.version = "-".join(part for part in parts if part)

    def translate(self, text: str, **_kwargs: object) -> str:
        """The answer to one text; empty when there is none."""
        return self.translate_batch([text])[0]

    def translate_batch(self, texts: list[str], *, shape: str = "") -> list[str]:
        """One answer per text, in order; empty for a text that got none."""
        is_xml = (shape or self.shape) == "xml"
        answers: list[str] = []
        for batch in batches_of(texts, characters=_CHARACTERS, count=_TEXTS):
            try:
                answers += self._ask(batch, is_xml=is_xml)
            except MalformedAnswerError:
                answers += [self._ask_alone(text, is_xml=is_xml) for text in batch]
        return answers

    def close(self) -> None:
        """Closes the connections."""
        self._poster.close()

    def __repr__(self) -> str:
        return f"<{self.name}>"

    def _ask(self, batch: Sequence[str], *, is_xml: bool) -> list[str]:
        body: dict[str, Any] = {"text": list(batch), **self._body}
        if is_xml:
            body |= {"tag_handling": "xml", "outline_detection": False, "non_splitting_tags": ["x"]}
        value = self._poster.post("/v2/translate", body, headers=self._headers)
        found = value.get("translations") if isinstance(value, dict) else None
        if not isinstance(found, list) or len(found) != len(batch):
            raise MalformedAnswerError("not one text per text")
        texts = [item.get("text") if isinstance(item, dict) else None for item in found]
        if not all(isinstance(text, str) for text in texts):
            raise MalformedAnswerError("an answer without text")
        return [str(text) for text in texts]

    def _ask_alone(self, text: str, *, is_xml: bool) -> str:
        try:
            return self._ask([text], is_xml=is_xml)[0]
        except MalformedAnswerError:
            return ""
