"""`locks.toml`, strictly: unknown keys and kinds, odd dates, overlapping revisions are refused."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from pipeline.errors import Fault, RejectedError
from pipeline.locks.patterns import pattern_fault
from pipeline.locks.read_unwanted import read_unwanted
from pipeline.model.locale import LocaleTag, is_well_formed
from pipeline.model.lock import (
    ApprovedTarget,
    FormStatus,
    Lock,
    LockKind,
    LockPolicy,
    LockScope,
    StandardStatement,
)
from pipeline.model.policy import Limits
from pipeline.text.tags import strip_tags

__all__ = ["Targets", "ambiguities", "parse_locks", "with_approved"]

Targets = Mapping[str, tuple[ApprovedTarget | None, ...]]
"""Approved targets of one locale per lock id."""

_ID = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*@[1-9][0-9]{0,4}")
_TABLE = re.compile(r"^\s*\[\[\s*lock\s*\]\]", re.MULTILINE)
_NEEDED = frozenset(
    {"id", "kind", "scope", "policy", "source", "reference", "effective_on", "expires_on"}
)
_ALLOWED = _NEEDED | {"context", "form", "statement", *FormStatus}
_STATEMENT = frozenset({"authority", "template", "id"})
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]")


class _LockFile:
    """Collects the faults of one file, each with the line its lock begins on."""

    def __init__(self, text: str, path: str, limits: Limits) -> None:
        self.path, self.limits = path, limits
        self.faults: list[Fault] = []
        self.starts = [text.count("\n", 0, m.end()) + 1 for m in _TABLE.finditer(text)]
        self.line = 0

    def fault(self, message: str, code: str = "lock.invalid") -> None:
        self.faults.append(Fault(code=code, message=message, path=self.path, line=self.line))

    def text(self, value: Any, what: str) -> str:
        if not isinstance(value, str) or not value.strip():
            self.fault(f"{what} must be text, found {value!r}")
            return ""
        if _CONTROL.search(value):
            self.fault(f"{what} holds a control character: {value!r}")
        if len(value) > self.limits.string_characters:
            self.fault(f"{what} is longer than {self.limits.string_characters} characters", "limit")
        return value

    def day(self, value: Any, what: str) -> dt.date:
        if type(value) is not dt.date:
            self.fault(f"{what} must be a date such as 2026-01-01, found {value!r}")
            return dt.date.min
        return value


def parse_locks(
    data: bytes, *, path: str, limits: Limits | None = None
) -> tuple[str, tuple[Lock, ...]]:
    """(project, locks in file order, without approved targets). RejectedError `lock.*`."""
    limits = limits or Limits()
    if len(data) > limits.file_bytes:
        message = f"{len(data)} bytes are more than {limits.file_bytes}"
        raise RejectedError.of("limit", message, path=path)
    try:
        text = data.decode("utf-8")
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise RejectedError.of("lock.invalid", f"not TOML: {error}", path=path) from None
    file = _LockFile(text, path, limits)
    for key in sorted(set(table) - {"project", "lock"}):
        file.fault(f"unknown key {key}")
    project = file.text(table.get("project"), "project")
    entries = table.get("lock", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        file.fault("lock must be an array of tables, [[lock]]")
        entries = []
    if len(entries) > limits.catalog_units:
        file.fault(f"{len(entries)} locks are more than {limits.catalog_units}", "limit")
        entries = []
    locks = []
    for number, entry in enumerate(entries):
        file.line = file.starts[number] if len(file.starts) == len(entries) else 0
        before = len(file.faults)
        lock = _lock(entry, file)
        if lock is not None and len(file.faults) == before:
            locks.append(lock)
    file.line = 0
    _check_revisions(locks, file)
    RejectedError.raise_for(file.faults)
    return project, tuple(locks)


def _enum(
    entry: Mapping[str, Any], file: _LockFile
) -> tuple[LockKind, LockScope, LockPolicy] | None:
    try:
        return LockKind(entry["kind"]), LockScope(entry["scope"]), LockPolicy(entry["policy"])
    except ValueError as error:
        file.fault(str(error))
        return None


def _lock(entry: Mapping[str, Any], file: _LockFile) -> Lock | None:
    lock_id = entry.get("id")
    if not isinstance(lock_id, str) or not _ID.fullmatch(lock_id):
        file.fault(f"id must be a name with a revision such as isi.us@4, found {lock_id!r}")
        return None
    for key in sorted(set(entry) - _ALLOWED):
        file.fault(f"{lock_id}: unknown key {key}")
    absent = sorted(_NEEDED - set(entry))
    if absent:
        file.fault(f"{lock_id}: {', '.join(absent)} missing")
        return None
    words = _enum(entry, file)
    if words is None:
        return None
    kind, scope, policy = words
    effective = file.day(entry["effective_on"], f"{lock_id}: effective_on")
    expires = file.day(entry["expires_on"], f"{lock_id}: expires_on")
    if effective >= expires:
        file.fault(f"{lock_id}: expires_on {expires} must be later than effective_on {effective}")
    context = entry.get("context")
    if context is not None and not isinstance(context, str):
        file.fault(f"{lock_id}: context must be text, found {context!r}")
        return None
    source = tuple(_source(entry["source"], scope, lock_id, file))
    forms, patterns = _forms(entry.get("form", []), lock_id, file)
    if patterns and kind.is_exact_term:
        file.fault(f"{lock_id}: a form pattern is for terms that inflect, not for kind {kind}")
    if forms and (scope is not LockScope.TERM or policy is LockPolicy.VERBATIM):
        file.fault(f"{lock_id}: forms belong to scope term with policy approved")
    unwanted = read_unwanted(entry, lock_id, forms, file)
    if unwanted and scope is not LockScope.TERM:
        file.fault(f"{lock_id}: forbidden and deprecated forms belong to scope term")
    if scope is LockScope.PATTERN and policy is not LockPolicy.VERBATIM:
        file.fault(f"{lock_id}: a pattern must have policy verbatim; use terms for its texts")
    return Lock(
        id=lock_id,
        kind=kind,
        scope=scope,
        policy=policy,
        source=source,
        reference=file.text(entry["reference"], f"{lock_id}: reference"),
        effective_on=effective,
        expires_on=expires,
        context=context,
        forms=forms,
        approved={},
        patterns=patterns,
        statement=_statement(entry.get("statement"), lock_id, file),
        unwanted=unwanted,
    )


def _source(value: Any, scope: LockScope, lock_id: str, file: _LockFile) -> Iterator[str]:
    several = isinstance(value, list)
    if several and scope is not LockScope.PASSAGE:
        file.fault(f"{lock_id}: only a passage has an array of segments as source")
        return
    items = value if several else [value]
    if not items:
        file.fault(f"{lock_id}: source is empty")
    for number, item in enumerate(items, 1):
        text = file.text(item, f"{lock_id}: source {number}")
        if scope is LockScope.PATTERN:
            fault = pattern_fault(text) if text else None
            if fault is not None:
                file.fault(f"{lock_id}: {fault}", "lock.pattern")
            yield text
            continue
        bare = strip_tags(text)
        if text and not bare.strip():
            file.fault(f"{lock_id}: source {number} has no text besides its tags")
        yield bare


def _statement(value: Any, lock_id: str, file: _LockFile) -> StandardStatement | None:
    if value is None:
        return None
    if not isinstance(value, dict) or set(value) != _STATEMENT:
        file.fault(f"{lock_id}: statement has exactly authority, template and id, found {value!r}")
        return None
    return StandardStatement(
        **{key: file.text(value[key], f"{lock_id}: statement {key}") for key in sorted(_STATEMENT)}
    )


_Forms = dict[LocaleTag, tuple[str, ...]]


def _forms(value: Any, lock_id: str, file: _LockFile) -> tuple[_Forms, _Forms]:
    """(texts, patterns) of `[[lock.form]]` per locale."""
    texts: _Forms = {}
    patterns: _Forms = {}
    if not isinstance(value, list):
        file.fault(f"{lock_id}: form must be an array of tables, [[lock.form]]")
        return texts, patterns
    for form in value:
        what = set(form) - {"locale"} if isinstance(form, dict) and "locale" in form else set()
        if what not in ({"text"}, {"pattern"}):
            file.fault(f"{lock_id}: a form has locale and text, or pattern, found {form!r}")
            continue
        found = texts if what == {"text"} else patterns
        locale, text = form["locale"], file.text(form[what.pop()], f"{lock_id}: form")
        fault = pattern_fault(text) if found is patterns and text else None
        if not isinstance(locale, str) or not is_well_formed(locale):
            file.fault(f"{lock_id}: {locale!r} is not a locale such as es-US")
        elif fault is not None:
            file.fault(f"{lock_id}: {fault}", "lock.pattern")
        elif text in found.get(locale, ()):
            file.fault(f"{lock_id}: the form “{text}” stands twice for {locale}")
        else:
            found[locale] = (*found.get(locale, ()), text)
    for locale in sorted(set(patterns) - set(texts)):
        file.fault(f"{lock_id}: {locale} has a form pattern, but no form that could be written")
    return texts, patterns


def _overlap(a: Lock, b: Lock) -> bool:
    return a.effective_on < b.expires_on and b.effective_on < a.expires_on


def _check_revisions(locks: Sequence[Lock], file: _LockFile) -> None:
    by_name: dict[str, list[Lock]] = {}
    for lock in locks:
        by_name.setdefault(lock.name, []).append(lock)
    for group in by_name.values():
        for a, b in combinations(group, 2):
            if a.id == b.id:
                file.fault(f"{a.id} stands twice", "lock.duplicate")
            elif _overlap(a, b):
                file.fault(
                    f"{a.id} and {b.id} are in force together from "
                    f"{max(a.effective_on, b.effective_on)}",
                    "lock.revision",
                )


def with_approved(locks: Sequence[Lock], targets: Mapping[LocaleTag, Targets]) -> tuple[Lock, ...]:
    """The locks with their approved targets."""
    return tuple(
        replace(
            lock,
            approved={
                locale: found[lock.id] for locale, found in targets.items() if lock.id in found
            },
        )
        for lock in locks
    )


def ambiguities(locks: Sequence[Lock], *, path: str) -> list[Fault]:
    """Pairs with equal source, scope and context, in force together, with other targets."""
    same: dict[tuple[LockScope, str, str | None], list[tuple[Lock, int]]] = {}
    for lock in locks:
        for index, text in enumerate(lock.source):
            same.setdefault((lock.scope, text, lock.context), []).append((lock, index))
    faults = []
    for (_, text, _), group in same.items():
        for (a, i), (b, j) in combinations(group, 2):
            where = _contradiction(a, i, b, j) if a.id == b.id or _overlap(a, b) else ""
            if where:
                message = (
                    f"{a.id}/{i + 1} and {b.id}/{j + 1} have the same source “{text[:60]}” "
                    f"and other targets ({where}): give them distinct contexts"
                )
                faults.append(Fault(code="lock.ambiguous", message=message, path=path))
    return faults


def _contradiction(a: Lock, i: int, b: Lock, j: int) -> str:
    """Where two locks ask for different targets of one text; empty when nowhere."""
    if a.policy is not b.policy:
        return f"policy {a.policy} and {b.policy}"
    for locale in sorted({*a.forms, *b.forms}):
        one, two = a.forms.get(locale), b.forms.get(locale)
        if one and two and set(one) != set(two):
            return locale
        if set(a.patterns.get(locale, ())) != set(b.patterns.get(locale, ())) and one and two:
            return locale
    for locale in sorted(set(a.approved) & set(b.approved)):
        first, second = a.approved[locale][i], b.approved[locale][j]
        if first is not None and second is not None and first.text != second.text:
            return locale
    return ""
