"""Opens an engine by the name that stands in the settings."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence

from pipeline.errors import RejectedError
from pipeline.model.locale import LocaleTag
from pipeline.pretranslate.engines.protocol import Engine

__all__ = ["ENGINE_NAMES", "open_back_engine", "open_engine", "process_environment"]

ENGINE_NAMES = (
    "apertium",
    "deepl",
    "google",
    "libretranslate",
    "microsoft",
    "mymemory",
    "none",
    "pseudo",
)


def process_environment() -> dict[str, str]:
    """This process's environment: on a worker, engines take their keys from the worker's own."""
    return dict(os.environ)  # noqa: TID251 - engines read the environment, for their keys


def open_engine(
    name: str,
    *,
    source_locale: LocaleTag,
    locale: LocaleTag,
    options: Mapping[str, str],
    allowed_hosts: Sequence[str],
    environ: Mapping[str, str],
) -> Engine:
    """The engine, ready to be asked; the caller closes it.

    RejectedError `engine.unknown` or `engine.option` for a wrong name or option, RefusedError
    `engine.not_allowed` for a host that is not in the policy, EnvironmentFailedError
    `engine.missing` when the machine lacks it.
    """
    # Adapters import deep-translator and requests (240 ms): only when one is opened.
    if name in {"deepl", "libretranslate", "microsoft"}:
        return _keyed(name)(
            source_locale,
            locale,
            options=options,
            allowed_hosts=allowed_hosts,
            environ=environ,
        )
    if name in {"google", "mymemory"}:
        from pipeline.pretranslate.engines.pages import GoogleEngine, MyMemoryEngine

        page = GoogleEngine if name == "google" else MyMemoryEngine
        return page(source_locale, locale, options=options, allowed_hosts=allowed_hosts)
    if options:
        raise RejectedError.of("engine.option", f"the engine {name} has no option {min(options)!r}")
    if name == "apertium":
        from pipeline.pretranslate.engines.apertium import ApertiumEngine

        return ApertiumEngine(source_locale, locale, environ=environ)
    if name == "pseudo":
        from pipeline.pretranslate.engines.pseudo import PseudoEngine

        return PseudoEngine(source_locale, locale)
    if name == "none":
        from pipeline.pretranslate.engines.none import NoEngine

        return NoEngine(source_locale, locale)
    raise RejectedError.of(
        "engine.unknown",
        f"no engine is called {name!r}",
        hint="one of " + ", ".join(ENGINE_NAMES),
    )


_ONE_WAY = frozenset({"target", "glossary", "formality", "category"})
"""Options that hold for one direction only."""


def open_back_engine(
    name: str,
    *,
    source_locale: LocaleTag,
    locale: LocaleTag,
    options: Mapping[str, str],
    allowed_hosts: Sequence[str],
    environ: Mapping[str, str],
) -> Engine:
    """The engine of this name from `locale` back into `source_locale`; the same errors."""
    return open_engine(
        name,
        source_locale=locale,
        locale=source_locale,
        options={key: value for key, value in options.items() if key not in _ONE_WAY},
        allowed_hosts=allowed_hosts,
        environ=environ,
    )


def _keyed(name: str) -> Callable[..., Engine]:
    if name == "deepl":
        from pipeline.pretranslate.engines.deepl import DeeplEngine

        return DeeplEngine
    if name == "microsoft":
        from pipeline.pretranslate.engines.microsoft import MicrosoftEngine

        return MicrosoftEngine
    from pipeline.pretranslate.engines.libretranslate import LibreTranslateEngine

    return LibreTranslateEngine
