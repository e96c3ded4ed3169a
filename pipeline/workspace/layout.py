"""Names of files in a project, relative to its root, always with `/`."""

from __future__ import annotations

import re

from pipeline.model.locale import LocaleTag, posix_of

__all__ = [
    "APPROVALS",
    "APPROVED",
    "DESK",
    "DIST",
    "EGRESS",
    "EVENTS",
    "KEYRING",
    "LOCKS",
    "MEMORY",
    "POLICY",
    "QUALITY_PLOT",
    "RUN_LOCK",
    "SEGMENTS",
    "SETTINGS",
    "SOURCES",
    "VAR",
    "answers",
    "approved_targets",
    "catalog",
    "conflict",
    "evidence",
    "package",
    "quality",
    "quarantine",
    "seal_of",
    "template",
]

SETTINGS = "imprimatur.toml"
POLICY = "policy.toml"
SOURCES = "source_content"
APPROVALS = "source_content/approvals.toml"
LOCKS = "glossary_lock/locks.toml"
APPROVED = "glossary_lock/approved"
KEYRING = "keys/keyring.json"
DIST = "dist"
VAR = "var"
EVENTS = "var/events/events.jsonl"
QUALITY_PLOT = "var/quality/report.svg"
EGRESS = "var/events/egress.jsonl"
DESK = "var/desk.sqlite3"
MEMORY = "var/memory.sqlite3"
SEGMENTS = "var/cache/extract/segments.sqlite3"
RUN_LOCK = "var/run.lock"


def seal_of(path: str) -> str:
    """The seal beside a file."""
    return path + ".seal.json"


def approved_targets(locale: LocaleTag) -> str:
    """Approved translations of locked text in a locale."""
    return f"{APPROVED}/{locale}.po"


def template(domain: str) -> str:
    """A domain's POT."""
    return f"locales/{domain}.pot"


def catalog(locale: LocaleTag, domain: str) -> str:
    """A domain's PO in a locale."""
    return f"locales/{posix_of(locale)}/LC_MESSAGES/{domain}.po"


def answers(engine: str, locale: LocaleTag) -> str:
    """What an engine answered before in a locale; may be deleted."""
    return f"var/cache/answers/{locale}/{re.sub(r'[^A-Za-z0-9_-]', '-', engine)}.jsonl"


def quality(locale: LocaleTag, domain: str) -> str:
    """Signals about machine answers in a locale; derived, never signed."""
    return f"var/quality/{locale}/{domain}.json"


def quarantine(sha256: str) -> str:
    """A file from outside that was rejected, under its SHA-256; never read again."""
    return f"var/quarantine/{sha256}"


def evidence(locale: LocaleTag, domain: str) -> str:
    """The sealed sign-offs of a domain in a locale."""
    return f"locales/{posix_of(locale)}/LC_MESSAGES/{domain}.evidence.jsonl"


def package(locale: LocaleTag, domain: str, package_id: str) -> str:
    """The unit list of a package that went to a vendor; kept until it comes back."""
    return f"locales/{posix_of(locale)}/handoff/{domain}-{package_id}.json"


def conflict(locale: LocaleTag, domain: str) -> str:
    """The desk's text where both sides changed."""
    return f"locales/{posix_of(locale)}/conflicts/{domain}.po"
