"""Google's and MyMemory's public pages, through deep-translator's own connectors. Opt-in.

- Their protocol puts every text into the address of a GET request: whoever keeps logs on the way
  keeps the text. There is no key and no contract. `policy.toml` must name engine and host.
- deep-translator's connectors keep state and take no timeout: each call gets a connector of its
  own, and the connector's requests go through our HTTP (deadline, byte cap, breaker, no redirect).
- A page is no protocol for marks: they travel as unguessable words. One text per request.
- Google takes less than 5,000 characters, MyMemory less than 500; a longer text gets no answer.
"""

from __future__ import annotations

import json
import types
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

import deep_translator.google
import deep_translator.mymemory
from deep_translator.base import BaseTranslator
from deep_translator.exceptions import BaseError, RequestError, TooManyRequests

from pipeline.model.locale import LocaleTag, language_of
from pipeline.pretranslate.engines.batches import check_options
from pipeline.pretranslate.engines.http import HttpLimits, JsonPoster, MalformedAnswerError

__all__ = ["GoogleEngine", "MyMemoryEngine"]

_GOOGLE = "https://translate.google.com/m"
_MYMEMORY = "https://api.mymemory.translated.net/get"
_GOOGLE_CODES = {"pt-BR": "pt", "zh-Hans": "zh-CN", "zh-Hant": "zh-TW", "he": "iw", "nb": "no"}
_MYMEMORY_CODES = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW", "ar": "ar-SA"}
_MYMEMORY_REGIONS = {"de": "de-DE", "en": "en-US", "es": "es-ES", "fr": "fr-FR", "it": "it-IT"}
_MYMEMORY_REGIONS |= {"ja": "ja-JP", "pt": "pt-PT", "nl": "nl-NL", "pl": "pl-PL", "ko": "ko-KR"}


class _Answer:
    """What a connector asks of a response."""

    status_code = 200

    def __init__(self, data: bytes) -> None:
        self.text = data.decode("utf-8", "replace")

    def json(self) -> Any:
        """The JSON value, or a malformed answer."""
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError):
            raise MalformedAnswerError("not JSON") from None

    def close(self) -> None:
        """Nothing is open."""


class _Transport:
    """Stands where a connector expects `requests`."""

    def __init__(self, poster: JsonPoster, kinds: tuple[str, ...]) -> None:
        self._poster, self._kinds = poster, kinds

    def get(self, url: str, *, params: Mapping[str, str], proxies: object = None) -> _Answer:
        """The page; `url` is the engine's own address, which the poster knows."""
        del url, proxies
        return _Answer(self._poster.get_page("", params, kinds=self._kinds))


class _PageEngine(BaseTranslator):  # type: ignore[misc] # deep-translator has no types
    """What both pages have in common."""

    shape = "word"
    shapes = ("word",)
    version = "deep-translator-1.11.4"
    kinds: tuple[str, ...] = ()

    def __init__(
        self,
        source: LocaleTag,
        target: LocaleTag,
        *,
        label: str,
        url: str,
        codes: tuple[str, str],
        options: Mapping[str, str],
        allowed_hosts: Sequence[str],
        limits: HttpLimits | None,
    ) -> None:
        check_options(label, options, frozenset({"url"}))
        super().__init__(source=source, target=target, languages={source: source, target: target})
        self._poster = JsonPoster(
            options.get("url") or url, allowed_hosts=allowed_hosts, limits=limits
        )
        self._transport = _Transport(self._poster, self.kinds)
        self._codes = codes
        self.name = f"{label}/{codes[0]}-{codes[1]}".lower()

    @abstractmethod
    def make_connector(self) -> BaseTranslator:
        """A new connector of deep-translator for one call."""

    def translate(self, text: str, **_kwargs: object) -> str:
        """The answer to one text; empty when there is none."""
        connector = self.make_connector()
        own = type(connector).translate
        # deep-translator's own function, with our transport where it says `requests`.
        run = types.FunctionType(
            own.__code__,
            {**own.__globals__, "requests": self._transport},
            own.__name__,
            own.__defaults__,
        )
        try:
            answer = run(connector, text)
        except (TooManyRequests, RequestError, BaseError, MalformedAnswerError):
            return ""
        except (AttributeError, KeyError, TypeError, StopIteration):  # a page of another shape
            return ""
        return answer if isinstance(answer, str) else ""

    def translate_batch(self, texts: list[str], *, shape: str = "") -> list[str]:
        """One answer per text, one request per text."""
        del shape
        return [self.translate(text) for text in texts]

    def close(self) -> None:
        """Closes the connections."""
        self._poster.close()

    def __repr__(self) -> str:
        return f"<{self.name}>"


class GoogleEngine(_PageEngine):
    """Google's page for small browsers."""

    kinds: tuple[str, ...] = ("text/html",)

    def __init__(
        self,
        source: LocaleTag,
        target: LocaleTag,
        *,
        options: Mapping[str, str],
        allowed_hosts: Sequence[str],
        limits: HttpLimits | None = None,
    ) -> None:
        codes = tuple(_GOOGLE_CODES.get(tag, language_of(tag)) for tag in (source, target))
        super().__init__(
            source,
            target,
            label="google",
            url=_GOOGLE,
            codes=(codes[0], codes[1]),
            options=options,
            allowed_hosts=allowed_hosts,
            limits=limits,
        )

    def make_connector(self) -> BaseTranslator:
        """A new connector for one call."""
        return deep_translator.google.GoogleTranslator(*self._codes)


class MyMemoryEngine(_PageEngine):
    """MyMemory's open interface."""

    kinds: tuple[str, ...] = ("application/json", "text/json")

    def __init__(
        self,
        source: LocaleTag,
        target: LocaleTag,
        *,
        options: Mapping[str, str],
        allowed_hosts: Sequence[str],
        limits: HttpLimits | None = None,
    ) -> None:
        codes = tuple(_mymemory_code(tag) for tag in (source, target))
        super().__init__(
            source,
            target,
            label="mymemory",
            url=_MYMEMORY,
            codes=(codes[0], codes[1]),
            options=options,
            allowed_hosts=allowed_hosts,
            limits=limits,
        )

    def make_connector(self) -> BaseTranslator:
        """A new connector for one call."""
        return deep_translator.mymemory.MyMemoryTranslator(*self._codes)


def _mymemory_code(tag: LocaleTag) -> str:
    if tag in _MYMEMORY_CODES:
        return _MYMEMORY_CODES[tag]
    known = set(deep_translator.mymemory.MY_MEMORY_LANGUAGES_TO_CODES.values())
    return tag if tag in known else _MYMEMORY_REGIONS.get(language_of(tag), tag)
