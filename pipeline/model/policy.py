"""Policy and settings: what may weaken a gate is sealed, the rest is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.model.evidence import Meaning
from pipeline.model.locale import LocaleTag
from pipeline.model.waiver import WaiverRule

__all__ = ["Domain", "EngineRule", "Limits", "PageClass", "PageRules", "Policy", "Settings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """A gettext domain: one template made of these documents."""

    name: str
    sources: tuple[str, ...]
    """Paths or glob patterns relative to `source_content/`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineRule:
    """An engine that may be used, and the only hosts it may talk to (empty: none)."""

    name: str
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageClass:
    """Documents that must satisfy the same rules, and the markets they are for."""

    name: str
    documents: tuple[str, ...]
    """Paths or glob patterns relative to `source_content/`."""
    markets: tuple[str, ...] = ()
    """Names of markets of the policy; empty: every market."""
    carries: tuple[str, ...] = ()
    """Names of passage locks that stand on the page, each whole, in this order."""
    brands: tuple[str, ...] = ()
    """Names of brand locks whose generic name stands with them where they first appear."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRules:
    """`[pages]`: what a page must carry, and where it may be shown."""

    classes: tuple[PageClass, ...]
    """A document may be in several and then satisfies all of them; in none is a fault."""
    generics: Mapping[str, str]
    """Name of a brand lock to the name of the lock of its generic name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Sizes beyond which an input is refused early."""

    file_bytes: int = 20_000_000
    catalog_units: int = 100_000
    string_characters: int = 20_000
    ceremony_units: int = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """`policy.toml`: everything that could weaken a gate. Sealed whole by the policy owner."""

    version: str
    sign_offs: tuple[Meaning, ...]
    """Meanings every unit needs before it is final; all by distinct people."""
    domains: tuple[Domain, ...]
    markets: Mapping[str, tuple[LocaleTag, ...]]
    """Market name to the locales that may be released there."""
    engines: tuple[EngineRule, ...] = ()
    plugins: tuple[str, ...] = ()
    limits: Limits = Limits()
    pages: PageRules | None = None
    """None: the policy has no `[pages]`, and every document is for every market."""
    waivers: WaiverRule | None = None
    """None: the policy has no `[waivers]`, and no waiver counts."""

    @property
    def locales(self) -> frozenset[LocaleTag]:
        """Every locale of every market."""
        return frozenset(tag for tags in self.markets.values() for tag in tags)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`imprimatur.toml`: what cannot weaken a gate."""

    project: str
    source_locale: LocaleTag
    locales: tuple[LocaleTag, ...]
    engines: Mapping[LocaleTag, str]
    """Engine per locale: `apertium`, `libretranslate`, `pseudo` or `none` (the default)."""
    engine_options: Mapping[str, Mapping[str, str]]
    """Options per engine, such as `url` of a LibreTranslate server. Never a key."""
    back_engines: Mapping[LocaleTag, str] = field(default_factory=dict)
    """Engine per locale that translates drafts back, as a signal; none by default."""
    egress_text: bool = True
    """Whether the record of what left for an engine holds the text, or its digest alone."""
    executor: str = ""
    """Who does the jobs: `threads:4`, `processes:2`, `dask:tls://…`; empty: this process."""
    executor_tls: Mapping[str, str] = field(default_factory=dict)
    """Files for TLS to a scheduler: `ca`, `certificate`, `private`."""
