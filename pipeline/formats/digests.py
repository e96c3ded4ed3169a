"""Law 1: what an approval binds to. These bytes never change for version 1."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pipeline.formats.canonical import canonical_json
from pipeline.model.digest import Digest
from pipeline.model.locale import LocaleTag
from pipeline.model.lock import Lock, LockPolicy, LockRef, LockScope
from pipeline.model.message import Message

__all__ = ["lock_digest", "texts_digest", "unit_digest"]


def texts_digest(texts: tuple[str, ...]) -> Digest:
    """The digest of a source or a target in a signature record: the canonical list of texts."""
    return Digest.of(canonical_json(list(texts)))


def lock_digest(lock: Lock, locale: LocaleTag) -> Digest:
    """The digest of a lock in one locale: kind, scope, source, policy, approved target(s).

    Dates, references and approvers are outside; a missing approved target is an empty string.
    The form patterns of a term come after its forms. Forms that may not be used are outside: adding
    one voids no signature, because it approves nothing; the gate looks for it in every text anew.
    """
    target: list[Any]
    if lock.policy is LockPolicy.VERBATIM:
        target = list(lock.source) if lock.scope is not LockScope.PATTERN else []
    elif lock.scope is LockScope.TERM:
        target = [*lock.forms.get(locale, ())]
        target += [{"pattern": pattern} for pattern in lock.patterns.get(locale, ())]
    else:
        found = lock.approved.get(locale, (None,) * len(lock.source))
        target = [item.text if item is not None else "" for item in found]
    payload = {
        "v": 1,
        "kind": lock.kind,
        "scope": lock.scope,
        "source": list(lock.source),
        "policy": lock.policy,
        "target": target,
    }
    return Digest.of(canonical_json(payload))


def unit_digest(
    message: Message,
    forms: tuple[str, ...],
    *,
    project: str,
    domain: str,
    locale: LocaleTag,
    plural_rule: str,
    locks: Iterable[LockRef],
) -> Digest:
    """The digest that a sign-off of this unit binds to (law 1).

    `plural_rule` is the locale's `Plural-Forms` value; it counts only for a plural message, so
    that a corrected table voids no other signature. `locks` are those that match this unit.
    """
    payload = {
        "v": 1,
        "project": project,
        "domain": domain,
        "context": message.context,
        "source": list(message.sources),
        "locale": locale,
        "plural_rule": plural_rule if message.plural is not None else "",
        "target": list(forms),
        "locks": [{"id": ref.id, "digest": ref.digest.hex} for ref in sorted(set(locks))],
    }
    return Digest.of(canonical_json(payload))
