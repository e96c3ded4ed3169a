"""Microsoft Translator, version 3 of its HTTP interface.

- The key and the region travel in headers; the URL holds the languages only, the text is in the
  body. Marks travel as elements (`textType=html`), words as plain text.
- At most 100 texts and 40,000 characters in one request.
- Options: `url`, `region`, `category` (a custom model), `target` (the service's own code).
- The key comes from the environment (`IMPRIMATUR_MICROSOFT_KEY`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deep_translator.base import BaseTranslator

from pipeline.errors import EnvironmentFailedError
from pipeline.model.locale import LocaleTag, language_of
from pipeline.pretranslate.engines.batches import batches_of, check_options
from pipeline.pretranslate.engines.http import HttpLimits, JsonPoster, MalformedAnswerError

__all__ = ["MicrosoftEngine"]

_KEY = "IMPRIMATUR_MICROSOFT_KEY"
_OPTIONS = frozenset({"url", "region", "category", "target"})
_URL = "https://api.cognitive.microsofttranslator.com"
_TARGETS = {
    "fr-CA": "fr-ca",
    "pt-BR": "pt",
    "pt-PT": "pt-pt",
    "zh-Hans": "zh-Hans",
    "zh-Hant": "zh-Hant",
    "zh-TW": "zh-Hant",
}
_TEXTS, _CHARACTERS = 100, 40_000


class MicrosoftEngine(BaseTranslator):  # type: ignore[misc] # deep-translator has no types
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
        check_options("microsoft", options, _OPTIONS)
        key = environ.get(_KEY, "")
        if not key:
            raise EnvironmentFailedError.of(
                "mt.auth", "Microsoft Translator needs a key", hint=f"set {_KEY}"
            )
        url = options.get("url") or _URL
        super().__init__(
            base_url=url, source=source, target=target, languages={source: source, target: target}
        )
        self._poster = JsonPoster(url, allowed_hosts=allowed_hosts, limits=limits, key_name=_KEY)
        self._headers = {"Ocp-Apim-Subscription-Key": key}
        if options.get("region"):
            self._headers["Ocp-Apim-Subscription-Region"] = options["region"]
        self._params = {
            "api-version": "3.0",
            "from": language_of(source),
            "to": options.get("target") or _TARGETS.get(target, language_of(target)),
        }
        if options.get("category"):
            self._params["category"] = options["category"]
        self.name = f"microsoft/{self._params['from']}-{self._params['to']}".lower()
        self.version = "-".join(part for part in ("v3.0", options.get("category", "")[:8]) if part)

    def translate(self, text: str, **_kwargs: object) -> str:
        """The answer to one text; empty when there is none."""
        return self.translate_batch([text])[0]

    def translate_batch(self, texts: list[str], *, shape: str = "") -> list[str]:
        """One answer per text, in order; empty for a text that got none."""
        form = "html" if (shape or self.shape) == "xml" else "plain"
        answers: list[str] = []
        for batch in batches_of(texts, characters=_CHARACTERS, count=_TEXTS):
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
        value = self._poster.post(
            "/translate",
            [{"Text": text} for text in batch],
            headers=self._headers,
            params={**self._params, "textType": form},
        )
        if not isinstance(value, list) or len(value) != len(batch):
            raise MalformedAnswerError("not one answer per text")
        return [_text_of(item) for item in value]

    def _ask_alone(self, text: str, form: str) -> str:
        try:
            return self._ask([text], form)[0]
        except MalformedAnswerError:
            return ""


def _text_of(item: object) -> str:
    found = item.get("translations") if isinstance(item, dict) else None
    first = found[0] if isinstance(found, list) and found else None
    text = first.get("text") if isinstance(first, dict) else None
    if not isinstance(text, str):
        raise MalformedAnswerError("an answer without text")
    return text
