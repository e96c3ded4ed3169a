"""What the owner of the locks should look at before sealing them: `lock.lint.*` findings."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from pipeline.locks.expected import approved_target, missing_of
from pipeline.locks.match import is_exact
from pipeline.locks.registry import Registry
from pipeline.model.finding import Finding, IssueType, Severity
from pipeline.model.locale import LocaleTag
from pipeline.model.lock import Lock, LockKind, LockPolicy, LockScope
from pipeline.model.message import Message
from pipeline.text.bidi import unisolated
from pipeline.text.characters import INVISIBLE, describe, plain
from pipeline.text.space import collapse
from pipeline.text.tags import strip_tags
from pipeline.text.words import occurrences

__all__ = ["EXPIRES_SOON", "lint_registry"]

EXPIRES_SOON = dt.timedelta(days=60)
_LETTERS = re.compile(r"[^\W\d_]")


def _finding(
    code: str, message: str, severity: Severity = Severity.WARNING, locale: LocaleTag = ""
) -> Finding:
    return Finding(
        code=f"lock.lint.{code}",
        type=IssueType.TERMINOLOGY,
        severity=severity,
        message=message,
        locale=locale,
    )


def lint_registry(
    registry: Registry,
    *,
    locales: Sequence[LocaleTag],
    messages: Iterable[Message] | None = None,
) -> list[Finding]:
    """Findings in order of lock id and code.

    With `messages` (all of the project's), also the locks that match none of them.
    """
    found: list[tuple[str, Finding]] = []
    used = None
    if messages is not None:
        used = {lock_id for message in messages for lock_id in registry.match(message).ids}
    for lock in (*registry.locks, *registry.lapsed):
        checks = (
            *_dates(lock, registry, locales),
            *_spelling(lock),
            *_isolates(lock, registry, locales),
            *_shadows(lock, registry),
        )
        found += [(lock.id, finding) for finding in checks]
        if used is not None and lock.id not in used:
            message = f"{lock.id} matches nothing in the project"
            found.append((lock.id, _finding("unused", message, Severity.NOTE)))
    for lock in registry.revisions:
        if lock.effective_on > registry.as_of:
            message = f"{lock.id} is not in force before {lock.effective_on}"
            found.append((lock.id, _finding("future", message, Severity.NOTE)))
    found.sort(key=lambda item: (item[0], item[1].code, item[1].locale, item[1].message))
    return [finding for _, finding in found]


def _dates(lock: Lock, registry: Registry, locales: Sequence[LocaleTag]) -> Iterator[Finding]:
    day = registry.as_of
    if lock.expires_on <= day:
        message = f"{lock.id} expired on {lock.expires_on}: its text is held everywhere"
        yield _finding("expired", message)
        return
    if lock.expires_on <= day + EXPIRES_SOON:
        yield _finding("expiring", f"{lock.id} expires on {lock.expires_on}")
    for locale in locales:
        for index in range(len(lock.source)):
            fault = missing_of(lock, index, locale, day)
            if fault is not None:
                code = fault.code.removeprefix("lock.")
                yield _finding(code, fault.message, locale=locale)
            target = approved_target(lock, index, locale)
            if target is not None and day < target.expires_on <= day + EXPIRES_SOON:
                name = f"{lock.id}/{index + 1}"
                message = f"the {locale} translation of {name} expires on {target.expires_on}"
                yield _finding("expiring", message, locale=locale)


def _spelling(lock: Lock) -> Iterator[Finding]:
    """Spelling that keeps a source from ever matching, or that eyes do not see."""
    texts = [("source", source) for source in lock.source]
    texts += [(f"{tag} form", form) for tag, forms in lock.forms.items() for form in forms]
    texts += [
        (f"{tag} translation", target.text)
        for tag, targets in lock.approved.items()
        for target in targets
        if target is not None
    ]
    for what, text in texts:
        if lock.scope is LockScope.PATTERN:
            continue
        if collapse(text) != text:
            message = f"{lock.id}: the {what} “{text}” has white space that no message has"
            yield _finding("space", message)
        if unicodedata.normalize("NFC", text) != text:
            yield _finding("form", f"{lock.id}: the {what} “{text}” is not in normal form NFC")
        hidden = INVISIBLE.search(text)
        if hidden is not None and what == "source":
            message = f"{lock.id}: the source holds {describe(hidden.group())}"
            yield _finding("invisible", message)
        stranger = _stranger(text)
        if stranger:
            message = f"{lock.id}: in the {what} “{text}” stands {describe(stranger)}"
            yield _finding("look_alike", message)


def _stranger(text: str) -> str:
    """A Cyrillic or Greek letter that looks Latin, inside a word that has Latin letters."""
    for word in re.findall(r"\w+", text):
        letters: list[str] = _LETTERS.findall(word)
        latin = [char for char in letters if unicodedata.name(char, "").startswith("LATIN")]
        others = [
            char
            for char in letters
            if unicodedata.name(char, "").startswith(("CYRILLIC", "GREEK")) and plain(char) != char
        ]
        if latin and others and not all(plain(char) == char for char in others):
            return others[0]
    return ""


def _isolates(lock: Lock, registry: Registry, locales: Sequence[LocaleTag]) -> Iterator[Finding]:
    """Approved right-to-left text whose brands and numbers would display out of order."""
    if lock.scope not in {LockScope.PASSAGE, LockScope.PHRASE}:
        return
    brands = [
        other.source[0]
        for other in registry.locks
        if other.kind is LockKind.BRAND and other.policy is LockPolicy.VERBATIM
    ]
    for locale in locales:
        for index, target in enumerate(lock.approved.get(locale, ())):
            text = strip_tags(target.text) if target is not None else ""
            for run in unisolated(text, locale, brands):
                message = (
                    f"{lock.id}/{index + 1}: “{text[run.start : run.end]}” has no isolates: "
                    "it may display out of order"
                )
                yield _finding("isolate", message, locale=locale)


def _shadows(lock: Lock, registry: Registry) -> Iterator[Finding]:
    """Exact terms that the approved text of a phrase drops, and locks hidden by longer ones."""
    if lock.scope is not LockScope.TERM:
        return
    source = strip_tags(lock.source[0])
    for other in registry.locks:
        if other.scope is LockScope.PHRASE and other.id != lock.id:
            inside = occurrences(strip_tags(other.source[0]), source)
            if inside and strip_tags(other.source[0]) == source:
                yield _finding("shadowed", f"{lock.id} never matches: {other.id} has its text")
        elif (
            other.scope is LockScope.PATTERN
            and is_exact(lock)
            and (match := re.fullmatch(other.source[0], source)) is not None
        ):
            message = f"{lock.id} and the pattern {other.id} both match “{match.group()}”"
            yield _finding("shadowed", message)
